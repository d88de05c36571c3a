package io.vaultik.core.internal.rebuild;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.state.HostLock;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.BusyException;
import io.vaultik.fault.CatalogCorruptException;
import io.vaultik.fault.Errors;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.OperationReport.Status;
import io.vaultik.progress.Phase;
import io.vaultik.progress.ProgressListener;
import io.vaultik.repository.CatalogResult;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds the catalog: reads the metadata of all snapshots, newest first, then looks which blobs are there, and only then opens the
 * catalog and adds what was found. Killed before the end, it has changed nothing that counts. Used once, by one thread.
 */
public final class RebuildRun {
    private static final String LOCK = "rebuild";
    private static final long SORT_BYTES = 24L << 20;

    private final RepositoryContext context;
    private final Operation operation;
    private final NamedBlobs blobs = new NamedBlobs();

    /**
     * Prepares.
     *
     * @param context the repository
     * @param listener who is told of the progress, or null
     */
    public RebuildRun(RepositoryContext context, @Nullable ProgressListener listener) {
        this.context = context;
        this.operation = new Operation(context, "catalog", FailurePolicy.BEST_EFFORT, listener);
    }

    /**
     * Runs.
     *
     * @return what was found
     * @throws VaultikException as {@link io.vaultik.repository.CatalogOp#rebuild()} says
     */
    public CatalogResult run() throws VaultikException {
        try (operation) {
            context.unwrapper();
            Optional<HostLock> lock = context.state().tryLock(LOCK);
            if (lock.isEmpty()) {
                throw new BusyException("another process of this host rebuilds the catalog already", null);
            }
            try (HostLock held = lock.get()) {
                Objects.requireNonNull(held);
                return locked();
            }
        } catch (VaultikException e) {
            throw operation.failed(e);
        }
    }

    private CatalogResult locked() throws VaultikException {
        boolean corrupt = isCorrupt();
        long memory = Math.max(1 << 20, Math.min(SORT_BYTES, context.memory().available() / 4));
        try (Places places = new Places(context.spool(), memory);
                NewestSnapshots newest = new NewestSnapshots(context.id(), context.spool())) {
            SnapshotScans scans = new SnapshotScans(context, operation, blobs, places, newest);
            scans.run(new SnapshotIndex(operation.storage(), context.id()).counting(new HashSet<>()));
            lookWhatIsThere();
            operation.enter(Phase.COMMIT);
            // Somebody may have made it anew meanwhile.
            if (corrupt && isCorrupt()) {
                context.dropCatalog();
            }
            return result(scans, new NewRows(context, blobs, places, newest).add());
        }
    }

    /** One that is foreign or newer is refused before anything is read; one that is damaged goes when all is read. */
    private boolean isCorrupt() throws VaultikException {
        try {
            context.knownCatalog();
            return false;
        } catch (CatalogCorruptException e) {
            operation.logger().warn("the catalog is damaged and will be made anew: {}", e.getMessage());
            return true;
        }
    }

    /** By their lengths, too: the LIST of a session tells names alone, and a blob that was cut must not be used again. */
    private void lookWhatIsThere() throws VaultikException {
        operation.enter(Phase.CONTENT);
        operation.storage().list(Keys.BLOBS, info -> {
            NamedBlobs.Named named = Keys.blobName(info.key()).map(blobs::find).orElse(null);
            if (named != null && named.blob().length() == info.length()) {
                named.present();
            }
            return !Thread.currentThread().isInterrupted();
        });
        Interrupts.check();
    }

    private CatalogResult result(SnapshotScans scans, NewRows.Added added) {
        Errors errors = operation.errors().errors(null);
        return new CatalogResult(
                scans.count(),
                added.blobs(),
                added.knownBlobs(),
                added.unsoundBlobs(),
                added.unknownRecipients(),
                added.chunks(),
                added.nodes(),
                added.entries(),
                errors,
                operation.report(errors.isEmpty() ? Status.DONE : Status.INCOMPLETE, null));
    }
}
