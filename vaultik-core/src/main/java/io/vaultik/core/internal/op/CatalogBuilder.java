package io.vaultik.core.internal.op;

import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.rebuild.RebuildRun;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;
import io.vaultik.repository.CatalogOp;
import io.vaultik.repository.CatalogResult;
import org.jspecify.annotations.Nullable;

/** Collects what is to be done with a catalog. Not thread-safe. */
final class CatalogBuilder implements CatalogOp {
    private final RepositoryContext context;
    private final ActiveOperations active;
    private @Nullable ProgressListener listener;
    private boolean ran;

    CatalogBuilder(RepositoryContext context, ActiveOperations active) {
        this.context = context;
        this.active = active;
    }

    @Override
    public CatalogOp listener(ProgressListener progressListener) {
        listener = progressListener;
        return this;
    }

    @Override
    public CatalogResult rebuild() throws VaultikException {
        begin();
        return active.run(() -> new RebuildRun(context, listener).run());
    }

    @Override
    public boolean drop() throws VaultikException {
        begin();
        return active.runAlone(context::dropCatalog);
    }

    private void begin() {
        if (ran) {
            throw new IllegalStateException("an operation runs once");
        }
        ran = true;
    }
}
