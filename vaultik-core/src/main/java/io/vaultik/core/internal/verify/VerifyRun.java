package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.age.FileKeyUnwrapper;
import io.vaultik.core.internal.catalog.Catalog;
import io.vaultik.core.internal.catalog.CheckedBlobs;
import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongKeyException;
import io.vaultik.progress.OperationReport.Status;
import io.vaultik.progress.Phase;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.VerifyLevel;
import io.vaultik.repository.VerifyResult;
import io.vaultik.repository.VerifyResult.Coverage;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
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
    private @Nullable PastReadings readings;
    private long checkedBytes;
    private long readNow;

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
        this.ground = new Ground(context, storage, rows, findings);
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
                crew.run(lane -> conclude(lane, context.hasIdentity()));
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
        crew.forEach(ids.size(), i -> {
            Optional<Subject> subject = check.check(ids.get(i));
            if (subject.isEmpty() && !spec.snapshots().isEmpty()) {
                throw new NotFoundException("there is no snapshot {}", null, ids.get(i));
            }
            subject.ifPresent(found::add);
        });
        subjects = found.stream().sorted(Comparator.comparing(Subject::id)).toList();
    }

    private static List<SnapshotId> distinct(List<SnapshotId> ids) {
        return ids.stream().distinct().sorted().toList();
    }

    private void checkBlobs(Crew crew, @Nullable FileKeyUnwrapper unwrapper) throws VaultikException {
        readings = new PastReadings(memory(), unwrapper != null, context.clock().instant());
        int[] order = readings.order(rows);
        long memory = Math.max(1 << 20, Math.min(SORT_BYTES, context.memory().available() / 4));
        try (Locations locations = new Locations(context.spool(), memory, order)) {
            if (unwrapper != null) {
                survey(crew, locations);
            }
            operation.enter(Phase.CONTENT);
            operation
                    .progress()
                    .total(
                            rows.count(),
                            Math.min(sumOfLengths(), spec.budgetBytes().orElse(Long.MAX_VALUE)));
            ReadingQueue queue = new ReadingQueue(rows, order, locations, spec, context.clock());
            readBlobs(crew, queue, new BlobCheck(storage, context.algorithm(), unwrapper, rows, findings), readings);
        }
    }

    /** A budget needs a memory. Without one, what is read is remembered if there is a place for it; a bad cache stops no check. */
    private @Nullable CheckedBlobs memory() throws VaultikException {
        if (spec.hasBudget()) {
            return context.catalog().checkedBlobs();
        }
        try {
            return context.knownCatalog().map(Catalog::checkedBlobs).orElse(null);
        } catch (VaultikException e) {
            operation.logger().warn("the catalog cannot remember what is read", e);
            return null;
        }
    }

    private void survey(Crew crew, Locations locations) throws VaultikException {
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

    private void readBlobs(Crew crew, ReadingQueue queue, BlobCheck check, PastReadings past) throws VaultikException {
        AtomicLong count = new AtomicLong();
        try {
            crew.run(lane -> {
                for (ReadingQueue.Next blob = queue.next(); blob != null; blob = queue.next()) {
                    Interrupts.check();
                    check.check(blob.row(), blob.wanted());
                    if (rows.state(blob.row()) != BlobRows.MISSING) {
                        past.read(rows.nameBytes(blob.row()), rows.isBad(blob.row()));
                        count.incrementAndGet();
                    }
                    operation.progress().add(1, rows.length(blob.row()));
                }
            });
        } finally {
            past.flush();
        }
        checkedBytes = check.checkedBytes();
        readNow = count.get();
        for (int row = 0; row < rows.count(); row++) {
            if (!rows.isBad(row) && past.isBad(rows.nameBytes(row))) {
                rows.state(row, BlobRows.DAMAGED);
                findings.damaged(rows.key(row).value(), "it was damaged when it was last read as deep as that");
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
            Interrupts.check();
            boolean bad = subject.hasBadBlobs(rows) || subject.isTreeBad();
            if (subject.documentsBad() || subject.isGone() || !bad) {
                continue;
            }
            if (!index.exists(subject.id())) {
                subject.goneNow();
            } else if (withKey) {
                findFiles(impact, subject);
            } else {
                subject.affectedNow();
            }
            if (subject.isAffected() && !subject.hasBadBlobs(rows)) {
                subject.blame(findings);
            }
        }
    }

    /** Whose identity does not fit learns no more than who has none, unless content was to be checked. */
    private void findFiles(Impact impact, Subject subject) throws VaultikException {
        try {
            impact.run(subject);
        } catch (WrongKeyException e) {
            if (spec.level() == VerifyLevel.CONTENT) {
                throw e;
            }
            subject.affectedNow();
        }
    }

    private VerifyResult result() throws VaultikException {
        BitSet needed = new BitSet();
        subjects.stream().filter(subject -> !subject.isGone()).forEach(subject -> subject.rows().stream()
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
                Optional.ofNullable(coverage(needed)),
                operation.report(Status.DONE, null));
    }

    private @Nullable Coverage coverage(BitSet needed) throws VaultikException {
        PastReadings past = readings;
        if (past == null) {
            return null;
        }
        if (spec.snapshots().isEmpty()) {
            past.keepOnly(rows);
        }
        long never = 0;
        Instant oldest = Instant.MAX;
        for (int row = needed.nextSetBit(0); row >= 0; row = needed.nextSetBit(row + 1)) {
            if (rows.state(row) == BlobRows.MISSING || rows.state(row) == BlobRows.WRONG_LENGTH) {
                continue;
            }
            Optional<Instant> last = past.last(rows.nameBytes(row));
            never += last.isEmpty() ? 1 : 0;
            oldest = last.filter(oldest::isAfter).orElse(oldest);
        }
        return new Coverage(readNow, never, Optional.of(oldest).filter(time -> !time.equals(Instant.MAX)));
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
