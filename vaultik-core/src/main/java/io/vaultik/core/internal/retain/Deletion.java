package io.vaultik.core.internal.retain;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.context.Tuning;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.internal.gc.SnapshotRemoval;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.NotPermittedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.OperationReport.Status;
import io.vaultik.progress.Phase;
import io.vaultik.repository.DeleteOption;
import io.vaultik.repository.DeleteResult;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Deletes snapshots by their ids, many at once. Used once, by one thread. */
public final class Deletion {
    private final RepositoryContext context;
    private final List<SnapshotId> ids;
    private final Set<DeleteOption> options;

    /**
     * Makes a deletion.
     *
     * @param context the repository
     * @param ids the snapshots
     * @param options what to do instead of refusing
     */
    public Deletion(RepositoryContext context, Collection<SnapshotId> ids, Set<DeleteOption> options) {
        this.context = context;
        this.ids = ids.stream().distinct().toList();
        this.options = options;
    }

    /**
     * Deletes.
     *
     * @return what was deleted
     * @throws VaultikException as {@link io.vaultik.repository.Repository#delete} says
     */
    public DeleteResult run() throws VaultikException {
        try (Operation operation = new Operation(context, "delete", FailurePolicy.FAIL_FAST, null)) {
            try (Crew crew = new Crew(context.executor(), Tuning.CALLS_AT_ONCE, 0)) {
                Found[] found = look(operation.storage(), crew);
                remove(operation, crew, which(Found.SNAPSHOT, found));
                finish(operation.storage(), crew, which(Found.REMNANT, found));
                List<SnapshotId> unknown = which(Found.NOTHING, found);
                return new DeleteResult(deleted(unknown), unknown, operation.report(Status.DONE, null));
            } catch (VaultikException e) {
                throw operation.failed(e);
            }
        }
    }

    private List<SnapshotId> deleted(List<SnapshotId> unknown) {
        Set<SnapshotId> passedOver = new HashSet<>(unknown);
        return ids.stream().filter(id -> !passedOver.contains(id)).toList();
    }

    /**
     * Removes snapshots that were looked up.
     *
     * @param operation whose progress it is
     * @param crew who works
     * @param ids the snapshots
     */
    static void remove(Operation operation, Crew crew, List<SnapshotId> ids) throws VaultikException {
        operation.enter(Phase.COMMIT);
        operation.progress().total(ids.size(), 0);
        forEach(crew, ids, (i, id) -> {
            SnapshotRemoval.remove(operation.storage(), id.value());
            operation.progress().add(1, 0);
        });
    }

    /** What to do with each of several snapshots. */
    @FunctionalInterface
    interface Step {
        void on(int index, SnapshotId id) throws VaultikException;
    }

    /** Does something with each snapshot, many at once. */
    static void forEach(Crew crew, List<SnapshotId> ids, Step step) throws VaultikException {
        crew.forEach(ids.size(), i -> step.on(i, ids.get(i)));
    }

    private static void finish(ObjectStorage storage, Crew crew, List<SnapshotId> remnants) throws VaultikException {
        forEach(crew, remnants, (i, id) -> SnapshotRemoval.finish(storage, id.value()));
    }

    /** What lies under the id of a snapshot. */
    private enum Found {
        /** No snapshot, or one that somebody is writing. */
        NOTHING,
        /** A snapshot. */
        SNAPSHOT,
        /** A snapshot that is pinned. */
        PINNED,
        /** What an interrupted deletion has left. */
        REMNANT;

        /** Looks: one LIST, and one more call if that shows no manifest. */
        static Found of(ObjectStorage storage, String dir) throws VaultikException {
            Map<ObjectKey, ObjectInfo> content = new HashMap<>();
            storage.list(Keys.snapshotPrefix(dir), info -> {
                content.put(info.key(), info);
                return true;
            });
            ObjectInfo commit = content.remove(Keys.manifest(dir));
            if (commit != null && !VoidMark.is(commit)) {
                return content.containsKey(Keys.pin(dir)) ? PINNED : SNAPSHOT;
            }
            boolean decided = !content.isEmpty()
                    && (commit != null || storage.stat(Keys.session(dir)).isEmpty());
            return decided ? REMNANT : NOTHING;
        }
    }

    private Found[] look(ObjectStorage storage, Crew crew) throws VaultikException {
        Found[] found = new Found[ids.size()];
        forEach(crew, ids, (i, id) -> found[i] = Found.of(storage, id.value()));
        for (int i = 0; i < found.length; i++) {
            if (found[i] == Found.NOTHING && !options.contains(DeleteOption.IGNORE_UNKNOWN)) {
                throw new NotFoundException("there is no snapshot {}", null, ids.get(i));
            }
            if (found[i] == Found.PINNED) {
                if (!options.contains(DeleteOption.EVEN_PINNED)) {
                    throw new NotPermittedException("the snapshot {} is pinned", null, ids.get(i));
                }
                found[i] = Found.SNAPSHOT;
            }
        }
        return found;
    }

    private List<SnapshotId> which(Found wanted, Found[] found) {
        List<SnapshotId> chosen = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            if (found[i] == wanted) {
                chosen.add(ids.get(i));
            }
        }
        return chosen;
    }
}
