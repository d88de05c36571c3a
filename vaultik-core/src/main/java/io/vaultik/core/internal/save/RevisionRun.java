package io.vaultik.core.internal.save;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.context.Tuning;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.format.Revision;
import io.vaultik.core.internal.format.SnapshotRecord;
import io.vaultik.core.internal.gc.WriterSession;
import io.vaultik.core.internal.read.OtherCopies;
import io.vaultik.core.internal.read.SegmentCache;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.core.internal.read.StoredManifest;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.fault.CommitUnknownException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.SnapshotId;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes revisions of snapshots: the same content, away from blobs that are to go. It is a writer like any other, one session for each
 * manifest; it keeps no blob that is off limits, and no manifest is ever replaced (docs/format.md, "Collection"). What it moves is
 * stored in blobs for the present recipients; all nodes are made anew. Used by one thread.
 */
public final class RevisionRun {
    private static final int LEVEL = 3;
    private static final int RANDOM_DIGITS = 16;

    /** Revisions belong to no source; what a dead run of this host left undecided is revoked by the next one. */
    private static final byte[] SERIES = new byte[16];

    private final RepositoryContext context;
    private final Operation operation;
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
        this.operation = operation;
        this.index = new SnapshotIndex(operation.storage(), context.id());
        this.copies = new OtherCopies(context, operation.storage());
        this.leaving = Set.copyOf(leaving);
    }

    /**
     * What was done.
     *
     * @param newBlobs how many blobs were put
     * @param storedBytes their length, with that of record and manifest
     * @param movedBytes bytes of content that were stored anew
     */
    public record Made(long newBlobs, long storedBytes, long movedBytes) {}

    /**
     * Makes a revision of one snapshot.
     *
     * @param id the snapshot
     * @return what was done, or empty if the snapshot is gone, or somebody else has revised it meanwhile
     * @throws CommitUnknownException if the manifest was put without an answer; it is there, or will never be
     * @throws VaultikException if content is lost everywhere, or the storage fails: the snapshot is as it was
     */
    public Optional<Made> revise(SnapshotId id) throws VaultikException {
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
        Revision next = new Revision(number, context.randomName().substring(0, RANDOM_DIGITS));
        try (SessionStart.Started started = new SessionStart(SessionHost.of(context), operation.storage(), leaving)
                        .begin(next.session(id.value()), SERIES, context.recipients());
                Crew crew = new Crew(context.executor(), 1, Tuning.TRANSFERS_AT_ONCE);
                SaveSession session = new SaveSession(context, operation, started, crew, LEVEL)) {
            try {
                return revise(session, started, id, before, next);
            } catch (CommitUnknownException e) {
                throw e;
            } catch (VaultikException e) {
                session.abandon();
                throw e;
            }
        }
    }

    private Optional<Made> revise(
            SaveSession session, SessionStart.Started started, SnapshotId id, String before, Revision next)
            throws VaultikException {
        WriterSession writer = Objects.requireNonNull(started.session());
        // Read after W2: what it names may not be deleted while this session lasts, but for what is off limits.
        Optional<StoredManifest> stored = index.stored(id.value());
        if (stored.isEmpty() || !stored.get().manifest().session().equals(before)) {
            session.abandon();
            return Optional.empty();
        }
        Manifest manifest = stored.get().manifest();
        SnapshotReader reader = SnapshotReader.open(context, session.storage(), cache, manifest, copies);
        Relocation relocation = new Relocation(session, reader, leaving);
        relocation.moveContent();
        try (MetadataStore store = new MetadataStore(session)) {
            Relocation.Moved moved = relocation.rebuild(store);
            SnapshotRecord old = reader.record();
            List<String> recipients = recipients(session, relocation.kept(), old.recipients());
            byte[] record = CommitStage.putRecord(session, old.movedTo(moved.root(), moved.attachments(), recipients));
            Manifest made = manifest.revised(
                    next,
                    CommitStage.digest(session, record),
                    record.length,
                    context.state().nextSequence(),
                    moved.blobs(),
                    stored.get().origin());
            CommitStage.commit(session, writer, made);
            remember(session, writer, made);
        }
        return Optional.of(new Made(
                session.tally().newBlobs(),
                session.tally().storedBytes(),
                session.tally().newBytes()));
    }

    /**
     * Returns to whom every blob of a revision is encrypted, as far as that is known. What is new, or was found in usable blobs, is for
     * the present recipients; what stays is for those that the record before, or the catalog, says.
     */
    private static List<String> recipients(SaveSession session, Set<String> kept, List<String> before)
            throws VaultikException {
        Set<String> recipients = new TreeSet<>(session.recipientTexts());
        for (String blob : kept) {
            Set<String> known = new HashSet<>(before);
            known.addAll(session.catalog().recipientsOf(Hex.bytes(blob)));
            recipients.retainAll(known);
        }
        return List.copyOf(recipients);
    }

    /** The revision is acknowledged whatever the catalog says; the next run on this host settles what it does not know. */
    private void remember(SaveSession session, WriterSession writer, Manifest made) {
        try {
            session.catalog()
                    .commit(
                            session.dir(),
                            made.blobs().stream()
                                    .map(ManifestBlob::name)
                                    .map(Hex::bytes)
                                    .toList());
        } catch (VaultikException e) {
            operation.logger().warn("the catalog does not know the revision that was made: {}", e.getMessage());
            return;
        }
        session.end(writer);
    }
}
