package io.vaultik.core.internal.content;

import io.vaultik.fault.VaultikException;
import io.vaultik.store.Digest;
import io.vaultik.store.StreamStore;
import java.util.Arrays;
import java.util.List;

/** Finds out which objects of a manifest a store needs, some hundred thousand at a time. */
final class Missing {
    /** Large, so that a listing of the store pays; small enough for a small heap. */
    static final int BATCH = 1 << 17;

    private Missing() {}

    /** Is given the objects that are needed, by their places among the distinct digests. */
    @FunctionalInterface
    interface Batch {
        void take(int[] places) throws VaultikException;
    }

    /** Asks for all, batch by batch. */
    static void forEachBatch(DistinctDigests digests, StreamStore store, Batch batch) throws VaultikException {
        for (int from = 0; from < digests.count(); from += BATCH) {
            int to = Math.min(from + BATCH, digests.count());
            List<Digest> needed = store.objectsNeeded(digests.range(from, to));
            batch.take(places(digests, from, to, needed));
        }
    }

    /** What is needed comes in the order in which it was asked for. */
    private static int[] places(DistinctDigests digests, int from, int to, List<Digest> needed) {
        int[] places = new int[needed.size()];
        int count = 0;
        for (int at = from; at < to && count < places.length; at++) {
            if (digests.digest(at).equals(needed.get(count))) {
                places[count++] = at;
            }
        }
        if (count < places.length) {
            throw new IllegalStateException("a store needs objects that it was not asked for, or in another order");
        }
        return Arrays.copyOf(places, count);
    }
}
