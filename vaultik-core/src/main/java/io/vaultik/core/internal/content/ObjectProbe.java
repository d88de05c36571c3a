package io.vaultik.core.internal.content;

import io.vaultik.core.internal.work.Crew;
import io.vaultik.core.internal.work.OwnPool;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.store.Digest;
import io.vaultik.store.HashAlgorithm;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds out which objects a storage has. A listing answers for about a thousand keys with one call, so it comes first where many are
 * asked for; but not further than the questions would cost, lest a few are looked for in a pool of millions. What it did not answer
 * is asked for, several at once. Thread-safe.
 */
final class ObjectProbe {
    private static final int MIN_LISTED = 64;
    private static final int LISTED_PER_QUESTION = 100;

    private final ObjectStorage storage;
    private final int questions;

    ObjectProbe(ObjectStorage storage, int questions) {
        this.storage = storage;
        this.questions = questions;
    }

    /** Returns those that are not there, in the order and with the duplicates of the input. */
    List<Digest> needed(Collection<Digest> digests) throws VaultikException {
        for (Digest digest : digests) {
            if (digest.algorithm() != HashAlgorithm.BLAKE3) {
                throw new IllegalArgumentException("objects are named by BLAKE3, not by " + digest.algorithm());
            }
        }
        Digest[] distinct = digests.stream().sorted().distinct().toArray(Digest[]::new);
        BitSet found = new BitSet(distinct.length);
        boolean complete = distinct.length >= MIN_LISTED
                && storage.capabilities().contains(Capability.LIST)
                && list(distinct, found);
        if (!complete) {
            ask(distinct, found);
        }
        return digests.stream()
                .filter(digest -> !found.get(Arrays.binarySearch(distinct, digest)))
                .toList();
    }

    /** Marks what a listing shows; true if the listing came to its end. */
    private boolean list(Digest[] wanted, BitSet found) throws VaultikException {
        long[] left = {(long) LISTED_PER_QUESTION * wanted.length};
        storage.list(StoreKeys.OBJECTS, info -> {
            Optional<String> hex = StoreKeys.hex(StoreKeys.OBJECTS, info.key());
            if (hex.isPresent()) {
                int at = Arrays.binarySearch(wanted, Digest.ofHex(hex.get()));
                if (at >= 0) {
                    found.set(at);
                }
            }
            return --left[0] > 0;
        });
        return left[0] > 0;
    }

    private void ask(Digest[] wanted, BitSet found) throws VaultikException {
        int[] open =
                IntStream.range(0, wanted.length).filter(i -> !found.get(i)).toArray();
        boolean[] there = new boolean[open.length];
        try (OwnPool pool = new OwnPool();
                Crew crew = new Crew(pool, Math.max(1, Math.min(questions, open.length)), 0)) {
            crew.forEach(open.length, i -> {
                ObjectKey key = StoreKeys.object(wanted[open[i]]);
                there[i] = storage.stat(key).isPresent();
            });
        }
        for (int i = 0; i < open.length; i++) {
            if (there[i]) {
                found.set(open[i]);
            }
        }
    }
}
