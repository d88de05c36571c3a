package io.vaultik.core.internal.fs;

import io.vaultik.repository.SourceEntry;
import java.io.IOException;

/** Takes the entries of a walk, on the walking thread. */
@FunctionalInterface
public interface EntryConsumer {
    /**
     * Takes an entry.
     *
     * @param entry the entry
     * @throws IOException to end the walk; the walk throws the same
     */
    void accept(SourceEntry entry) throws IOException;
}
