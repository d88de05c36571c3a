package io.vaultik.core.internal.save;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.Revision;
import io.vaultik.core.internal.gc.WriterSession;
import io.vaultik.core.internal.read.OtherCopies;
import io.vaultik.core.internal.read.SegmentCache;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.core.internal.read.StoredManifest;
import io.vaultik.fault.CommitUnknownException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.SnapshotId;
import java.util.Optional;
import java.util.Set;

/**
 * Makes revisions of snapshots: the same content, away from blobs that are to go. It is a writer like any other, one session for each
 * manifest; no manifest is ever replaced (docs/format.md, "Collection"). Used by one thread.
 */
public final class RevisionRun {
    private final RepositoryContext context;
    private final AnewStage stage;
    private final SnapshotIndex index;
    private final OtherCopies copies;
    private final Set<String> leaving;
    private final SegmentCache cache = new SegmentCache(SegmentCache.DEFAULT_BYTES);

    /**
     * Prepares revisions.
     *
     * @param context the repository
     * @param operation the operation that they belong to
     * @param leaving names of the blobs that no revision may name
     */
    public RevisionRun(RepositoryContext context, Operation operation, Set<String> leaving) {
        this.context = context;
        this.stage = new AnewStage(context, operation);
        this.index = new SnapshotIndex(operation.storage(), context.id());
        this.copies = new OtherCopies(context, operation.storage());
        this.leaving = Set.copyOf(leaving);
    }

    /**
     * Makes a revision of one snapshot.
     *
     * @param id the snapshot
     * @return what was done, or empty if the snapshot is gone, or somebody else has revised it meanwhile
     * @throws CommitUnknownException if the manifest was put without an answer; it is there, or will never be
     * @throws VaultikException if content is lost everywhere, or the storage fails: the snapshot is as it was
     */
    public Optional<StoredAnew> revise(SnapshotId id) throws VaultikException {
        String before;
        int number;
        try {
            Manifest counting = index.get(id);
            Revision revision = counting.revision();
            before = counting.session();
            number = revision == null ? 1 : revision.number() + 1;
        } catch (NotFoundException e) {
            return Optional.empty();
        }
        Revision next = new Revision(number, context.shortRandomName());
        return stage.inSession(
                next.session(id.value()), leaving, (session, writer) -> revise(session, writer, id, before, next));
    }

    private Optional<StoredAnew> revise(
            SaveSession session, WriterSession writer, SnapshotId id, String before, Revision next)
            throws VaultikException {
        // Read after W2: what it names may not be deleted while this session lasts, but for what is off limits.
        Optional<StoredManifest> stored = index.stored(id.value());
        if (stored.isEmpty() || !stored.get().manifest().session().equals(before)) {
            return Optional.empty();
        }
        Manifest manifest = stored.get().manifest();
        SnapshotReader reader = SnapshotReader.open(context, session.storage(), cache, manifest, copies);
        return Optional.of(
                stage.store(session, writer, reader, leaving::contains, (digest, length, blobs) -> manifest.storedAnew(
                                digest, length, blobs)
                        .revised(
                                next,
                                context.state().nextSequence(),
                                stored.get().origin())));
    }
}
