package io.vaultik.core.internal.restore;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.fs.ContainedWriter;
import io.vaultik.core.internal.read.SegmentCache;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.core.internal.work.MemoryLimit;
import io.vaultik.fault.AlreadyExistsException;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.Errors;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.IncompleteException;
import io.vaultik.fault.NotPermittedException;
import io.vaultik.fault.TargetNotEmptyException;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.OperationReport.Status;
import io.vaultik.progress.Phase;
import io.vaultik.repository.Existing;
import io.vaultik.repository.RestoreResult;
import io.vaultik.repository.RestoreTarget;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;

/** One restore: first the keys, then what was asked for, then the target, and only then is anything written. Used once, by one thread. */
public final class RestoreRun {
    private static final int MAX_WINDOW_BYTES = 8 << 20;
    private static final int MIN_WINDOW_BYTES = 2 << 20;

    /** A window holds segments as they are stored, decrypted and decompressed. */
    private static final int COPIES = 3;

    private final RepositoryContext context;
    private final SegmentCache cache;
    private final RestoreSpec spec;
    private final Operation operation;
    private final RestoreItems items;

    /**
     * Makes a run.
     *
     * @param context the repository
     * @param cache the cache of the repository
     * @param spec what to do
     */
    public RestoreRun(RepositoryContext context, SegmentCache cache, RestoreSpec spec) {
        this.context = context;
        this.cache = cache;
        this.spec = spec;
        this.operation = new Operation(context, "restore", spec.policy(), spec.listener());
        this.items = new RestoreItems(operation);
    }

    /**
     * Runs.
     *
     * @return what was restored
     * @throws VaultikException as {@link io.vaultik.repository.RestoreOp#run()} says
     */
    public RestoreResult run() throws VaultikException {
        try (operation) {
            RestoreResult result = checked();
            if (!result.errors().isEmpty() && spec.policy() != FailurePolicy.BEST_EFFORT) {
                throw new IncompleteException(result.errors(), result);
            }
            return result;
        } catch (IncompleteException e) {
            throw e;
        } catch (VaultikException e) {
            throw operation.failed(e);
        }
    }

    private RestoreResult checked() throws VaultikException {
        SnapshotReader snapshot = SnapshotReader.open(context, operation.storage(), cache, spec.snapshot());
        Selection selection = new Selection(spec);
        selection.checkAgainst(snapshot.tree());
        if (spec.paths().isEmpty() && spec.globs().isEmpty() && spec.excludes().isEmpty()) {
            operation
                    .progress()
                    .total(
                            snapshot.record().counts().entries(),
                            snapshot.record().counts().bytes());
        }
        RestoreTarget target = spec.target();
        try (Destination destination = target != null ? new TargetDestination(target) : folder()) {
            operation.enter(Phase.CONTENT);
            write(snapshot, selection, destination);
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new VaultikException("the target could not be closed", e);
        }
        if (snapshot.chunks().rescued() > 0) {
            operation
                    .errors()
                    .alert(
                            snapshot.chunks().rescued()
                                    + " pieces of content are lost in this snapshot and were found in others: verify the repository");
        }
        Errors errors = operation.errors().errors(null);
        return new RestoreResult(
                items.counts(),
                items.kept(),
                errors,
                operation.report(
                        errors.isEmpty() ? Status.DONE : Status.INCOMPLETE,
                        spec.snapshot().value()));
    }

    private void write(SnapshotReader snapshot, Selection selection, Destination destination) throws VaultikException {
        MemoryLimit memory = context.memory();
        int windowBytes = (int) Math.max(
                MIN_WINDOW_BYTES, Math.min(MAX_WINDOW_BYTES, memory.available() / COPIES / (spec.parallelism() + 1)));
        long laneBytes = (long) COPIES * windowBytes;
        // One more than there are lanes, for segments that wait for the next window.
        int lanes = (int) Math.max(1, Math.min(spec.parallelism(), memory.available() / laneBytes - 1));
        long promised = (lanes + 1) * laneBytes;
        boolean isPromised = memory.tryAcquire(promised);
        OpenFolders folders = new OpenFolders(snapshot, destination, items);
        HardLinks links = new HardLinks(selection, operation.errors());
        SelectedEntries entries = new SelectedEntries(snapshot.tree(), selection, (first, cause) -> {
            items.failed(first, snapshot.explain(cause));
            folders.expectGaps();
            links.lost(first);
        });
        SegmentPool pool = new SegmentPool(windowBytes);
        WindowLane.Shared shared = new WindowLane.Shared(snapshot, destination, items, folders, links, pool);
        WindowFeed.Parts parts = new WindowFeed.Parts(snapshot, entries, folders, links, destination, items, pool);
        WindowFeed feed = new WindowFeed(parts, windowBytes);
        try (Crew crew = new Crew(context.executor(), isPromised ? lanes : 1, 0)) {
            crew.run(number -> {
                WindowLane lane = new WindowLane(shared);
                for (Window window = feed.next(); window != null; window = feed.next()) {
                    lane.restore(window);
                }
            });
        } finally {
            if (isPromised) {
                memory.release(promised);
            }
            abort(shared);
        }
    }

    /** Removes the temporary files that a failure has left; the crew was joined. */
    private void abort(WindowLane.Shared shared) {
        for (FileWork file : shared.open()) {
            try {
                file.abort();
            } catch (IOException e) {
                operation
                        .logger()
                        .warn(
                                "a temporary file could not be removed: {}",
                                e.getClass().getSimpleName());
            }
        }
    }

    private Destination folder() throws VaultikException {
        Path directory = Objects.requireNonNull(spec.directory());
        Concealed shown = Concealed.of(directory);
        try {
            if (spec.existing() == Existing.FAIL && !ContainedWriter.isEmpty(directory)) {
                throw new TargetNotEmptyException("the target {} is not empty", null, shown);
            }
            ContainedWriter writer =
                    ContainedWriter.open(directory, spec.attributes(), context.random(), operation.errors());
            return new FolderDestination(writer, spec.existing(), spec.sparse());
        } catch (VaultikException e) {
            throw e;
        } catch (NotDirectoryException | FileAlreadyExistsException e) {
            throw new AlreadyExistsException("the target {} is no directory", e, shown);
        } catch (AccessDeniedException e) {
            throw new NotPermittedException("the target {} may not be written", e, shown);
        } catch (IOException e) {
            throw new VaultikException("the target {} cannot be opened", e, shown);
        }
    }
}
