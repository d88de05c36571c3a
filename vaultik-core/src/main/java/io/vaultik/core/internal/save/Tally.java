package io.vaultik.core.internal.save;

import java.util.concurrent.atomic.LongAdder;

/** Counts what a run stores. Thread-safe. */
final class Tally {
    private final LongAdder newFiles = new LongAdder();
    private final LongAdder changedFiles = new LongAdder();
    private final LongAdder unchangedFiles = new LongAdder();
    private final LongAdder newBytes = new LongAdder();
    private final LongAdder storedBytes = new LongAdder();
    private final LongAdder newBlobs = new LongAdder();

    void readFile(boolean isKnown) {
        (isKnown ? changedFiles : newFiles).increment();
    }

    void unchangedFile() {
        unchangedFiles.increment();
    }

    void newBytes(long bytes) {
        newBytes.add(bytes);
    }

    /** A blob was put. */
    void stored(long bytes) {
        storedBytes.add(bytes);
        newBlobs.increment();
    }

    /** A record or a manifest was put. */
    void storedDocument(long bytes) {
        storedBytes.add(bytes);
    }

    long newFiles() {
        return newFiles.sum();
    }

    long changedFiles() {
        return changedFiles.sum();
    }

    long unchangedFiles() {
        return unchangedFiles.sum();
    }

    long newBytes() {
        return newBytes.sum();
    }

    long storedBytes() {
        return storedBytes.sum();
    }

    long newBlobs() {
        return newBlobs.sum();
    }
}
