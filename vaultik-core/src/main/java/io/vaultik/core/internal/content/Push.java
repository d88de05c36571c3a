package io.vaultik.core.internal.content;

import io.vaultik.fault.CancelledException;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.Item;
import io.vaultik.fault.SourceChangedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.Phase;
import io.vaultik.store.Digest;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.PushOptions;
import io.vaultik.store.PushResult;
import io.vaultik.store.StreamStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Stores a directory: what objects are missing, then the manifest. Works on any {@link StreamStore}; used once. */
public final class Push {
    private final StreamStore store;
    private final PackedManifest manifest;
    private final int parallelism;
    private final StoreRun run;
    private final LongAdder copied = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    private Push(StreamStore store, PackedManifest manifest, int parallelism, StoreRun run) {
        this.store = store;
        this.manifest = manifest;
        this.parallelism = parallelism;
        this.run = run;
    }

    /**
     * Pushes, as {@link io.vaultik.store.Store#push} says.
     *
     * @param store where to
     * @param manifest what the directory holds
     * @param source the directory
     * @param options how
     * @return what was done
     * @throws VaultikException as there
     */
    public static PushResult run(StreamStore store, DirectoryManifest manifest, Path source, PushOptions options)
            throws VaultikException {
        try (StoreRun run = new StoreRun("push", options.policy(), options.listener(), options.executor())) {
            int parallelism = StoreRun.parallelism(options.parallelism());
            return run.run(
                    () -> new Push(store, PackedManifest.of(manifest), parallelism, run).push(source),
                    (done, errors) -> new PushResult(
                            manifest.id(), done.stored(), done.copied(), done.skipped(), done.bytes(), errors));
        }
    }

    private record Done(boolean stored, long copied, long skipped, long bytes) {}

    private Done push(Path source) throws VaultikException {
        ManifestPaths.requireAddresses(manifest);
        try (SourceFiles files = SourceFiles.of(source, manifest)) {
            return push(files);
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new VaultikException("the source {} cannot be read", e, Concealed.of(source));
        }
    }

    private Done push(SourceFiles files) throws VaultikException {
        DistinctDigests digests = DistinctDigests.of(manifest);
        if (store.hasManifest(manifest.id())) {
            return new Done(true, 0, digests.count(), 0);
        }
        run.progress().total(digests.count(), -1);
        run.progress().enter(Phase.CONTENT);
        LongAdder needed = new LongAdder();
        boolean complete = AnnouncedPush.run(store, manifest, run.errors(), () -> {
            Missing.forEachBatch(digests, store, places -> {
                needed.add(places.length);
                List<int[]> groups = groups(digests, places);
                run.forEach(groups.size(), parallelism, i -> send(files, groups.get(i)));
            });
            run.progress().enter(Phase.COMMIT);
            return run.errors().failedCount() == 0;
        });
        return new Done(complete, copied.sum(), digests.count() - needed.sum(), bytes.sum());
    }

    /** Puts small files together where the store likes that; every lane gets some. */
    private List<int[]> groups(DistinctDigests digests, int[] places) {
        int most = Math.max(1, Math.min(store.objectsAtOnce(), places.length / (4 * parallelism)));
        List<int[]> groups = new ArrayList<>();
        int[] group = new int[most];
        int count = 0;
        for (int place : places) {
            int index = digests.fileIndex(place);
            if (most == 1 || manifest.size(index) > SmallFiles.MAX_BYTES) {
                groups.add(new int[] {index});
                continue;
            }
            group[count++] = index;
            if (count == most) {
                groups.add(group.clone());
                count = 0;
            }
        }
        if (count > 0) {
            groups.add(Arrays.copyOf(group, count));
        }
        return groups;
    }

    private void send(SourceFiles files, int[] group) throws VaultikException {
        if (group.length == 1) {
            send(files, group[0]);
            return;
        }
        SmallFiles small = new SmallFiles(manifest);
        for (int index : group) {
            read(files, index, small);
        }
        Map<Digest, SmallObject> objects = small.objects();
        for (int index : small.changed()) {
            run.errors().failed(item(index), changed(null));
        }
        store.putObjects(objects);
        copied.add(objects.size());
        bytes.add(small.bytes());
        run.progress().add(objects.size(), small.bytes());
    }

    private void read(SourceFiles files, int index, SmallFiles small) throws VaultikException {
        IOException failure = null;
        boolean isLong = false;
        try (FileBody body = new FileBody(files, index)) {
            isLong = body.length() > SmallFiles.MAX_BYTES;
            if (!isLong) {
                small.add(index, body);
            }
        } catch (IOException e) {
            failure = e;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new CancelledException("the push was interrupted", failure);
        }
        if (failure != null) {
            run.errors().failed(item(index), failure);
        } else if (isLong) {
            send(files, index);
        }
    }

    private static SourceChangedException changed(@Nullable IntegrityException cause) {
        return new SourceChangedException("a file is not what the manifest says any more", cause);
    }

    private void send(SourceFiles files, int index) throws VaultikException {
        try (FileBody body = new FileBody(files, index)) {
            if (put(index, body)) {
                copied.increment();
                bytes.add(body.length());
                run.progress().add(1, body.length());
            }
        } catch (StoreFailed e) {
            throw e.failure;
        } catch (IOException e) {
            run.errors().failed(item(index), e);
        }
    }

    /** Returns whether the object is stored; if not because of the file, that is an item error. */
    private boolean put(int index, FileBody body) throws StoreFailed {
        try {
            store.putObject(manifest.digest(index), body);
            return true;
        } catch (IntegrityException e) {
            failed(index, changed(e));
        } catch (VaultikException e) {
            IOException unreadable = body.failure();
            if (unreadable == null || Thread.currentThread().isInterrupted()) {
                throw new StoreFailed(e);
            }
            failed(index, unreadable);
        }
        return false;
    }

    private void failed(int index, IOException cause) throws StoreFailed {
        try {
            run.errors().failed(item(index), cause);
        } catch (VaultikException e) {
            throw new StoreFailed(e);
        }
    }

    private Item item(int index) {
        String path = new String(manifest.path(index), StandardCharsets.UTF_8);
        return Item.path(path.startsWith("./") ? path.substring(ManifestPaths.PREFIX) : path);
    }

    /** Carries what ends the push past the handling of what concerns one file. */
    private static final class StoreFailed extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient VaultikException failure;

        StoreFailed(VaultikException failure) {
            super(failure);
            this.failure = failure;
        }
    }
}
