package io.vaultik.core.internal.maintain;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.save.RevisionRun;
import io.vaultik.core.internal.save.StoredAnew;
import io.vaultik.core.internal.state.HostLock;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.BusyException;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.RevisionResult;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectNotFoundException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Heals, encrypts to the present recipients, then repacks: decides which blobs are to go, and has each snapshot revised that names one. Used once, by one thread. */
final class Revisions {
    private static final String LOCK = "revisions";

    private final RepositoryContext context;
    private final Operation operation;
    private final MaintenanceSpec spec;
    private final Crew crew;
    private final Set<SnapshotId> revised = new LinkedHashSet<>();
    private final Set<SnapshotId> unhealed = new LinkedHashSet<>();
    private long storedBytes;

    Revisions(RepositoryContext context, Operation operation, MaintenanceSpec spec, Crew crew) {
        this.context = context;
        this.operation = operation;
        this.spec = spec;
        this.crew = crew;
    }

    /** Does it, or says what there is to do. */
    RevisionResult run() throws VaultikException {
        context.unwrapper();
        if (spec.dryRun()) {
            return locked();
        }
        context.recipients();
        Optional<HostLock> lock = context.state().tryLock(LOCK);
        if (lock.isEmpty()) {
            throw new BusyException("another process of this host revises snapshots already", null);
        }
        try (HostLock held = lock.get()) {
            Objects.requireNonNull(held);
            return locked();
        }
    }

    private RevisionResult locked() throws VaultikException {
        Set<String> lost = spec.heal() ? heal() : Set.of();
        ForeignBlobs foreign = spec.reencrypt() ? reencrypt() : null;
        Repack repack = new Repack(context, operation, spec.repackPercent() / 100.0);
        if (spec.repackPercent() > 0) {
            Snapshots snapshots = Snapshots.list(context, operation, crew, unhealed);
            repack.choose(snapshots);
            revise(snapshots, repack.leaving());
        }
        return new RevisionResult(
                lost.size(),
                foreign == null ? 0 : foreign.count(),
                foreign == null ? 0 : foreign.bytes(),
                repack.leaving().size(),
                repack.movedBytes(),
                repack.freedBytes(),
                List.copyOf(revised),
                List.copyOf(unhealed),
                storedBytes);
    }

    private Set<String> heal() throws VaultikException {
        Snapshots snapshots = Snapshots.list(context, operation, crew, unhealed);
        LostBlobs lost = new LostBlobs(context, operation.storage());
        snapshots.readAll(lost::look);
        revise(snapshots, lost.names());
        return lost.names();
    }

    private ForeignBlobs reencrypt() throws VaultikException {
        Snapshots snapshots = Snapshots.list(context, operation, crew, unhealed);
        ForeignBlobs foreign = new ForeignBlobs(context);
        snapshots.readAll(foreign::look);
        revise(snapshots, foreign.leaving());
        return foreign;
    }

    private void revise(Snapshots snapshots, Set<String> leaving) throws VaultikException {
        if (leaving.isEmpty()) {
            return;
        }
        RevisionRun run = new RevisionRun(context, operation, leaving);
        for (SnapshotId id : snapshots.naming(leaving::contains)) {
            Interrupts.check();
            if (spec.dryRun()) {
                revised.add(id);
            } else {
                revise(run, id);
            }
        }
    }

    /** Content that is nowhere is that of one snapshot: the others are revised all the same. */
    private void revise(RevisionRun run, SnapshotId id) throws VaultikException {
        try {
            Optional<StoredAnew> made = run.revise(id);
            if (made.isPresent()) {
                revised.add(id);
                storedBytes += made.get().storedBytes();
            }
        } catch (IntegrityException | MalformedException | ObjectNotFoundException e) {
            operation.logger().warn("snapshot {} cannot be revised: {}", id, e.getMessage());
            unhealed.add(id);
        }
    }
}
