package io.vaultik.core.internal.content;

import io.vaultik.fault.CancelledException;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.Item;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.Phase;
import io.vaultik.storage.StorageException;
import io.vaultik.store.Digest;
import io.vaultik.store.ManifestId;
import io.vaultik.store.StreamStore;
import io.vaultik.store.SyncResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * Copies manifests and their objects from store to store, through memory. A manifest is put when all of its objects are there, so a
 * run that is killed leaves objects, and the next one skips them. Used once.
 */
public final class SyncRun {
    /** How many small objects are in flight: they wait for a network, so processors are not what limits them. */
    static final int LANES = 64;

    private static final int LARGE_BYTES = 1 << 20;

    private final SyncSpec spec;
    private final StreamStore from;
    private final StreamStore to;
    private final StoreRun run;
    private final LongAdder calls = new LongAdder();
    private final LongAdder copied = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final Semaphore large = new Semaphore(StoreRun.standardParallelism());
    private long stored;
    private long present;
    private long skipped;

    private SyncRun(SyncSpec spec, StoreRun run) {
        this.spec = spec;
        this.from = spec.from();
        this.to = spec.to();
        this.run = run;
    }

    /**
     * Synchronises.
     *
     * @param spec what
     * @return what was done
     * @throws VaultikException if it fails
     */
    public static SyncResult run(SyncSpec spec) throws VaultikException {
        try (StoreRun run = new StoreRun("sync", spec.policy(), spec.listener(), spec.executor())) {
            SyncRun sync = new SyncRun(spec, run);
            return run.run(
                    sync::sync,
                    (removed, errors) -> new SyncResult(
                            sync.stored,
                            sync.present,
                            sync.copied.sum(),
                            sync.skipped,
                            sync.bytes.sum(),
                            sync.calls.sum(),
                            removed,
                            errors));
        }
    }

    private List<ManifestId> sync() throws VaultikException {
        if (spec.mirror() && !to.supportsMirror()) {
            throw new StorageException(false, "{} cannot be a mirror: it cannot list and delete", null, to.location());
        }
        Set<ManifestId> wanted = new HashSet<>();
        if (spec.mirror() || spec.ids().isEmpty()) {
            calls.increment();
            from.listManifestIds(id -> {
                wanted.add(id);
                return true;
            });
        }
        List<ManifestId> ids = spec.ids().isEmpty() ? wanted.stream().sorted().toList() : spec.ids();
        for (ManifestId id : ids) {
            one(id);
        }
        wanted.addAll(ids);
        boolean complete = run.errors().failedCount() == 0;
        return spec.mirror() && complete ? prune(wanted) : List.of();
    }

    private void one(ManifestId id) throws VaultikException {
        calls.increment();
        if (to.hasManifest(id)) {
            present++;
            return;
        }
        run.progress().enter(Phase.SCAN);
        PackedManifest manifest;
        try {
            calls.increment();
            manifest = PackedManifest.of(from.getManifest(id));
            ManifestPaths.requireAddresses(manifest);
        } catch (IntegrityException | MalformedException | NotFoundException e) {
            if (spec.ids().size() == 1) {
                throw e;
            }
            run.errors().failed(item("manifest", id.hex()), e);
            return;
        }
        copy(manifest);
    }

    private void copy(PackedManifest manifest) throws VaultikException {
        long failedBefore = run.errors().failedCount();
        DistinctDigests digests = DistinctDigests.of(manifest);
        LongAdder needed = new LongAdder();
        run.progress().total(digests.count(), -1);
        run.progress().enter(Phase.CONTENT);
        int lanes = spec.parallelism().orElse(LANES);
        AnnouncedPush.Objects objects = () -> {
            Missing.forEachBatch(digests, to, places -> {
                calls.increment();
                needed.add(places.length);
                run.forEach(places.length, lanes, i -> object(digests.digest(places[i])));
            });
            run.progress().enter(Phase.COMMIT);
            return run.errors().failedCount() == failedBefore;
        };
        // A session begins, the manifest is put, the session ends.
        calls.add(spec.dryRun() ? 0 : 3);
        boolean complete = spec.dryRun() ? objects.put() : AnnouncedPush.run(to, manifest, run.errors(), objects);
        stored += complete ? 1 : 0;
        skipped += digests.count() - needed.sum();
        run.progress().add(digests.count() - needed.sum(), 0);
    }

    private void object(Digest digest) throws VaultikException {
        try {
            long length = spec.dryRun() ? from.getObject(digest).length() : transfer(digest);
            calls.increment();
            copied.increment();
            bytes.add(length);
            run.progress().add(1, length);
        } catch (IntegrityException | NotFoundException e) {
            run.errors().failed(item("object", digest.hex()), e);
        }
    }

    private long transfer(Digest digest) throws VaultikException {
        try (VerifiedBody body = VerifiedBody.of(from, digest)) {
            calls.increment();
            boolean limited = body.length() > LARGE_BYTES && spec.parallelism().isEmpty();
            if (limited) {
                large.acquire();
            }
            try {
                to.putObject(digest, body);
            } finally {
                if (limited) {
                    large.release();
                }
            }
            return body.length();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("the sync was interrupted", e);
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new VaultikException("object {} could not be closed", e, digest);
        }
    }

    private List<ManifestId> prune(Set<ManifestId> wanted) throws VaultikException {
        List<ManifestId> extra = new ArrayList<>();
        calls.increment();
        to.listManifestIds(id -> {
            if (!wanted.contains(id)) {
                extra.add(id);
            }
            return true;
        });
        if (!spec.dryRun()) {
            for (ManifestId id : extra) {
                calls.increment();
                to.deleteManifest(id);
            }
        }
        extra.sort(null);
        return extra;
    }

    private static Item item(String namespace, String digest) {
        Concealed plain = new Concealed(digest);
        return new Item(namespace, plain, plain);
    }
}
