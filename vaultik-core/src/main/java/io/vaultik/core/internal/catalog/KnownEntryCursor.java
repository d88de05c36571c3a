package io.vaultik.core.internal.catalog;

import io.vaultik.fault.VaultikException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads known entries, a block at a time; between two blocks it holds neither the catalog nor a transaction. Not
 * thread-safe; there is nothing to close.
 */
public final class KnownEntryCursor {
    private final Blocks blocks;
    private @Nullable EntryBlockReader block;
    private Instant walkStarted = Instant.EPOCH;

    KnownEntryCursor(Blocks blocks) {
        this.blocks = blocks;
    }

    /** Where blocks come from. */
    @FunctionalInterface
    interface Blocks {
        /** Returns the next block, or null after the last. */
        @Nullable
        Block next() throws VaultikException;
    }

    /** A block and when the walk began that found its entries. */
    record Block(byte[] data, Instant walkStarted) {}

    /**
     * Returns the next entry.
     *
     * @return the entry, or null after the last
     * @throws VaultikException if the catalog cannot be read, or another run replaced the entries meanwhile
     */
    public @Nullable KnownEntry next() throws VaultikException {
        while (true) {
            KnownEntry entry = block == null ? null : block.next();
            if (entry != null) {
                return entry;
            }
            Block next = blocks.next();
            if (next == null) {
                block = null;
                return null;
            }
            block = new EntryBlockReader(next.data());
            walkStarted = next.walkStarted();
        }
    }

    /**
     * Returns when the walk began that found the entry returned last.
     *
     * @return the time, not later than the true one; the epoch before the first entry
     */
    public Instant walkStarted() {
        return walkStarted;
    }
}
