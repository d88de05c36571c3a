package io.vaultik.core.internal.content;

import io.vaultik.storage.ObjectBody;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/** The text of a manifest, made line by line while it is read. Immutable; each stream is for one thread. */
final class PackedText implements ObjectBody {
    private static final int BLOCK_BYTES = 256 << 10;

    private final EntryTable table;
    private final int[] places;
    private final long length;

    PackedText(EntryTable table, int[] places, long length) {
        this.table = table;
        this.places = places;
        this.length = length;
    }

    /** Receives a piece of the text. */
    @FunctionalInterface
    interface Sink {
        void accept(byte[] bytes, int offset, int length);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream open() {
        return new Lines();
    }

    void forEachBlock(Sink sink) {
        Lines lines = new Lines();
        while (lines.fill()) {
            sink.accept(lines.block, 0, lines.end);
            lines.at = lines.end;
        }
    }

    private final class Lines extends InputStream {
        private byte[] block = new byte[(int) Math.min(BLOCK_BYTES, length)];
        private int at;
        private int end;
        private int next;
        private boolean begun;

        /** Makes sure that there are bytes, if any are left. */
        private boolean fill() {
            if (at < end) {
                return true;
            }
            at = 0;
            end = 0;
            if (places.length == 0 && !begun) {
                block[end++] = '\n';
            }
            begun = true;
            while (next < places.length && addLine()) {
                next++;
            }
            return end > 0;
        }

        private boolean addLine() {
            int bytes = table.lineLength(places[next]);
            if (end + bytes > block.length) {
                if (end > 0) {
                    return false;
                }
                block = Arrays.copyOf(block, bytes);
            }
            end = table.writeLine(places[next], block, end);
            return true;
        }

        @Override
        public int read() {
            return fill() ? block[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int count) {
            Objects.checkFromIndexSize(offset, count, into.length);
            if (count == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int step = Math.min(count, end - at);
            System.arraycopy(block, at, into, offset, step);
            at += step;
            return step;
        }
    }
}
