package io.vaultik.core.internal.content;

import io.vaultik.core.internal.gc.CollectionFigures;
import io.vaultik.core.internal.gc.Maintainer;
import io.vaultik.core.internal.gc.OpenSession;
import io.vaultik.core.storage.CountingStorage;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.Phase;
import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import io.vaultik.store.CollectionResult;
import io.vaultik.store.StoreSession;
import io.vaultik.store.StreamStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Removes objects that no manifest names. Used once. */
public final class CollectRun {
    private final CollectSpec spec;
    private final List<CountingStorage> counted = new ArrayList<>();
    private final CountingStorage objects;
    private final StoreCensus census;
    private final Maintainer maintainer;

    private CollectRun(CollectSpec spec, StoreRun run) {
        this.spec = spec;
        this.objects = counted(spec.objects());
        List<StreamStore> stores = new ArrayList<>();
        stores.add(new StorageStore(objects, objects, spec.client()));
        for (ObjectStorage manifests : spec.manifests()) {
            stores.add(new StorageStore(objects, counted(manifests), spec.client()));
        }
        this.census = new StoreCensus(objects, stores, run);
        String text = spec.client().randomText();
        this.maintainer = new Maintainer(
                objects, StoreKeys.COLLECTION, text, spec.client().session(text, ""), census);
    }

    private CountingStorage counted(ObjectStorage storage) {
        CountingStorage counting = new CountingStorage(storage);
        counted.add(counting);
        return counting;
    }

    /**
     * Collects.
     *
     * @param spec what
     * @return what was found and done
     * @throws VaultikException if it fails
     */
    public static CollectionResult run(CollectSpec spec) throws VaultikException {
        try (StoreRun run = new StoreRun("collect", FailurePolicy.FINISH_THEN_FAIL, spec.listener(), spec.executor())) {
            return run.run(
                    () -> {
                        run.progress().enter(Phase.SCAN);
                        return new CollectRun(spec, run).collect();
                    },
                    (result, errors) -> result);
        }
    }

    private CollectionResult collect() throws VaultikException {
        requireCapabilities();
        endDead();
        CollectionFigures figures = spec.dryRun() ? maintainer.plan() : maintainer.run();
        List<StoreSession> sessions =
                OpenSession.read(objects, StoreKeys.COLLECTION, StoreKeys.COLLECTION.sessions()).stream()
                        .map(CollectRun::session)
                        .toList();
        return new CollectionResult(
                census.manifests(),
                figures.listed(),
                figures.unreferenced(),
                figures.unreferencedBytes(),
                figures.deleted(),
                figures.deletedBytes(),
                figures.blockedBy().stream().map(CollectRun::session).toList(),
                sessions,
                counted.stream().mapToLong(s -> s.counts().allCalls()).sum());
    }

    private void requireCapabilities() throws StorageException {
        Set<Capability> needed = Set.of(Capability.LIST, Capability.DELETE, Capability.ATOMIC_CREATE);
        if (!objects.capabilities().containsAll(needed)) {
            throw new StorageException(
                    false,
                    "{} cannot be collected: it needs {} and has {}",
                    null,
                    objects.location(),
                    needed,
                    objects.capabilities());
        }
    }

    /** All are looked for before the first goes. */
    private void endDead() throws VaultikException {
        for (String id : spec.dead()) {
            if (objects.stat(StoreKeys.COLLECTION.session(id)).isEmpty()) {
                throw new NotFoundException("there is no session {} in {}", null, id, objects.location());
            }
        }
        if (!spec.dryRun()) {
            for (String id : spec.dead()) {
                objects.delete(StoreKeys.COLLECTION.session(id));
            }
        }
    }

    private static StoreSession session(OpenSession open) {
        return new StoreSession(
                open.name(),
                open.isMaintainer() ? StoreSession.Kind.COLLECTION : StoreSession.Kind.PUSH,
                open.object().client(),
                open.object().started(),
                open.stored());
    }
}
