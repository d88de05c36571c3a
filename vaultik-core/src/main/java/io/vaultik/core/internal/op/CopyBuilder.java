package io.vaultik.core.internal.op;

import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.context.Tuning;
import io.vaultik.core.internal.copy.CopyRun;
import io.vaultik.core.internal.copy.CopySpec;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;
import io.vaultik.repository.CopyOp;
import io.vaultik.repository.CopyResult;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what a copy is to do. Not thread-safe. */
final class CopyBuilder implements CopyOp {
    private final RepositoryContext context;
    private final ActiveOperations active;
    private @Nullable OpenRepository target;
    private @Nullable List<SnapshotId> ids;
    private @Nullable ProgressListener listener;
    private FailurePolicy policy = FailurePolicy.FINISH_THEN_FAIL;
    private int parallelism = Tuning.TRANSFERS_AT_ONCE;
    private boolean anew;
    private boolean ran;

    CopyBuilder(RepositoryContext context, ActiveOperations active) {
        this.context = context;
        this.active = active;
    }

    @Override
    public CopyOp to(Repository repository) {
        if (!(repository instanceof OpenRepository open)) {
            throw new IllegalArgumentException("the target of a copy is a repository that Vaultik has opened");
        }
        target = open;
        return this;
    }

    @Override
    public CopyOp snapshots(Collection<SnapshotId> chosen) {
        ids = List.copyOf(chosen);
        return this;
    }

    @Override
    public CopyOp listener(ProgressListener progressListener) {
        listener = progressListener;
        return this;
    }

    @Override
    public CopyOp policy(FailurePolicy failurePolicy) {
        policy = failurePolicy;
        return this;
    }

    @Override
    public CopyOp parallelism(int blobs) {
        if (blobs < 1) {
            throw new IllegalArgumentException("parallelism is at least 1");
        }
        parallelism = blobs;
        return this;
    }

    @Override
    public CopyOp reencrypt(boolean forTheTarget) {
        anew = forTheTarget;
        return this;
    }

    @Override
    public CopyResult plan() throws VaultikException {
        return inBoth(true);
    }

    @Override
    public CopyResult run() throws VaultikException {
        if (ran) {
            throw new IllegalStateException("an operation runs once");
        }
        ran = true;
        return inBoth(false);
    }

    /** Closing either repository cancels it. */
    private CopyResult inBoth(boolean dryRun) throws VaultikException {
        OpenRepository to = target;
        if (to == null) {
            throw new IllegalStateException("no target was set");
        }
        CopySpec spec = new CopySpec(to.context(), ids, anew, dryRun, policy, listener, parallelism);
        return active.run(() -> to.active().run(() -> new CopyRun(context, spec).run()));
    }
}
