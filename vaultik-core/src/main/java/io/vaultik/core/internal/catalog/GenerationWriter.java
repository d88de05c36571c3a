package io.vaultik.core.internal.catalog;

import io.vaultik.fault.VaultikException;
import java.time.Instant;

/**
 * Writes the known entries of one snapshot, each block in a transaction of its own. Nobody sees them before
 * {@link Catalog#commit}. Not thread-safe; whoever asked for it closes it.
 */
public final class GenerationWriter implements AutoCloseable {
    private final Database database;
    private final Generation generation;
    private final EntryBlockWriter block = new EntryBlockWriter();
    private boolean complete;
    private boolean closed;

    GenerationWriter(Database database, long id, String snapshot, Instant walkStarted) {
        this.database = database;
        this.generation = new Generation(id, snapshot, Instant.ofEpochMilli(walkStarted.toEpochMilli()));
    }

    /**
     * Adds an entry. The order of the calls is the order of reading.
     *
     * @param entry the entry
     * @throws VaultikException if the block that it fills cannot be stored
     * @throws IllegalStateException after {@link #complete()} or {@link #close()}
     */
    public void add(KnownEntry entry) throws VaultikException {
        if (complete || closed) {
            throw new IllegalStateException("the generation takes no more entries");
        }
        block.add(entry);
        if (block.isFull()) {
            byte[] full = block.finish();
            database.change(db -> GenerationTable.addBlock(db, generation.id(), full));
        }
    }

    /**
     * Says that all entries are there.
     *
     * @return the generation, for {@link Catalog#commit}
     * @throws VaultikException if it cannot be stored
     * @throws IllegalStateException after {@link #close()}
     */
    public Generation complete() throws VaultikException {
        if (closed) {
            throw new IllegalStateException("the generation is closed");
        }
        if (!complete) {
            byte[] last = block.isEmpty() ? null : block.finish();
            database.change(db -> {
                if (last != null) {
                    GenerationTable.addBlock(db, generation.id(), last);
                }
                GenerationTable.complete(db, generation.id());
            });
            complete = true;
        }
        return generation;
    }

    /** Forgets the entries, unless they are complete. */
    @Override
    public void close() throws VaultikException {
        if (!complete && !closed) {
            closed = true;
            database.change(db -> GenerationTable.drop(db, generation.id()));
        }
    }
}
