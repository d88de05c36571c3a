package io.vaultik.core.internal.op;

import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.context.Tuning;
import io.vaultik.core.internal.maintain.MaintenanceRun;
import io.vaultik.core.internal.maintain.MaintenanceSpec;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;
import io.vaultik.repository.MaintenanceOp;
import io.vaultik.repository.MaintenanceResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what a maintenance is to do. Not thread-safe. */
final class MaintenanceBuilder implements MaintenanceOp {
    private static final int STANDARD_PERCENT = 50;

    private static final int MAX_PERCENT = 99;

    private final RepositoryContext context;
    private final ActiveOperations active;
    private final List<String> dead = new ArrayList<>();
    private @Nullable Duration revokeAfter;
    private @Nullable ProgressListener listener;
    private int parallelism = Tuning.CALLS_AT_ONCE;
    private boolean takeOver;
    private boolean heal;
    private boolean reencrypt;
    private int repackPercent;
    private boolean ran;

    MaintenanceBuilder(RepositoryContext context, ActiveOperations active) {
        this.context = context;
        this.active = active;
    }

    @Override
    public MaintenanceOp revokeAfter(Duration age) {
        if (age.isZero() || age.isNegative()) {
            throw new IllegalArgumentException("the age from which sessions are revoked is positive");
        }
        revokeAfter = age;
        return this;
    }

    @Override
    public MaintenanceOp dead(String session) {
        dead.add(session);
        return this;
    }

    @Override
    public MaintenanceOp takeOver() {
        takeOver = true;
        return this;
    }

    @Override
    public MaintenanceOp repack() {
        return repackBelow(STANDARD_PERCENT);
    }

    @Override
    public MaintenanceOp repackBelow(int percent) {
        if (percent < 1 || percent > MAX_PERCENT) {
            throw new IllegalArgumentException("blobs are repacked below 1 to " + MAX_PERCENT + " percent");
        }
        repackPercent = percent;
        return this;
    }

    @Override
    public MaintenanceOp heal() {
        heal = true;
        return this;
    }

    @Override
    public MaintenanceOp reencrypt() {
        reencrypt = true;
        return this;
    }

    @Override
    public MaintenanceOp listener(ProgressListener progressListener) {
        listener = progressListener;
        return this;
    }

    @Override
    public MaintenanceOp parallelism(int items) {
        if (items < 1) {
            throw new IllegalArgumentException("parallelism is at least 1");
        }
        parallelism = items;
        return this;
    }

    @Override
    public MaintenanceResult plan() throws VaultikException {
        return active.run(() -> new MaintenanceRun(context, spec(true)).run());
    }

    @Override
    public MaintenanceResult run() throws VaultikException {
        if (ran) {
            throw new IllegalStateException("an operation runs once");
        }
        ran = true;
        return active.run(() -> new MaintenanceRun(context, spec(false)).run());
    }

    private MaintenanceSpec spec(boolean dryRun) {
        return new MaintenanceSpec(
                dryRun, revokeAfter, dead, takeOver, heal, reencrypt, repackPercent, listener, parallelism);
    }
}
