package io.vaultik.core.internal.work;

import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.VaultikException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorted runs of records, one after the other in one spool file. A record is its length, 4 bytes big-endian, and its
 * bytes; where a run starts is known in memory.
 *
 * <p>Writing is for one thread; cursors, once the last record is written, for any number.
 */
final class RunFile implements AutoCloseable {
    private final SpoolFile file;
    private final List<Long> starts = new ArrayList<>();
    private final byte[] prefix = new byte[Integer.BYTES];
    private int largestBytes;

    RunFile(SpoolFile file) {
        this.file = file;
    }

    void startRun() {
        starts.add(file.length());
    }

    void append(byte[] record) throws VaultikException {
        int length = record.length;
        for (int i = 0; i < Integer.BYTES; i++) {
            prefix[i] = (byte) (length >>> (24 - 8 * i));
        }
        file.write(prefix, 0, prefix.length);
        file.write(record, 0, length);
        largestBytes = Math.max(largestBytes, length);
    }

    /** Returns the number of runs. */
    int count() {
        return starts.size();
    }

    /** Returns the length of the largest record. */
    int largestBytes() {
        return largestBytes;
    }

    /** Returns a cursor for each run from {@code from} up to, not including, {@code to}. */
    List<RecordCursor> cursors(int from, int to) throws VaultikException {
        List<RecordCursor> cursors = new ArrayList<>(to - from);
        for (int run = from; run < to; run++) {
            long end = run + 1 < starts.size() ? starts.get(run + 1) : file.length();
            cursors.add(new Run(file.open(starts.get(run)), end - starts.get(run)));
        }
        return cursors;
    }

    @Override
    public void close() {
        file.close();
    }

    private final class Run implements RecordCursor {
        private @Nullable DataInputStream in;
        private long leftBytes;

        Run(InputStream in, long leftBytes) {
            this.in = new DataInputStream(in);
            this.leftBytes = leftBytes;
        }

        @Override
        public byte @Nullable [] next() throws VaultikException {
            DataInputStream open = in;
            if (open == null || leftBytes == 0) {
                close();
                return null;
            }
            try {
                int length = open.readInt();
                leftBytes -= Integer.BYTES;
                if (length < 0 || length > Math.min(leftBytes, largestBytes)) {
                    throw new IntegrityException(
                            "a sorted run", "a record of " + largestBytes, "one of " + length, null);
                }
                leftBytes -= length;
                byte[] record = new byte[length];
                open.readFully(record);
                return record;
            } catch (VaultikException e) {
                throw e;
            } catch (IOException e) {
                throw new IntegrityException("a sorted run", "a whole record", "the end of the file", e);
            }
        }

        @Override
        public void close() {
            in = null;
        }
    }
}
