package io.vaultik.core.internal.catalog;

import io.vaultik.fault.VaultikException;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pending blocks of several sessions, one session after the other. Not thread-safe. */
final class PendingBlocks implements KnownEntryCursor.Blocks {
    private final Database database;
    private final Iterator<SessionRow> sessions;
    private @Nullable SessionRow session;
    private long seq;

    PendingBlocks(Database database, Iterator<SessionRow> sessions) {
        this.database = database;
        this.sessions = sessions;
    }

    @Override
    public KnownEntryCursor.@Nullable Block next() throws VaultikException {
        while (true) {
            SessionRow current = session;
            if (current == null) {
                if (!sessions.hasNext()) {
                    return null;
                }
                current = sessions.next();
                session = current;
                seq = -1;
            }
            String dir = current.dir();
            Optional<GenerationTable.PendingBlock> block = database.query(db -> GenerationTable.pending(db, dir, seq));
            if (block.isPresent()) {
                seq = block.get().seq();
                return new KnownEntryCursor.Block(block.get().data(), current.started());
            }
            session = null;
        }
    }
}
