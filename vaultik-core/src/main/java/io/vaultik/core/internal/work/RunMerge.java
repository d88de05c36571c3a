package io.vaultik.core.internal.work;

import io.vaultik.fault.VaultikException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Merges runs into one; of equal records, that of the earlier run comes first. For one thread. */
final class RunMerge implements RecordCursor {
    private final PriorityQueue<Head> heads;
    private @Nullable Head last;

    private record Head(byte[] bytes, int run, RecordCursor rest) {}

    /** Takes the runs in the order in which their records were added, and reads the first record of each. */
    RunMerge(List<RecordCursor> runs, Comparator<byte[]> order) throws VaultikException {
        heads = new PriorityQueue<>(Comparator.comparing(Head::bytes, order).thenComparingInt(Head::run));
        for (int i = 0; i < runs.size(); i++) {
            advance(i, runs.get(i));
        }
    }

    @Override
    public byte @Nullable [] next() throws VaultikException {
        Head taken = last;
        if (taken != null) {
            advance(taken.run, taken.rest);
        }
        last = heads.poll();
        return last == null ? null : last.bytes;
    }

    @Override
    public void close() {
        heads.clear();
        last = null;
    }

    private void advance(int run, RecordCursor rest) throws VaultikException {
        byte[] bytes = rest.next();
        if (bytes != null) {
            heads.add(new Head(bytes, run, rest));
        }
    }
}
