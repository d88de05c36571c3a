package io.vaultik.core.internal.catalog;

/**
 * Names one chunk inside a catalog: the catalog-local id of its blob and its index there, packed in a long so that the
 * content of a file is a {@code long[]}. Ids begin at 1 and are never reused, so a stale reference names nothing.
 */
public final class ChunkRef {
    /** What a lookup returns when it finds nothing. */
    public static final long NONE = -1;

    private ChunkRef() {}

    /**
     * Packs a reference.
     *
     * @param blob the id of the blob, at least 1
     * @param index the index of the chunk in it, at least 0
     * @return the reference
     */
    public static long of(int blob, int index) {
        if (blob < 1 || index < 0) {
            throw new IllegalArgumentException("no such chunk: blob " + blob + ", index " + index);
        }
        return (long) blob << 32 | index;
    }

    /**
     * Returns the blob of a reference.
     *
     * @param ref a reference
     * @return the id of the blob
     */
    public static int blob(long ref) {
        return (int) (ref >>> 32);
    }

    /**
     * Returns the index of a reference.
     *
     * @param ref a reference
     * @return the index of the chunk in its blob
     */
    public static int index(long ref) {
        return (int) ref;
    }

    /** Tells whether a number read from the file can be a reference. */
    static boolean isValid(long ref) {
        return blob(ref) >= 1 && index(ref) >= 0;
    }
}
