package io.vaultik.core.internal.retain;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.OperationReport.Status;
import io.vaultik.repository.PurgePlan;
import io.vaultik.repository.PurgeResult;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotSummary;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Deletes what a policy does not keep. Used once, by one thread. */
public final class Purge {
    private final RepositoryContext context;
    private final PurgeSpec spec;

    /**
     * Makes a purge.
     *
     * @param context the repository
     * @param spec what to do
     */
    public Purge(RepositoryContext context, PurgeSpec spec) {
        this.context = context;
        this.spec = spec;
    }

    /**
     * Says what a purge would do.
     *
     * @return the plan
     * @throws VaultikException as {@link io.vaultik.repository.PurgeOp#plan()} says
     */
    public PurgePlan plan() throws VaultikException {
        return inOperation((operation, crew) -> {
            PurgePlan plan = look(operation, crew);
            operation.report(Status.DONE, null);
            return plan;
        });
    }

    /**
     * Purges.
     *
     * @param shown what was shown before, and limits what goes; or null
     * @return what was done
     * @throws VaultikException as {@link io.vaultik.repository.PurgeOp#run()} says
     */
    public PurgeResult run(@Nullable PurgePlan shown) throws VaultikException {
        return inOperation((operation, crew) -> {
            PurgePlan plan = look(operation, crew);
            Set<SnapshotId> going = ids(plan);
            if (shown != null) {
                going.retainAll(ids(shown));
            }
            List<SnapshotId> ordered = going.stream().sorted().toList();
            Deletion.remove(operation, crew, ordered);
            return new PurgeResult(plan, ordered, operation.report(Status.DONE, null));
        });
    }

    private interface Work<T> {
        T run(Operation operation, Crew crew) throws VaultikException;
    }

    private <T> T inOperation(Work<T> work) throws VaultikException {
        try (Operation operation = new Operation(context, "purge", FailurePolicy.BEST_EFFORT, spec.listener())) {
            try (Crew crew = new Crew(context.executor(), spec.parallelism(), 0)) {
                return work.run(operation, crew);
            } catch (VaultikException e) {
                throw operation.failed(e);
            }
        }
    }

    private PurgePlan look(Operation operation, Crew crew) throws VaultikException {
        SnapshotIndex.Listing listing =
                SnapshotIndex.remembering(context, operation.storage()).list(crew);
        listing.requireAll(operation.errors());
        List<SnapshotSummary> considered =
                listing.summaries().stream().filter(spec.filter()::matches).toList();
        Retention retention = new Retention(spec.policy(), context.clock().instant());
        return new PurgePlan(retention.judge(considered));
    }

    private static Set<SnapshotId> ids(PurgePlan plan) {
        Set<SnapshotId> ids = new HashSet<>();
        plan.going().forEach(snapshot -> ids.add(snapshot.id()));
        return ids;
    }
}
