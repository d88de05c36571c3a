package io.vaultik.core.internal.catalog;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A table of blob names, numbered from 0 in the order in which they came: 32 bytes each, and 8 more once one was looked for. Not thread-safe. */
final class BlobNumbers {
    static final int NAME_BYTES = DigestRows.DIGEST_BYTES;

    private byte[] names = new byte[64 * NAME_BYTES];
    private int count;
    private int indexed;
    private int[] slots = new int[256];

    int count() {
        return count;
    }

    /** Returns all names in a row; must not be changed. */
    byte[] names() {
        return names;
    }

    void clear() {
        count = 0;
        indexed = 0;
        Arrays.fill(slots, 0);
    }

    /** Adds names at the end, whether they are there or not. */
    void append(byte[] block) {
        reserve(count + block.length / NAME_BYTES);
        System.arraycopy(block, 0, names, count * NAME_BYTES, block.length);
        count += block.length / NAME_BYTES;
    }

    /** Returns the number of a name, which is added if it is not there. */
    int add(byte[] bytes, int at) {
        index();
        int slot = find(bytes, at);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        reserve(count + 1);
        System.arraycopy(bytes, at, names, count * NAME_BYTES, NAME_BYTES);
        slots[slot] = ++count;
        indexed = count;
        return count - 1;
    }

    private void reserve(int wanted) {
        if (wanted > names.length / NAME_BYTES) {
            names = Arrays.copyOf(names, Math.max(names.length * 2, Math.multiplyExact(wanted, NAME_BYTES)));
        }
    }

    /** Brings the index up to date, with room for one more. Of two equal names the first one counts. */
    private void index() {
        if (2L * (count + 1) > slots.length) {
            int size = slots.length;
            while (2L * (count + 1) > size) {
                size = Math.multiplyExact(size, 2);
            }
            slots = new int[size];
            indexed = 0;
        }
        for (; indexed < count; indexed++) {
            int slot = find(names, indexed * NAME_BYTES);
            slots[slot] = slots[slot] == 0 ? indexed + 1 : slots[slot];
        }
    }

    /** Returns the slot of a name, or the free one where it belongs. */
    private int find(byte[] bytes, int at) {
        int slot = slot(ByteBuffer.wrap(bytes, at, Long.BYTES).getLong());
        while (slots[slot] != 0 && !isAt(slots[slot] - 1, bytes, at)) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private boolean isAt(int number, byte[] bytes, int at) {
        int from = number * NAME_BYTES;
        return Arrays.equals(names, from, from + NAME_BYTES, bytes, at, at + NAME_BYTES);
    }

    /** Names are digests; but whoever writes manifests can choose them, so their bits are mixed. */
    private int slot(long beginning) {
        long mixed = beginning * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & (slots.length - 1);
    }
}
