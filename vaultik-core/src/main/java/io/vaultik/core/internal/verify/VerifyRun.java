package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.age.FileKeyUnwrapper;
import io.vaultik.core.internal.catalog.Catalog;
import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.OperationReport.Status;
import io.vaultik.progress.Phase;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.VerifyLevel;
import io.vaultik.repository.VerifyResult;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One verification. Used once, by one thread. */
public final class VerifyRun {
    private static final long LANE_BYTES = 12L << 20;
    private static final long SORT_BYTES = 16L << 20;
    private static final int MAX_FORGOTTEN_MISSING = 1_000;

    private final RepositoryContext context;
    private final VerifySpec spec;
    private final Operation operation;
    private final ObjectStorage storage;
    private final BlobRows rows = new BlobRows();
    private final Findings findings = new Findings();
    private final Ground ground;
    private final SnapshotIndex index;
    private List<Subject> subjects = List.of();
    private long checkedBytes;

    /**
     * Makes a run.
     *
     * @param context the repository
     * @param spec what to check
     */
    public VerifyRun(RepositoryContext context, VerifySpec spec) {
        this.context = context;
        this.spec = spec;
        this.operation = new Operation(context, "verify", FailurePolicy.BEST_EFFORT, spec.listener());
        this.storage = operation.storage();
        this.index = new SnapshotIndex(storage, context.id());
        this.ground = new Ground(context, storage, rows, findings, new Leaves());
    }

    /**
     * Runs.
     *
     * @return what was found
     * @throws VaultikException as {@link io.vaultik.repository.VerifyOp#run()} says
     */
    public VerifyResult run() throws VaultikException {
        try (operation) {
            FileKeyUnwrapper unwrapper = spec.level() == VerifyLevel.CONTENT ? context.unwrapper() : null;
            try (Crew crew = new Crew(context.executor(), lanes(), 0)) {
                checkSnapshots(crew);
                new Presence(storage, rows, findings).look(crew);
                if (spec.level() != VerifyLevel.QUICK) {
                    checkBlobs(crew, unwrapper);
                }
                crew.run(lane -> conclude(lane, unwrapper != null));
            }
            return result();
        } catch (VaultikException e) {
            throw operation.failed(e);
        }
    }

    private void checkSnapshots(Crew crew) throws VaultikException {
        List<SnapshotId> ids =
                spec.snapshots().isEmpty() ? SnapshotCheck.list(storage, findings) : distinct(spec.snapshots());
        SnapshotCheck check = new SnapshotCheck(storage, index, context.algorithm(), rows, findings);
        List<Subject> found = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger next = new AtomicInteger();
        crew.run(lane -> {
            for (int i = next.getAndIncrement(); i < ids.size(); i = next.getAndIncrement()) {
                Damages.checkInterrupt();
                Optional<Subject> subject = check.check(ids.get(i));
                if (subject.isEmpty() && !spec.snapshots().isEmpty()) {
                    throw new NotFoundException("there is no snapshot {}", null, ids.get(i));
                }
                subject.ifPresent(found::add);
            }
        });
        subjects = found.stream().sorted(Comparator.comparing(Subject::id)).toList();
    }

    private static List<SnapshotId> distinct(List<SnapshotId> ids) {
        return ids.stream().distinct().sorted().toList();
    }

    private void checkBlobs(Crew crew, @Nullable FileKeyUnwrapper unwrapper) throws VaultikException {
        long memory = Math.max(1 << 20, Math.min(SORT_BYTES, context.memory().available() / 4));
        try (Locations locations = new Locations(context.spool(), memory)) {
            if (unwrapper != null) {
                operation.enter(Phase.TREE);
                Survey survey = new Survey(ground, locations);
                crew.run(lane -> {
                    for (int i = 0; lane == 0 && i < subjects.size(); i++) {
                        if (!subjects.get(i).documentsBad()) {
                            survey.run(subjects.get(i));
                        }
                    }
                });
                locations.finish();
            }
            operation.enter(Phase.CONTENT);
            operation.progress().total(rows.count(), sumOfLengths());
            BlobCheck check = new BlobCheck(storage, context.algorithm(), unwrapper, rows, findings);
            BlobQueue queue = new BlobQueue(locations);
            crew.run(lane -> {
                for (BlobQueue.Next blob = queue.next(); blob != null; blob = queue.next()) {
                    Damages.checkInterrupt();
                    if (!rows.isBad(blob.row())) {
                        check.check(blob.row(), blob.wanted());
                    }
                    operation.progress().add(1, rows.length(blob.row()));
                }
            });
            checkedBytes = check.checkedBytes();
        }
    }

    /** Hands out blobs with the places in them, in the order of rows. Thread-safe. */
    private final class BlobQueue {
        private final Locations locations;
        private final ReentrantLock lock = new ReentrantLock();
        private int next;

        BlobQueue(Locations locations) {
            this.locations = locations;
        }

        private record Next(int row, WantedChunks wanted) {}

        @Nullable
        Next next() throws VaultikException {
            lock.lock();
            try {
                return next == rows.count() ? null : new Next(next, locations.take(next++));
            } finally {
                lock.unlock();
            }
        }
    }

    /** Finds out who is affected. */
    private void conclude(int lane, boolean withKey) throws VaultikException {
        if (lane != 0) {
            return;
        }
        operation.enter(Phase.COMMIT);
        Impact impact = new Impact(ground);
        for (Subject subject : subjects) {
            Damages.checkInterrupt();
            boolean bad = subject.hasBadBlobs(rows) || subject.isTreeBad();
            if (subject.documentsBad() || subject.isGone() || !bad) {
                continue;
            }
            if (!index.exists(subject.id())) {
                subject.goneNow();
            } else if (withKey) {
                impact.run(subject);
            } else {
                subject.affectedNow();
            }
            if (subject.isAffected() && !subject.hasBadBlobs(rows)) {
                subject.blame(findings);
            }
        }
    }

    private VerifyResult result() throws VaultikException {
        BitSet needed = new BitSet();
        subjects.stream().filter(subject -> !subject.isGone()).forEach(subject -> Arrays.stream(subject.rows())
                .forEach(needed::set));
        List<String> missing = new ArrayList<>();
        for (int row = 0; row < rows.count(); row++) {
            if (!needed.get(row)) {
                findings.forget(rows.key(row).value());
            } else if (rows.state(row) == BlobRows.MISSING) {
                missing.add(rows.name(row));
            }
        }
        List<String> missingNames = missing.stream().distinct().sorted().toList();
        tellCatalog(missingNames);
        return new VerifyResult(
                rows.count(),
                checkedBytes,
                missingNames,
                findings.damages(),
                subjects.stream().filter(Subject::isAffected).map(Subject::id).toList(),
                findings.files(),
                findings.fileCount(),
                operation.report(Status.DONE, null));
    }

    /**
     * What is bad is not used again by this host, so its next snapshot is whole by itself. Of many missing blobs the first are told:
     * that there was damage makes the next run list the blobs, and then the others go as well.
     */
    private void tellCatalog(List<String> missing) throws VaultikException {
        List<byte[]> bad = new ArrayList<>();
        missing.stream().limit(MAX_FORGOTTEN_MISSING).forEach(name -> bad.add(Hex.bytes(name)));
        for (VerifyResult.Damage damage : findings.damages()) {
            Keys.blobName(ObjectKey.of(damage.object())).ifPresent(name -> bad.add(Hex.bytes(name)));
        }
        if (bad.isEmpty()) {
            return;
        }
        Optional<Catalog> catalog = context.knownCatalog();
        if (catalog.isPresent()) {
            for (byte[] name : bad) {
                catalog.get().forgetBlob(name);
            }
        }
    }

    private long sumOfLengths() {
        long sum = 0;
        for (int row = 0; row < rows.count(); row++) {
            sum += rows.length(row);
        }
        return sum;
    }

    private int lanes() {
        long fit = Math.max(1, context.memory().available() / LANE_BYTES);
        return (int) Math.min(spec.parallelism(), fit);
    }
}
