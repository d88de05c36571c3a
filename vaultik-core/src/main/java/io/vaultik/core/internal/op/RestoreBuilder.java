package io.vaultik.core.internal.op;

import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.context.Tuning;
import io.vaultik.core.internal.fs.AttributeOptions;
import io.vaultik.core.internal.read.SegmentCache;
import io.vaultik.core.internal.restore.RestoreRun;
import io.vaultik.core.internal.restore.RestoreSpec;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Existing;
import io.vaultik.repository.RestoreOp;
import io.vaultik.repository.RestoreResult;
import io.vaultik.repository.RestoreTarget;
import io.vaultik.repository.SnapshotId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what a restore is to do. Not thread-safe. */
final class RestoreBuilder implements RestoreOp {
    private final RepositoryContext context;
    private final SegmentCache cache;
    private final ActiveOperations active;
    private final SnapshotId id;
    private @Nullable Path directory;
    private @Nullable RestoreTarget target;
    private final List<EntryPath> paths = new ArrayList<>();
    private final List<String> globs = new ArrayList<>();
    private final List<String> excludes = new ArrayList<>();
    private Existing existing = Existing.FAIL;
    private boolean sparse;
    private boolean owners = true;
    private boolean modes = true;
    private boolean times = true;
    private boolean xattrs = true;
    private @Nullable ProgressListener listener;
    private FailurePolicy policy = FailurePolicy.FINISH_THEN_FAIL;
    private int parallelism = Math.max(Runtime.getRuntime().availableProcessors(), Tuning.TRANSFERS_AT_ONCE);
    private boolean ran;

    RestoreBuilder(RepositoryContext context, SegmentCache cache, ActiveOperations active, SnapshotId id) {
        this.context = context;
        this.cache = cache;
        this.active = active;
        this.id = id;
    }

    @Override
    public RestoreOp to(Path folder) {
        checkNoTarget();
        directory = folder;
        return this;
    }

    @Override
    public RestoreOp to(RestoreTarget application) {
        checkNoTarget();
        target = application;
        return this;
    }

    @Override
    public RestoreOp path(EntryPath path) {
        paths.add(path);
        return this;
    }

    @Override
    public RestoreOp glob(String pattern) {
        globs.add(pattern);
        return this;
    }

    @Override
    public RestoreOp exclude(String pattern) {
        excludes.add(pattern);
        return this;
    }

    @Override
    public RestoreOp existing(Existing what) {
        existing = what;
        return this;
    }

    @Override
    public RestoreOp sparse() {
        sparse = true;
        return this;
    }

    @Override
    public RestoreOp owners(boolean restore) {
        owners = restore;
        return this;
    }

    @Override
    public RestoreOp modes(boolean restore) {
        modes = restore;
        return this;
    }

    @Override
    public RestoreOp times(boolean restore) {
        times = restore;
        return this;
    }

    @Override
    public RestoreOp xattrs(boolean restore) {
        xattrs = restore;
        return this;
    }

    @Override
    public RestoreOp listener(ProgressListener progressListener) {
        listener = progressListener;
        return this;
    }

    @Override
    public RestoreOp policy(FailurePolicy failurePolicy) {
        policy = failurePolicy;
        return this;
    }

    @Override
    public RestoreOp parallelism(int items) {
        if (items < 1) {
            throw new IllegalArgumentException("parallelism is at least 1");
        }
        parallelism = items;
        return this;
    }

    @Override
    public RestoreResult run() throws VaultikException {
        if (ran) {
            throw new IllegalStateException("an operation runs once");
        }
        if (directory == null && target == null) {
            throw new IllegalStateException("a restore needs a target");
        }
        ran = true;
        RestoreSpec spec = new RestoreSpec(
                id,
                directory,
                target,
                paths,
                globs,
                excludes,
                existing,
                sparse,
                new AttributeOptions(owners, modes, times, xattrs),
                policy,
                listener,
                parallelism);
        return active.run(() -> new RestoreRun(context, cache, spec).run());
    }

    private void checkNoTarget() {
        if (directory != null || target != null) {
            throw new IllegalArgumentException("a restore has one target");
        }
    }
}
