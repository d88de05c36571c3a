package io.vaultik.core.internal.context;

import io.vaultik.core.storage.CountingStorage;
import io.vaultik.core.storage.RetryingStorage;
import io.vaultik.core.storage.StorageCounts;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.CommitUnknownException;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.OperationReport;
import io.vaultik.progress.OperationReport.Calls;
import io.vaultik.progress.OperationReport.PhaseReport;
import io.vaultik.progress.OperationReport.Status;
import io.vaultik.progress.Phase;
import io.vaultik.progress.ProgressListener;
import io.vaultik.storage.ObjectStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of an operation: the storage that counts its calls and repeats them, phases, progress, errors, the report. Used by the
 * thread that runs the operation, except where its parts say otherwise.
 */
public final class Operation implements AutoCloseable {
    private final RepositoryContext context;
    private final String kind;
    private final String id;
    private final Logger logger;
    private final CountingStorage counting;
    private final ObjectStorage storage;
    private final ErrorLog errors;
    private final ProgressMeter progress;
    private final Instant start;
    private final Map<Phase, PhaseReport> phases = new EnumMap<>(Phase.class);
    private Phase phase = Phase.SCAN;
    private Instant phaseStart;
    private long phaseBytes;

    /**
     * Begins an operation and tells the listener of the repository.
     *
     * @param context the repository
     * @param kind the kind, which also names the logger: {@code snapshot}, {@code restore}, {@code verify}
     * @param policy what happens when items fail
     * @param listener who is told of the progress, or null
     */
    public Operation(
            RepositoryContext context, String kind, FailurePolicy policy, @Nullable ProgressListener listener) {
        this.context = context;
        this.kind = kind;
        this.id = context.shortRandomName();
        this.logger = LoggerFactory.getLogger("io.vaultik." + kind);
        this.counting = new CountingStorage(context.storage());
        this.storage = new RetryingStorage(counting, context.tuning().retries());
        this.errors = new ErrorLog(policy, logger, context.spool());
        this.progress = new ProgressMeter(listener, context.clock(), logger);
        this.start = context.clock().instant();
        this.phaseStart = start;
        logger.info("{} {} begins on {}", kind, id, counting.location());
        tell(() -> context.listener().ifPresent(l -> l.operationStarted(kind, id)));
    }

    /** {@return the storage, whose calls are counted and repeated} Thread-safe. */
    public ObjectStorage storage() {
        return storage;
    }

    /** {@return the collector of item errors, which this operation closes} Thread-safe. */
    public ErrorLog errors() {
        return errors;
    }

    /** {@return the meter of finished items and bytes} Thread-safe. */
    public ProgressMeter progress() {
        return progress;
    }

    /** {@return the logger of this kind of operation} */
    public Logger logger() {
        return logger;
    }

    /** {@return how many calls and bytes there were so far, each repetition included} */
    public StorageCounts counts() {
        return counting.counts();
    }

    /**
     * Ends the present phase and begins another one.
     *
     * @param next the phase that begins; entered again, it adds to what it had
     */
    public void enter(Phase next) {
        endPhase();
        phase = next;
        progress.enter(next);
    }

    /**
     * Ends the operation: tells both listeners and makes the report.
     *
     * @param status how it ended
     * @param snapshot the snapshot that was made or read, or null
     * @return the report
     */
    public OperationReport report(Status status, @Nullable String snapshot) {
        endPhase();
        progress.end();
        OperationReport report = new OperationReport(
                kind,
                context.id(),
                id,
                Optional.ofNullable(snapshot),
                start,
                Duration.between(start, context.clock().instant()),
                status,
                progress.items(),
                progress.bytes(),
                Map.copyOf(phases),
                calls());
        logger.info(
                "{} {} ends: {}, {} items, {} bytes, {} storage calls",
                kind,
                id,
                status,
                report.items(),
                report.bytes(),
                report.totalStorageCalls());
        tell(() -> context.listener().ifPresent(l -> l.operationEnded(report)));
        return report;
    }

    /**
     * Ends a failed operation. Storages and files cannot tell an interrupt from a failure of their own; here it becomes a cancellation.
     *
     * @param cause what ended it
     * @return the failure, with what was collected attached
     */
    public VaultikException failed(VaultikException cause) {
        boolean isOwn = cause instanceof CancelledException || cause instanceof CommitUnknownException;
        boolean interrupted = Thread.currentThread().isInterrupted() && !isOwn;
        VaultikException failure = interrupted ? new CancelledException("the {} was interrupted", cause, kind) : cause;
        failure.attach(errors.errors(failure));
        report(Status.FAILED, null);
        return failure;
    }

    @Override
    public void close() {
        errors.close();
    }

    private void endPhase() {
        Instant now = context.clock().instant();
        Duration spent = Duration.between(phaseStart, now);
        long bytes = progress.bytes() - phaseBytes;
        phases.merge(
                phase,
                new PhaseReport(spent, bytes),
                (a, b) -> new PhaseReport(a.duration().plus(b.duration()), a.bytes() + b.bytes()));
        phaseStart = now;
        phaseBytes = progress.bytes();
    }

    private Map<String, Calls> calls() {
        StorageCounts counts = counting.counts();
        Map<String, Calls> calls = new TreeMap<>();
        for (StorageVerb verb : StorageVerb.values()) {
            if (counts.calls(verb) > 0) {
                calls.put(verb.toString(), new Calls(counts.calls(verb), counts.bytes(verb)));
            }
        }
        return Map.copyOf(calls);
    }

    private void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            logger.warn("a repository listener failed", e);
        }
    }
}
