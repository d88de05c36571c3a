package io.vaultik.core.internal.copy;

import java.util.concurrent.atomic.LongAdder;

/** What a run has put. Thread-safe. */
final class Tally {
    private final LongAdder newBlobs = new LongAdder();
    private final LongAdder newBytes = new LongAdder();
    private final LongAdder presentBlobs = new LongAdder();

    void put(long bytes) {
        put(1, bytes);
    }

    void put(long blobs, long bytes) {
        newBlobs.add(blobs);
        newBytes.add(bytes);
    }

    void present() {
        presentBlobs.increment();
    }

    long newBlobs() {
        return newBlobs.sum();
    }

    long newBytes() {
        return newBytes.sum();
    }

    long presentBlobs() {
        return presentBlobs.sum();
    }
}
