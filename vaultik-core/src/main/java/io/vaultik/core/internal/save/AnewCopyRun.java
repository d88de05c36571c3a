package io.vaultik.core.internal.save;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.gc.WriterSession;
import io.vaultik.core.internal.read.OtherCopies;
import io.vaultik.core.internal.read.SegmentCache;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.core.internal.read.StoredManifest;
import io.vaultik.fault.CommitUnknownException;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.UnsupportedFormatException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongKeyException;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectNotFoundException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies snapshots to another repository by what is in them, with the identity: nothing is taken over but content that the target's own
 * recipients can read already. Used by one thread.
 */
public final class AnewCopyRun {
    private final Operation reading;
    private final RepositoryContext source;
    private final RepositoryContext target;
    private final AnewStage stage;
    private final OtherCopies copies;
    private final SegmentCache cache = new SegmentCache(SegmentCache.DEFAULT_BYTES);
    private @Nullable VaultikException damage;

    /**
     * Prepares copies.
     *
     * @param source where the snapshots are
     * @param reading the operation there
     * @param target where they go
     * @param writing the operation there
     */
    public AnewCopyRun(RepositoryContext source, Operation reading, RepositoryContext target, Operation writing) {
        this.source = source;
        this.reading = reading;
        this.target = target;
        this.stage = new AnewStage(target, writing);
        this.copies = new OtherCopies(source, reading.storage());
    }

    /**
     * Copies one snapshot.
     *
     * @param stored its manifest that counts
     * @return what was done, whose directory is the id in the target; empty if the snapshot cannot be read where it is, as {@link #damage} says
     * @throws CommitUnknownException if the manifest was put without an answer; it is there, or will never be
     * @throws VaultikException if a storage or the target fails: the target is as it was
     */
    public Optional<StoredAnew> copy(StoredManifest stored) throws VaultikException {
        damage = null;
        String original = SnapshotId.of(stored.manifest().snapshot()).original().value();
        return stage.inSession(
                original + "~" + target.shortRandomName(),
                Set.of(),
                (session, writer) -> copy(stored, session, writer));
    }

    /** {@return what is wrong with the snapshot that was to be copied last; null if nothing is} */
    public @Nullable VaultikException damage() {
        return damage;
    }

    private Optional<StoredAnew> copy(StoredManifest stored, SaveSession session, WriterSession writer)
            throws VaultikException {
        try {
            SnapshotReader reader = SnapshotReader.open(source, reading.storage(), cache, stored.manifest(), copies);
            Manifest copied = manifest(stored, session.dir());
            return Optional.of(stage.store(session, writer, reader, blob -> true, copied::storedAnew));
        } catch (IntegrityException
                | MalformedException
                | ObjectNotFoundException
                | UnsupportedFormatException
                | WrongKeyException e) {
            // The session was begun, and nothing is read in the target from here on: it is the source.
            damage = e;
            return Optional.empty();
        }
    }

    private Manifest manifest(StoredManifest stored, String dir) throws VaultikException {
        return stored.manifest().copied(target.id(), dir, target.state().nextSequence(), stored.origin());
    }
}
