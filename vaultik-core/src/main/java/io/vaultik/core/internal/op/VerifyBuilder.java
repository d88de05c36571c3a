package io.vaultik.core.internal.op;

import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.verify.VerifyRun;
import io.vaultik.core.internal.verify.VerifySpec;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.VerifyLevel;
import io.vaultik.repository.VerifyOp;
import io.vaultik.repository.VerifyResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Collects what a verification is to do. Not thread-safe. */
final class VerifyBuilder implements VerifyOp {
    private final RepositoryContext context;
    private final ActiveOperations active;
    private VerifyLevel level = VerifyLevel.QUICK;
    private final List<SnapshotId> snapshots = new ArrayList<>();
    private @Nullable ProgressListener listener;
    private int parallelism = Runtime.getRuntime().availableProcessors();
    private OptionalLong budgetBytes = OptionalLong.empty();
    private Optional<Duration> budgetTime = Optional.empty();
    private boolean ran;

    VerifyBuilder(RepositoryContext context, ActiveOperations active) {
        this.context = context;
        this.active = active;
    }

    @Override
    public VerifyOp level(VerifyLevel depth) {
        level = depth;
        return this;
    }

    @Override
    public VerifyOp snapshot(SnapshotId id) {
        snapshots.add(id);
        return this;
    }

    @Override
    public VerifyOp budget(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a budget is at least 1 byte");
        }
        budgetBytes = OptionalLong.of(bytes);
        return this;
    }

    @Override
    public VerifyOp budget(Duration time) {
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException("a budget is more than nothing");
        }
        budgetTime = Optional.of(time);
        return this;
    }

    @Override
    public VerifyOp listener(ProgressListener progressListener) {
        listener = progressListener;
        return this;
    }

    @Override
    public VerifyOp parallelism(int items) {
        if (items < 1) {
            throw new IllegalArgumentException("parallelism is at least 1");
        }
        parallelism = items;
        return this;
    }

    @Override
    public VerifyResult run() throws VaultikException {
        if (ran) {
            throw new IllegalStateException("an operation runs once");
        }
        VerifySpec spec = new VerifySpec(level, snapshots, budgetBytes, budgetTime, listener, parallelism);
        if (spec.hasBudget() && level == VerifyLevel.QUICK) {
            throw new IllegalStateException("a quick verification reads no blobs: a budget is one for a deeper one");
        }
        ran = true;
        return active.run(() -> new VerifyRun(context, spec).run());
    }
}
