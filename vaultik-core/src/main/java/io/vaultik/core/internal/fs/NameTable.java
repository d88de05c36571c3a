package io.vaultik.core.internal.fs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The names in one directory, packed: a name costs its bytes, two for its length and at most twelve for its place, so that a
 * directory of a million names needs some 30 MB. Filled, then sorted, then read. Not thread-safe.
 */
final class NameTable {
    /** Pages well below half a region of the G1 collector, which rounds larger arrays up to whole regions. */
    private static final int PAGE_BITS = 17;

    private static final int PAGE_BYTES = 1 << PAGE_BITS;
    private static final int MAX_PAGES = 1 << (31 - PAGE_BITS);
    private static final int MAX_NAME_BYTES = 0xffff;

    /** Up to how many names are sorted by insertion. */
    private static final int RUN = 16;

    private final List<byte[]> pages = new ArrayList<>();
    private int used;
    private int[] places = new int[16];
    private int size;

    NameTable() {
        pages.add(new byte[512]);
    }

    /**
     * Adds a name.
     *
     * @throws IOException if the names of this directory exceed 2 GiB
     */
    void add(byte[] source, int from, int length) throws IOException {
        if (length > MAX_NAME_BYTES) {
            throw new IOException("a name of a directory has more than " + MAX_NAME_BYTES + " bytes");
        }
        byte[] page = room(length + 2);
        if (size == places.length) {
            places = Arrays.copyOf(places, size + (size >> 1));
        }
        places[size++] = (pages.size() - 1) << PAGE_BITS | used;
        page[used] = (byte) (length >>> 8);
        page[used + 1] = (byte) length;
        System.arraycopy(source, from, page, used + 2, length);
        used += length + 2;
    }

    /** Sorts the names by unsigned bytes. */
    void sort() {
        for (int low = 0; low < size; low += RUN) {
            insertionSort(places, low, Math.min(low + RUN, size));
        }
        int[] spare = size > RUN ? new int[size] : places;
        for (long width = RUN; width < size; width *= 2) {
            for (long low = 0; low < size; low += 2 * width) {
                int middle = (int) Math.min(low + width, size);
                merge(places, spare, (int) low, middle, (int) Math.min(low + 2 * width, size));
            }
            int[] sorted = spare;
            spare = places;
            places = sorted;
        }
    }

    int size() {
        return size;
    }

    /** Returns a copy of a name. */
    byte[] name(int index) {
        int place = places[index];
        byte[] page = pages.get(place >>> PAGE_BITS);
        int at = place & (PAGE_BYTES - 1);
        return Arrays.copyOfRange(page, at + 2, at + 2 + length(page, at));
    }

    /** Tells whether a name is there; the names must be sorted. */
    boolean contains(byte[] name) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Arrays.compareUnsigned(name(middle), name);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }

    private byte[] room(int bytes) throws IOException {
        byte[] page = pages.get(pages.size() - 1);
        if (page.length - used >= bytes) {
            return page;
        }
        if (pages.size() == 1 && used + bytes <= PAGE_BYTES) {
            page = Arrays.copyOf(page, Math.min(PAGE_BYTES, Math.max(used + bytes, 2 * page.length)));
            pages.set(0, page);
            return page;
        }
        if (pages.size() == MAX_PAGES) {
            throw new IOException("the names of a directory exceed 2 GiB");
        }
        page = new byte[PAGE_BYTES];
        pages.add(page);
        used = 0;
        return page;
    }

    private static int length(byte[] page, int at) {
        return (page[at] & 0xff) << 8 | (page[at + 1] & 0xff);
    }

    private int compare(int place, int other) {
        byte[] a = pages.get(place >>> PAGE_BITS);
        byte[] b = pages.get(other >>> PAGE_BITS);
        int at = place & (PAGE_BYTES - 1);
        int otherAt = other & (PAGE_BYTES - 1);
        return Arrays.compareUnsigned(
                a, at + 2, at + 2 + length(a, at), b, otherAt + 2, otherAt + 2 + length(b, otherAt));
    }

    /** Merges two neighbouring sorted ranges of {@code from} into the same range of {@code to}. */
    private void merge(int[] from, int[] to, int low, int middle, int high) {
        if (middle == high || compare(from[middle - 1], from[middle]) <= 0) {
            System.arraycopy(from, low, to, low, high - low);
            return;
        }
        int left = low;
        int right = middle;
        for (int i = low; i < high; i++) {
            boolean takeLeft = right >= high || (left < middle && compare(from[left], from[right]) <= 0);
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }

    private void insertionSort(int[] to, int low, int high) {
        for (int i = low + 1; i < high; i++) {
            int place = to[i];
            int j = i;
            while (j > low && compare(to[j - 1], place) > 0) {
                to[j] = to[j - 1];
                j--;
            }
            to[j] = place;
        }
    }
}
