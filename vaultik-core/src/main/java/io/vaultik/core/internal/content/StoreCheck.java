package io.vaultik.core.internal.content;

import io.vaultik.core.internal.gc.DigestSet;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.Errors;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.Phase;
import io.vaultik.progress.ProgressListener;
import io.vaultik.store.Digest;
import io.vaultik.store.ManifestId;
import io.vaultik.store.StoreVerdict;
import io.vaultik.store.StoreVerdict.Finding;
import io.vaultik.store.StoreVerdict.Problem;
import io.vaultik.store.StreamStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Reads manifests and every object that they name, once each. What looks wrong is read again before it is called so. Used once. */
public final class StoreCheck {
    private static final int BUFFER_BYTES = 256 << 10;

    private final StreamStore store;
    private final StoreRun run;
    private final int parallelism;
    private final LongAdder objects = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Problem, Long> counts = new EnumMap<>(Problem.class);
    private final DigestSet met = new DigestSet();
    private long manifests;

    private StoreCheck(StreamStore store, StoreRun run, int parallelism) {
        this.store = store;
        this.run = run;
        this.parallelism = parallelism;
    }

    /**
     * Verifies.
     *
     * @param store the store
     * @param ids the manifests; empty for all
     * @param parallelism how many objects are read at once
     * @param listener who is told of the progress
     * @param executor where threads come from
     * @return what was found
     * @throws NotFoundException if a manifest that was named is not there
     * @throws VaultikException if the operation is cancelled, or the store cannot list
     */
    public static StoreVerdict run(
            StreamStore store,
            List<ManifestId> ids,
            OptionalInt parallelism,
            Optional<ProgressListener> listener,
            Optional<Executor> executor)
            throws VaultikException {
        try (StoreRun run = new StoreRun("verify", FailurePolicy.BEST_EFFORT, listener, executor)) {
            StoreCheck check = new StoreCheck(store, run, StoreRun.parallelism(parallelism));
            return run.run(
                    () -> {
                        check.all(ids);
                        return check;
                    },
                    StoreCheck::verdict);
        }
    }

    private void all(List<ManifestId> named) throws VaultikException {
        List<ManifestId> ids = new ArrayList<>(named);
        if (ids.isEmpty()) {
            store.listManifestIds(ids::add);
        }
        run.progress().enter(Phase.CONTENT);
        for (ManifestId id : ids) {
            if (!named.isEmpty() && !store.hasManifest(id)) {
                throw new NotFoundException("there is no manifest {} in {}", null, id, store.location());
            }
            PackedManifest[] manifest = new PackedManifest[1];
            judge(id, id.digest(), true, () -> manifest[0] = PackedManifest.of(store.getManifest(id)));
            manifests++;
            if (manifest[0] != null) {
                objectsOf(id, manifest[0]);
            }
        }
    }

    private void objectsOf(ManifestId id, PackedManifest manifest) throws VaultikException {
        try {
            ManifestPaths.requireAddresses(manifest);
        } catch (MalformedException e) {
            found(id, id.digest(), true, Problem.CORRUPT, e);
            return;
        }
        DistinctDigests digests = DistinctDigests.of(manifest);
        int[] unmet = new int[digests.count()];
        int count = 0;
        for (int i = 0; i < digests.count(); i++) {
            if (met.add(digests.digest(i).bytes())) {
                unmet[count++] = i;
            }
        }
        run.progress().total(run.progress().items() + count, -1);
        run.forEach(count, parallelism, i -> {
            Digest digest = digests.digest(unmet[i]);
            judge(id, digest, false, () -> read(digest));
            objects.increment();
            run.progress().add(1, 0);
        });
    }

    private interface Reading {
        void run() throws VaultikException;
    }

    /** Reads, and once more if that fails: a fault may pass, damage does not. */
    private void judge(ManifestId manifest, Digest digest, boolean isManifest, Reading reading)
            throws VaultikException {
        VaultikException first = attempt(reading);
        VaultikException second = first == null ? null : attempt(reading);
        if (second != null) {
            found(manifest, digest, isManifest, problem(second), second);
        }
    }

    private static @Nullable VaultikException attempt(Reading reading) throws CancelledException {
        try {
            reading.run();
            return null;
        } catch (CancelledException e) {
            throw e;
        } catch (VaultikException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancelledException("the verification was interrupted", e);
            }
            return e;
        }
    }

    private static Problem problem(VaultikException failure) {
        if (failure instanceof NotFoundException) {
            return Problem.MISSING;
        }
        boolean corrupt = failure instanceof IntegrityException || failure instanceof MalformedException;
        return corrupt ? Problem.CORRUPT : Problem.UNREADABLE;
    }

    private void read(Digest digest) throws VaultikException {
        try (OpenObject object = OpenObject.of(store, digest)) {
            byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, object.length() + 1)];
            long count = 0;
            for (int step = object.stream().read(buffer);
                    step >= 0;
                    step = object.stream().read(buffer)) {
                count += step;
            }
            bytes.add(count);
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new VaultikException("object {} cannot be read", e, digest);
        }
    }

    private void found(ManifestId manifest, Digest digest, boolean isManifest, Problem problem, VaultikException e) {
        lock.lock();
        try {
            counts.merge(problem, 1L, Long::sum);
            if (findings.size() < StoreVerdict.MAX_FINDINGS) {
                findings.add(new Finding(manifest, digest, isManifest, problem, String.valueOf(e.getMessage())));
            }
        } finally {
            lock.unlock();
        }
    }

    private StoreVerdict verdict(Errors errors) {
        return new StoreVerdict(
                manifests,
                objects.sum(),
                bytes.sum(),
                findings,
                counts.getOrDefault(Problem.MISSING, 0L),
                counts.getOrDefault(Problem.CORRUPT, 0L),
                counts.getOrDefault(Problem.UNREADABLE, 0L));
    }
}
