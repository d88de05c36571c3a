package io.vaultik.core.internal.content;

import io.vaultik.core.internal.digest.Blake3;
import io.vaultik.core.internal.digest.ContentDigest;
import io.vaultik.fault.MalformedException;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.ManifestEntry;
import io.vaultik.store.ManifestEntry.Kind;
import io.vaultik.store.ManifestId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Collects entries, in any order, and makes a manifest of them, in the order of manifests; entries with one path stay in the order
 * in which they came. Takes no more than a share of the heap. For one thread, and one manifest.
 */
public final class ManifestBuilder {
    private static final int BYTES_PER_ENTRY = 12;

    private final EntryTable table = new EntryTable();
    private final long maxBytes;
    private int[] places = new int[16];
    private int count;
    private boolean sorted = true;
    private long textBytes;

    /** Makes a builder that takes at most three quarters of the heap. */
    public ManifestBuilder() {
        this(Runtime.getRuntime().maxMemory() / 4 * 3);
    }

    ManifestBuilder(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Adds an entry.
     *
     * @param entry the entry
     * @throws MalformedException if no line can be made of it, or there are more than memory holds
     */
    public void add(ManifestEntry entry) throws MalformedException {
        byte[] path = entry.path().getBytes(StandardCharsets.UTF_8);
        boolean isText = entry.path().equals(new String(path, StandardCharsets.UTF_8));
        if (!isText || !isField(entry.permissions()) || !isField(entry.checksum())) {
            throw new MalformedException("an entry has a field that cannot stand in a manifest", null);
        }
        add(
                entry.kind(),
                entry.permissions().getBytes(StandardCharsets.UTF_8),
                entry.checksum().getBytes(StandardCharsets.UTF_8),
                entry.size(),
                path);
    }

    private static boolean isField(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /**
     * Adds an entry.
     *
     * @param kind file or directory
     * @param permissions octal digits
     * @param checksum hexadecimal digits
     * @param size the size, unsigned
     * @param path the path as it stands in the manifest, in UTF-8
     * @throws MalformedException if no line can be made of it, or there are more than memory holds
     */
    public void add(Kind kind, byte[] permissions, byte[] checksum, long size, byte[] path) throws MalformedException {
        if (!isRepresentable(path)) {
            throw new MalformedException("a path is empty, holds a line feed or ends in a carriage return", null);
        }
        if (table.bytes() + (long) BYTES_PER_ENTRY * count > maxBytes || count > Integer.MAX_VALUE / 2) {
            throw new MalformedException("a manifest has more entries than memory holds, {} so far", null, count);
        }
        if (count == places.length) {
            places = Arrays.copyOf(places, count + (count >> 1));
        }
        int place = table.add(kind, permissions, checksum, size, path);
        sorted &= count == 0 || table.comparePaths(places[count - 1], place) <= 0;
        places[count++] = place;
        textBytes += table.lineLength(place);
    }

    /**
     * Tells whether a path can stand in a manifest, as far as its bytes go; it must be UTF-8 besides.
     *
     * @param path the path
     * @return false if it is empty, holds a line feed, or ends in a carriage return
     */
    public static boolean isRepresentable(byte[] path) {
        if (path.length == 0 || path[path.length - 1] == '\r') {
            return false;
        }
        for (byte b : path) {
            if (b == '\n') {
                return false;
            }
        }
        return true;
    }

    /**
     * Makes the manifest. Nothing can be added after this.
     *
     * @return the manifest
     */
    public DirectoryManifest build() {
        places = Arrays.copyOf(places, count);
        if (!sorted) {
            sort();
        }
        PackedText text = new PackedText(table, places, count == 0 ? 1 : textBytes);
        return new PackedManifest(id(text), table, places, text);
    }

    private static ManifestId id(PackedText text) {
        Blake3 digester = Blake3.hash();
        text.forEachBlock(digester::update);
        ContentDigest digest = digester.digest();
        return ManifestId.of(digest.hex());
    }

    /** Merges runs of doubled length, so that entries with one path stay as they came. */
    private void sort() {
        int[] from = places;
        int[] to = new int[count];
        for (int run = 1; run < count && run > 0; run *= 2) {
            for (int low = 0; low < count; low += 2 * run) {
                int middle = Math.min(low + run, count);
                merge(from, to, low, middle, Math.min(middle + run, count));
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        places = from;
    }

    private void merge(int[] from, int[] to, int low, int middle, int high) {
        int left = low;
        int right = middle;
        for (int i = low; i < high; i++) {
            boolean takeLeft = right >= high || left < middle && table.comparePaths(from[left], from[right]) <= 0;
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }
}
