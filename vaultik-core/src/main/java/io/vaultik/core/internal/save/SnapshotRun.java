package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.Generation;
import io.vaultik.core.internal.catalog.GenerationWriter;
import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.context.Tuning;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.format.SnapshotRecord;
import io.vaultik.core.internal.gc.WriterSession;
import io.vaultik.core.internal.state.HostLock;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.core.internal.work.SortedRecords;
import io.vaultik.fault.BusyException;
import io.vaultik.fault.CommitUnknownException;
import io.vaultik.fault.Errors;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.IncompleteException;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.OperationReport.Status;
import io.vaultik.progress.Phase;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotResult;
import io.vaultik.repository.SnapshotStatus;
import io.vaultik.repository.TreeCounts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One snapshot, from the first look at the source to the acknowledgement. Used once, by one thread. */
public final class SnapshotRun {
    private static final long LANE_BYTES = 12L << 20;

    private final RepositoryContext context;
    private final SnapshotSpec spec;
    private final Operation operation;

    /**
     * Makes a run.
     *
     * @param context the repository
     * @param spec what to do
     */
    public SnapshotRun(RepositoryContext context, SnapshotSpec spec) {
        this.context = context;
        this.spec = spec;
        this.operation = new Operation(context, "snapshot", spec.policy(), spec.listener());
    }

    /**
     * Runs.
     *
     * @return what was made
     * @throws VaultikException as {@link io.vaultik.repository.SnapshotOp#run()} says
     */
    public SnapshotResult run() throws VaultikException {
        try (operation) {
            SnapshotResult result = locked();
            boolean incomplete = !result.errors().isEmpty();
            if (incomplete && spec.policy() != FailurePolicy.BEST_EFFORT) {
                throw new IncompleteException(result.errors(), result);
            }
            return result;
        } catch (IncompleteException e) {
            throw e;
        } catch (VaultikException e) {
            throw operation.failed(e);
        }
    }

    /**
     * The last snapshot, as far as this host knows it.
     *
     * @param history what the catalog knows of it
     * @param leaves the leaves of its tree
     * @param filesSame whether this run found the same files, with the same signs
     */
    private record Before(SeriesHistory history, KnownLeaves leaves, boolean filesSame) {}

    private SnapshotResult locked() throws VaultikException {
        List<io.vaultik.core.internal.age.X25519Recipient> recipients = context.recipients();
        byte[] series = SeriesHistory.series(context.id(), spec.source().id().id());
        Optional<HostLock> lock = context.state().tryLock("series-" + Hex.of(series));
        if (lock.isEmpty()) {
            throw new BusyException("a snapshot of this series is already running on this host", null);
        }
        try (HostLock held = lock.get();
                SourceScan scan = new SourceScan(operation, context.spool())) {
            java.util.Objects.requireNonNull(held);
            context.openCatalogAhead();
            Instant walkStarted = context.clock().instant();
            try (SortedRecords sorted = scan.walk(spec.source())) {
                return scanned(sorted, series, recipients, walkStarted);
            }
        }
    }

    private SnapshotResult scanned(
            SortedRecords sorted,
            byte[] series,
            List<io.vaultik.core.internal.age.X25519Recipient> recipients,
            Instant walkStarted)
            throws VaultikException {
        if (!hasEntries(sorted)) {
            return noData();
        }
        SessionStart start = new SessionStart(SessionHost.of(context), operation.storage());
        String base = SnapshotNames.base(
                context.state().nextTime(walkStarted), context.host().host(), spec.name());
        try (SessionStart.Started started =
                        spec.dryRun() ? start.dryRun(recipients) : start.begin(base, series, recipients);
                Crew crew = new Crew(context.executor(), lanes(), Tuning.TRANSFERS_AT_ONCE);
                SaveSession session = new SaveSession(context, operation, started, crew, spec.level())) {
            try {
                // Looked up only now: the start may have found that a dead run had committed its files.
                SeriesHistory history = SeriesHistory.of(
                        context.catalog(), context.id(), spec.source().id().id(), spec.continues());
                return save(session, started, sorted, history, crew, walkStarted);
            } catch (CommitUnknownException e) {
                throw e;
            } catch (VaultikException e) {
                session.abandon();
                throw e;
            }
        }
    }

    private SnapshotResult save(
            SaveSession session,
            SessionStart.Started started,
            SortedRecords sorted,
            SeriesHistory history,
            Crew crew,
            Instant walkStarted)
            throws VaultikException {
        operation.enter(Phase.CONTENT);
        long expected;
        Before before;
        try (KnownFiles known = new KnownFiles(
                        session.catalog(), history.generation(), history.series(), session.dir(), context.spool());
                OrderedEntries entries = new OrderedEntries(sorted, operation.errors())) {
            DataStage data = new DataStage(
                    session,
                    spec.source(),
                    entries,
                    new ChangeDetector(known, session.usable(), spec.signs(), spec.forceReread()));
            data.run(crew);
            expected = data.written();
            before = new Before(history, known.leaves(), data.areFilesSame(known.committedCount()));
            sorted.close();
            if (data.isEmpty()) {
                // Every file has failed or vanished since the walk, and there is nothing else.
                SnapshotResult none = noData();
                session.abandon();
                return none;
            }
        }
        WriterSession writer = started.session();
        if (writer == null) {
            return result(null, status(), TreeStage.count(session.finished().finish()), session.tally());
        }
        operation.enter(Phase.TREE);
        return commit(session, writer, new CommitStage(session, spec, history, walkStarted), expected, before);
    }

    private SnapshotResult commit(
            SaveSession session, WriterSession writer, CommitStage commit, long expected, Before before)
            throws VaultikException {
        try (MetadataStore store = new MetadataStore(session)) {
            SortedRecords finished = session.finished().finish();
            TreeStage.Built tree = new TreeStage(store, before.leaves()).build(finished);
            if (tree.counts().entries() != expected) {
                throw new IntegrityException(
                        "the tree of this run",
                        expected + " entries",
                        tree.counts().entries() + " entries",
                        null);
            }
            CommitStage.Content content = describe(session, store, tree);
            Generation known = known(session, before, finished, tree.leaves(), commit.started());
            operation.enter(Phase.COMMIT);
            byte[] record = commit.putRecord(content);
            SnapshotStatus status = status();
            byte[] manifest = commit.commit(writer, content, record, status == SnapshotStatus.COMPLETE);
            if (remember(commit, content, known, manifest)) {
                session.end(writer);
            }
            return result(writer.dir(), status, tree.counts(), session.tally());
        }
    }

    /** Returns what the next run is to know of files and leaves: what this one knew, if that is all the same. */
    private static Generation known(
            SaveSession session, Before before, SortedRecords finished, KnownLeaves leaves, Instant started)
            throws VaultikException {
        SeriesHistory history = before.history();
        Optional<Generation> earlier = history.generation();
        if (earlier.isPresent() && !history.isAdopted() && before.filesSame() && leaves.areSame(before.leaves())) {
            return earlier.get();
        }
        try (GenerationWriter generation =
                session.catalog().newGeneration(history.series(), session.dir(), session.dir(), started)) {
            FinishedEntries.addKnown(finished, generation);
            leaves.addTo(generation);
            return generation.complete();
        }
    }

    /** The snapshot is acknowledged whatever the catalog says; the next run on this host settles what it does not know. */
    private boolean remember(CommitStage commit, CommitStage.Content content, Generation known, byte[] manifest) {
        try {
            commit.remember(content, known, manifest);
            return true;
        } catch (VaultikException e) {
            operation.logger().warn("the catalog does not know the snapshot that was made: {}", e.getMessage());
            operation.errors().alert("the catalog could not be brought up to date; the next run does that");
            return false;
        }
    }

    /** Stores what goes with the tree, seals the last blobs, and tells where everything lies. */
    private CommitStage.Content describe(SaveSession session, MetadataStore store, TreeStage.Built tree)
            throws VaultikException {
        Attachments attachments = new Attachments(session, store);
        attachments.storeAll(spec.attachments(), operation.errors().lines());
        List<SnapshotRecord.Attachment> located = attachments.located();
        store.finish();
        List<SnapshotRecord.Attachment> named = store.named(located);
        ChunkLocation root = store.named(tree.root());
        List<ManifestBlob> blobs = store.usage().blobs(store.directories());
        return new CommitStage.Content(root, tree.counts(), named, blobs);
    }

    /** Nothing to keep is no failure, unless something failed. */
    private SnapshotResult noData() throws VaultikException {
        if (operation.errors().failedCount() > 0) {
            throw new VaultikException(
                    "nothing could be stored: {} items failed",
                    null,
                    operation.errors().failedCount());
        }
        return result(null, SnapshotStatus.NO_DATA, new TreeCounts(0, 0, 0, 0), new Tally());
    }

    /** Tells whether there is anything beside the root. */
    private static boolean hasEntries(SortedRecords sorted) throws VaultikException {
        try (io.vaultik.core.internal.work.RecordCursor records = sorted.open()) {
            byte[] first = records.next();
            return first != null && (RawEntry.pathLength(first) > 0 || records.next() != null);
        }
    }

    private int lanes() {
        long fit = Math.max(1, context.memory().available() / LANE_BYTES);
        return (int) Math.min(spec.parallelism(), fit);
    }

    private SnapshotStatus status() {
        return operation.errors().failedCount() == 0 ? SnapshotStatus.COMPLETE : SnapshotStatus.PARTIAL;
    }

    private SnapshotResult result(@Nullable String dir, SnapshotStatus status, TreeCounts counts, Tally tally) {
        Errors errors = operation.errors().errors(null);
        return new SnapshotResult(
                Optional.ofNullable(dir).map(SnapshotId::of),
                status,
                counts,
                tally.newFiles(),
                tally.changedFiles(),
                tally.unchangedFiles(),
                tally.newBytes(),
                tally.storedBytes(),
                tally.newBlobs(),
                errors,
                operation.report(errors.isEmpty() ? Status.DONE : Status.INCOMPLETE, dir));
    }
}
