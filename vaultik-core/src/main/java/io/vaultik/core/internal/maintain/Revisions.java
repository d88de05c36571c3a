package io.vaultik.core.internal.maintain;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.read.SnapshotIndex;
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
import java.util.ArrayList;
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
        Set<String> lost = Set.of();
        if (spec.heal()) {
            List<Manifest> manifests = manifests();
            lost = LostBlobs.find(context, operation.storage(), manifests);
            revise(manifests, lost);
        }
        ForeignBlobs foreign = ForeignBlobs.NONE;
        if (spec.reencrypt()) {
            List<Manifest> manifests = manifests();
            manifests.removeIf(manifest -> unhealed.contains(id(manifest)));
            foreign = ForeignBlobs.find(context, manifests);
            revise(manifests, foreign.leaving());
        }
        Repack repack = new Repack(context, operation, spec.repackPercent() / 100.0);
        if (spec.repackPercent() > 0) {
            List<Manifest> manifests = manifests();
            manifests.removeIf(manifest -> unhealed.contains(id(manifest)));
            repack.choose(manifests);
            revise(manifests, repack.leaving());
        }
        return new RevisionResult(
                lost.size(),
                foreign.count(),
                foreign.bytes(),
                repack.leaving().size(),
                repack.movedBytes(),
                repack.freedBytes(),
                List.copyOf(revised),
                List.copyOf(unhealed),
                storedBytes);
    }

    private List<Manifest> manifests() throws VaultikException {
        SnapshotIndex.Listing listing = new SnapshotIndex(operation.storage(), context.id()).list(crew);
        listing.requireAll(operation.errors());
        return new ArrayList<>(listing.manifests());
    }

    private void revise(List<Manifest> manifests, Set<String> leaving) throws VaultikException {
        RevisionRun run = leaving.isEmpty() ? null : new RevisionRun(context, operation, leaving);
        for (Manifest manifest : manifests) {
            Interrupts.check();
            boolean named = manifest.blobs().stream().anyMatch(blob -> leaving.contains(blob.name()));
            if (run != null && named && spec.dryRun()) {
                revised.add(id(manifest));
            } else if (run != null && named) {
                revise(run, id(manifest));
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

    private static SnapshotId id(Manifest manifest) {
        return SnapshotId.of(manifest.snapshot());
    }
}
