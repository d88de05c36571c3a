package io.vaultik.core.internal.save;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.read.OtherCopies;
import io.vaultik.core.internal.read.SegmentCache;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.core.internal.read.StoredManifest;
import io.vaultik.fault.CommitUnknownException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.SnapshotId;
import java.util.Optional;
import java.util.Set;

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
     * @return what was done; its directory is the id in the target
     * @throws CommitUnknownException if the manifest was put without an answer; it is there, or will never be
     * @throws VaultikException if content is lost everywhere, or a storage fails: the target is as it was
     */
    public StoredAnew copy(StoredManifest stored) throws VaultikException {
        SnapshotReader reader = SnapshotReader.open(source, reading.storage(), cache, stored.manifest(), copies);
        String original = SnapshotId.of(stored.manifest().snapshot()).original().value();
        return stage.inSession(
                        original + "~" + target.shortRandomName(),
                        Set.of(),
                        (session, writer) -> Optional.of(
                                stage.store(session, writer, reader, blob -> true, (digest, length, blobs) -> manifest(
                                                stored, session.dir())
                                        .storedAnew(digest, length, blobs))))
                .orElseThrow();
    }

    private Manifest manifest(StoredManifest stored, String dir) throws VaultikException {
        return stored.manifest().copied(target.id(), dir, target.state().nextSequence(), stored.origin());
    }
}
