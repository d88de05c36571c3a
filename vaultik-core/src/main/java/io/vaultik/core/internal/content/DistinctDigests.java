package io.vaultik.core.internal.content;

import io.vaultik.store.Digest;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;

/**
 * The distinct digests of the files of a manifest, in its order: the index of the first file that has each. At most twenty bytes
 * for a file.
 */
final class DistinctDigests {
    private final PackedManifest manifest;
    private final int[] indexes;
    private final int[] table;

    private DistinctDigests(PackedManifest manifest, int[] indexes, int[] table) {
        this.manifest = manifest;
        this.indexes = indexes;
        this.table = table;
    }

    /** Finds them; every file of the manifest has a digest. */
    static DistinctDigests of(PackedManifest manifest) {
        int files = 0;
        for (int i = 0; i < manifest.entryCount(); i++) {
            files += manifest.isDirectory(i) ? 0 : 1;
        }
        // Open addressing in a table that is at most half full; an entry is an index plus one.
        int[] table = new int[Math.max(4, Integer.highestOneBit(Math.max(1, files)) << 2)];
        int[] indexes = new int[files];
        int count = 0;
        for (int i = 0; i < manifest.entryCount(); i++) {
            if (!manifest.isDirectory(i) && add(manifest, i, table)) {
                indexes[count++] = i;
            }
        }
        return new DistinctDigests(manifest, Arrays.copyOf(indexes, count), table);
    }

    private static boolean add(PackedManifest manifest, int index, int[] table) {
        int at = spread(manifest.digestHash(index)) & table.length - 1;
        while (table[at] != 0) {
            if (manifest.sameDigest(table[at] - 1, index)) {
                return false;
            }
            at = at + 1 & table.length - 1;
        }
        table[at] = index + 1;
        return true;
    }

    /** Digests are as good as random unless somebody chose them. */
    private static int spread(int hash) {
        int mixed = (hash ^ hash >>> 16) * 0x9e3779b1;
        return mixed ^ mixed >>> 15;
    }

    /** Tells whether a file has this digest. */
    boolean contains(Digest digest) {
        int at = spread(hash(digest)) & table.length - 1;
        while (table[at] != 0) {
            if (manifest.digest(table[at] - 1).equals(digest)) {
                return true;
            }
            at = at + 1 & table.length - 1;
        }
        return false;
    }

    /** The same for a digest as {@link PackedManifest#digestHash} for the file that has it. */
    private static int hash(Digest digest) {
        return ByteBuffer.wrap(digest.bytes()).getInt();
    }

    int count() {
        return indexes.length;
    }

    /** Returns the index of the first file with a digest. */
    int fileIndex(int at) {
        return indexes[at];
    }

    Digest digest(int at) {
        return manifest.digest(indexes[at]);
    }

    /** Returns digests as a list that makes them while they are looked at. */
    List<Digest> range(int from, int to) {
        return new AbstractList<>() {
            @Override
            public Digest get(int index) {
                return digest(from + index);
            }

            @Override
            public int size() {
                return to - from;
            }
        };
    }
}
