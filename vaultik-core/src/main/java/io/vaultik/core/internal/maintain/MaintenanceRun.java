package io.vaultik.core.internal.maintain;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.CollectionKeys;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.SessionObject;
import io.vaultik.core.internal.gc.CollectionFigures;
import io.vaultik.core.internal.gc.CollectionStates;
import io.vaultik.core.internal.gc.Maintainer;
import io.vaultik.core.internal.gc.OpenSession;
import io.vaultik.core.internal.gc.WriterSession;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.NotPermittedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.OperationReport.Status;
import io.vaultik.progress.Phase;
import io.vaultik.repository.MaintenanceResult;
import io.vaultik.repository.RevisionResult;
import io.vaultik.repository.SessionInfo;
import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.UnfinishedUpload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One maintenance of a repository. Used once, by one thread. */
public final class MaintenanceRun {
    private static final Duration UPLOADS_STAY = Duration.ofDays(1);

    private final RepositoryContext context;
    private final MaintenanceSpec spec;
    private final Operation operation;
    private final ObjectStorage storage;
    private final List<String> revoked = new ArrayList<>();
    private @Nullable Instant storageTime;

    /**
     * Makes a run.
     *
     * @param context the repository
     * @param spec what to do
     */
    public MaintenanceRun(RepositoryContext context, MaintenanceSpec spec) {
        this.context = context;
        this.spec = spec;
        this.operation = new Operation(context, "maintenance", FailurePolicy.FAIL_FAST, spec.listener());
        this.storage = operation.storage();
    }

    /**
     * Runs.
     *
     * @return what was found and done
     * @throws VaultikException as {@link io.vaultik.repository.MaintenanceOp#run()} says
     */
    public MaintenanceResult run() throws VaultikException {
        try (operation) {
            requireCapabilities();
            try (Crew crew = new Crew(context.executor(), spec.parallelism(), 0)) {
                return maintain(crew);
            }
        } catch (VaultikException e) {
            throw operation.failed(e);
        }
    }

    private MaintenanceResult maintain(Crew crew) throws VaultikException {
        RepositoryCensus census = new RepositoryCensus(operation, SnapshotIndex.remembering(context, storage), crew);
        if (!spec.dryRun()) {
            requireOwner();
            endDead();
            revokeOld(census);
        }
        Optional<RevisionResult> revisions =
                spec.revises() ? Optional.of(new Revisions(context, operation, spec, crew).run()) : Optional.empty();
        Maintainer maintainer = maintainer(census);
        maintainer.deleteBy(new DeletionLanes(storage, crew, spec.parallelism()));
        CollectionFigures figures = spec.dryRun() ? maintainer.plan() : maintainer.run();
        if (!spec.dryRun()) {
            census.forgetOthers();
        }
        operation.enter(Phase.COMMIT);
        LeftOvers leftOvers = new LeftOvers(storage);
        leftOvers.look();
        long left = spec.dryRun() ? leftOvers.count() : leftOvers.clear(this::storageTime);
        return new MaintenanceResult(
                census.manifests(),
                figures.listed(),
                figures.unreferenced(),
                figures.unreferencedBytes(),
                figures.condemned(),
                figures.deleted(),
                figures.deletedBytes(),
                left,
                abandonedUploads(),
                revoked,
                infos(figures.blockedBy()),
                infos(OpenSession.read(storage, Keys.COLLECTION, Keys.SESSIONS)),
                leftOvers.withoutRecord(),
                revisions,
                operation.report(Status.DONE, null));
    }

    private Maintainer maintainer(RepositoryCensus census) {
        String random = context.randomName();
        Instant now = context.clock().instant();
        SessionObject object = new SessionObject(0, "", random, context.host().client(), now);
        return new Maintainer(storage, Keys.COLLECTION, random, object, census);
    }

    private void requireCapabilities() throws StorageException {
        Set<Capability> needed = Set.of(Capability.LIST, Capability.DELETE);
        if (!storage.capabilities().containsAll(needed)) {
            throw new StorageException(
                    false,
                    "{} cannot be maintained: it needs {} and has {}",
                    null,
                    storage.location(),
                    needed,
                    storage.capabilities());
        }
    }

    /** Where two might create one state, one alone does. */
    private void requireOwner() throws VaultikException {
        if (context.configuration().createTrusted()) {
            return;
        }
        if (spec.revokeAfter() != null) {
            throw new NotPermittedException(
                    "the storage {} does not refuse a second creation: only sessions of dead processes can be revoked",
                    null,
                    storage.location());
        }
        CollectionState newest = new CollectionStates(storage, Keys.COLLECTION).newest();
        boolean isOwner =
                newest.number() == 0 || newest.owner().equals(context.host().client());
        if (!isOwner && !spec.takeOver()) {
            throw new NotPermittedException(
                    "{} is maintained by {}, and its storage does not refuse a second creation: the new owner has to take over",
                    null,
                    storage.location(),
                    newest.owner());
        }
    }

    /** All are looked for before the first goes. What a dead writer may have under way meets a void. */
    private void endDead() throws VaultikException {
        for (String id : spec.dead()) {
            if (!ObjectKey.isValid(Keys.SESSIONS + id + ".json")
                    || storage.stat(Keys.session(id)).isEmpty()) {
                throw new NotFoundException("there is no session {} in {}", null, id, storage.location());
            }
        }
        for (String id : spec.dead()) {
            if (!CollectionKeys.isMaintainer(id)) {
                WriterSession.revoke(storage, id);
                revoked.add(id);
            }
            WriterSession.endDead(storage, id);
        }
    }

    private void revokeOld(RepositoryCensus census) throws VaultikException {
        Duration age = spec.revokeAfter();
        if (age == null) {
            return;
        }
        for (OpenSession session : census.undecided()) {
            if (session.stored().plus(age).isBefore(storageTime())) {
                WriterSession.revoke(storage, session.name());
                revoked.add(session.name());
            }
        }
    }

    /** A put that is under way is finished within a day, or has failed. */
    private long abandonedUploads() throws VaultikException {
        List<UnfinishedUpload> uploads = new ArrayList<>();
        storage.listUnfinished(Keys.BLOBS, uploads::add);
        if (spec.dryRun()) {
            return uploads.size();
        }
        long count = 0;
        for (UnfinishedUpload upload : uploads) {
            if (upload.begun().plus(UPLOADS_STAY).isBefore(storageTime())) {
                storage.abort(upload);
                count++;
            }
        }
        return count;
    }

    /** Asks for the time of the storage, once: that of an object which it has just stored. */
    private Instant storageTime() throws VaultikException {
        Instant time = storageTime;
        if (time == null) {
            ObjectKey key = ObjectKey.of("probe/" + context.randomName());
            storage.put(key, ObjectBody.of(new byte[0]), PutMode.REPLACE);
            try {
                time = storage.stat(key)
                        .orElseThrow(() -> new StorageException(
                                true, "{} does not show what it has just stored", null, storage.location()))
                        .modified();
            } finally {
                storage.delete(key);
            }
            storageTime = time;
        }
        return time;
    }

    private static SessionInfo.Kind kind(OpenSession session) {
        if (session.isMaintainer()) {
            return SessionInfo.Kind.MAINTENANCE;
        }
        return session.name().indexOf('/') < 0 ? SessionInfo.Kind.SNAPSHOT : SessionInfo.Kind.REVISION;
    }

    private static List<SessionInfo> infos(List<OpenSession> sessions) {
        return sessions.stream()
                .map(session -> new SessionInfo(
                        session.name(),
                        kind(session),
                        session.object().client(),
                        session.object().started(),
                        session.stored()))
                .toList();
    }
}
