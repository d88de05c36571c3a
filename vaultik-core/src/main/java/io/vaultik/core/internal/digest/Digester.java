package io.vaultik.core.internal.digest;

/** Computes one digest after the other. For one thread at a time. */
public interface Digester {
    /**
     * Takes the next bytes.
     *
     * @param bytes an array
     * @param offset where the bytes begin in it
     * @param length how many they are
     */
    void update(byte[] bytes, int offset, int length);

    /**
     * Writes the digest of all bytes since the last digest or reset, and starts anew.
     *
     * @param out takes {@link ContentDigest#BYTES} bytes
     * @param offset where they begin in it
     */
    void digestInto(byte[] out, int offset);

    /** Forgets all bytes and starts anew. */
    void reset();

    /**
     * Returns the digest of all bytes since the last digest or reset, and starts anew.
     *
     * @return the digest
     */
    default ContentDigest digest() {
        byte[] bytes = new byte[ContentDigest.BYTES];
        digestInto(bytes, 0);
        return ContentDigest.of(bytes);
    }
}
