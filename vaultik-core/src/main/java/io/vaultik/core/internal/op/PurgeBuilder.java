package io.vaultik.core.internal.op;

import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.context.Tuning;
import io.vaultik.core.internal.retain.Purge;
import io.vaultik.core.internal.retain.PurgeSpec;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;
import io.vaultik.repository.PurgeOp;
import io.vaultik.repository.PurgePlan;
import io.vaultik.repository.PurgeResult;
import io.vaultik.repository.RetentionPolicy;
import io.vaultik.repository.SnapshotFilter;
import org.jspecify.annotations.Nullable;

/** Collects what a purge is to do. Not thread-safe. */
final class PurgeBuilder implements PurgeOp {
    private final RepositoryContext context;
    private final ActiveOperations active;
    private final RetentionPolicy policy;
    private SnapshotFilter filter = SnapshotFilter.all();
    private @Nullable ProgressListener listener;
    private int parallelism = Tuning.CALLS_AT_ONCE;
    private @Nullable PurgePlan shown;
    private boolean ran;

    PurgeBuilder(RepositoryContext context, ActiveOperations active, RetentionPolicy policy) {
        this.context = context;
        this.active = active;
        this.policy = policy;
    }

    @Override
    public PurgeOp filter(SnapshotFilter snapshots) {
        filter = snapshots;
        return this;
    }

    @Override
    public PurgeOp listener(ProgressListener progressListener) {
        listener = progressListener;
        return this;
    }

    @Override
    public PurgeOp parallelism(int items) {
        if (items < 1) {
            throw new IllegalArgumentException("parallelism is at least 1");
        }
        parallelism = items;
        return this;
    }

    @Override
    public PurgePlan plan() throws VaultikException {
        PurgePlan plan = active.run(purge()::plan);
        shown = plan;
        return plan;
    }

    @Override
    public PurgeResult run() throws VaultikException {
        if (ran) {
            throw new IllegalStateException("an operation runs once");
        }
        ran = true;
        Purge purge = purge();
        return active.run(() -> purge.run(shown));
    }

    private Purge purge() {
        return new Purge(context, new PurgeSpec(policy, filter, listener, parallelism));
    }
}
