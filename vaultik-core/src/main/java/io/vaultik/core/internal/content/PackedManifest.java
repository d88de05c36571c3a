package io.vaultik.core.internal.content;

import io.vaultik.fault.MalformedException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.store.Digest;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.HashAlgorithm;
import io.vaultik.store.ManifestEntry;
import io.vaultik.store.ManifestId;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

/** A manifest in an {@link EntryTable}: a number of four bytes for each entry, in the order of paths. Immutable. */
final class PackedManifest implements DirectoryManifest {
    private final ManifestId id;
    private final EntryTable table;
    private final int[] places;
    private final PackedText text;

    PackedManifest(ManifestId id, EntryTable table, int[] places, PackedText text) {
        this.id = id;
        this.table = table;
        this.places = places;
        this.text = text;
    }

    /** Returns a manifest in this form; one of somebody else's making is taken by its entries, and must have the id it says. */
    static PackedManifest of(DirectoryManifest manifest) throws MalformedException {
        if (manifest instanceof PackedManifest packed) {
            return packed;
        }
        ManifestBuilder builder = new ManifestBuilder();
        for (ManifestEntry entry : manifest) {
            builder.add(entry);
        }
        PackedManifest packed = (PackedManifest) builder.build();
        if (!packed.id.equals(manifest.id())) {
            throw new MalformedException("the manifest {} has entries of the id {}", null, manifest.id(), packed.id);
        }
        return packed;
    }

    @Override
    public ManifestId id() {
        return id;
    }

    @Override
    public int entryCount() {
        return places.length;
    }

    @Override
    public ManifestEntry entry(int index) {
        return table.entry(places[Objects.checkIndex(index, places.length)]);
    }

    @Override
    public Iterator<ManifestEntry> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < places.length;
            }

            @Override
            public ManifestEntry next() {
                if (next >= places.length) {
                    throw new NoSuchElementException("there are only " + places.length + " entries");
                }
                return table.entry(places[next++]);
            }
        };
    }

    @Override
    public ObjectBody text() {
        return text;
    }

    @Override
    public String toString() {
        return "DirectoryManifest[" + id + ", " + places.length + " entries]";
    }

    boolean isDirectory(int index) {
        return table.isDirectory(places[index]);
    }

    boolean hasDigest(int index) {
        return table.hasDigest(places[index]);
    }

    Digest digest(int index) {
        byte[] bytes = new byte[HashAlgorithm.BLAKE3.digestBytes()];
        table.digest(places[index], bytes);
        return Digest.of(HashAlgorithm.BLAKE3, bytes);
    }

    boolean sameDigest(int a, int b) {
        return table.sameDigest(places[a], places[b]);
    }

    int digestHash(int index) {
        return table.digestHash(places[index]);
    }

    long size(int index) {
        return table.size(places[index]);
    }

    /** Returns the path in UTF-8, a copy. */
    byte[] path(int index) {
        return table.path(places[index]);
    }

    int comparePaths(int index, PackedManifest other, int otherIndex) {
        return EntryTable.comparePaths(table, places[index], other.table, other.places[otherIndex]);
    }

    boolean sameValues(int index, PackedManifest other, int otherIndex) {
        return EntryTable.sameValues(table, places[index], other.table, other.places[otherIndex]);
    }

    /** Returns the index of the first entry whose path is that or comes after it. */
    int firstAtOrAfter(byte[] path, int length) {
        int low = 0;
        int high = places.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (table.comparePath(places[middle], path, length) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Tells whether there is an entry of exactly this path. */
    boolean contains(byte[] path, int length) {
        int at = firstAtOrAfter(path, length);
        return at < places.length && table.comparePath(places[at], path, length) == 0;
    }

    /** Tells whether there is an entry whose path begins so. */
    boolean containsBelow(byte[] prefix) {
        int at = firstAtOrAfter(prefix, prefix.length);
        return at < places.length && table.startsWith(places[at], prefix);
    }
}
