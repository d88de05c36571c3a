package io.vaultik.core.internal.content;

import io.vaultik.core.internal.fs.ContainedWriter;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.NoSpaceException;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.Phase;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceEntry;
import io.vaultik.storage.StorageException;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.FetchOptions;
import io.vaultik.store.FetchResult;
import io.vaultik.store.StreamStore;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Makes a directory what a manifest says: everything is checked, then directories, then files, then permissions. Works on any {@link
 * StreamStore}; used once.
 */
public final class Fetch {
    private final StreamStore store;
    private final PackedManifest manifest;
    private final Path target;
    private final FetchOptions options;
    private final StoreRun run;
    private final LongAdder written = new LongAdder();
    private final LongAdder kept = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final BitSet there = new BitSet();

    private Fetch(StreamStore store, PackedManifest manifest, Path target, FetchOptions options, StoreRun run) {
        this.store = store;
        this.manifest = manifest;
        this.target = target;
        this.options = options;
        this.run = run;
    }

    /**
     * Fetches, as {@link io.vaultik.store.Store#fetchFiles} says.
     *
     * @param store where from
     * @param manifest what to fetch
     * @param target the directory
     * @param options how
     * @return what was done
     * @throws VaultikException as there
     */
    public static FetchResult run(StreamStore store, DirectoryManifest manifest, Path target, FetchOptions options)
            throws VaultikException {
        try (StoreRun run = new StoreRun("fetch", options.policy(), options.listener(), options.executor())) {
            return run.run(
                    () -> new Fetch(store, PackedManifest.of(manifest), target, options, run).fetch(),
                    (done, errors) ->
                            new FetchResult(done.written(), done.kept(), done.bytes(), done.removed(), errors));
        }
    }

    private record Done(long written, long kept, long bytes, List<String> removed) {}

    private Done fetch() throws VaultikException {
        ManifestPaths.requireContained(manifest);
        try {
            if (options.mirror()) {
                MirrorGuard.require(target);
            }
            boolean empty = ContainedWriter.isEmpty(target);
            return empty && options.dryRun() ? allOfIt() : fetchInto(empty);
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new VaultikException("the target {} cannot be written", e, Concealed.of(target));
        }
    }

    private Done allOfIt() throws VaultikException {
        run.forEach(manifest.entryCount(), parallelism(), this::count);
        return done(List.of());
    }

    private Done done(List<String> removed) {
        return new Done(written.sum(), kept.sum(), bytes.sum(), removed);
    }

    private Done fetchInto(boolean empty) throws IOException {
        try (TargetFolder folder = TargetFolder.open(target, options.maskModes(), run.errors())) {
            Optional<Extraneous> extraneous = empty || !options.mirror()
                    ? Optional.empty()
                    : Optional.of(Extraneous.of(manifest, target, run.errors()));
            if (!empty) {
                look(folder);
            }
            List<String> removed = extraneous.map(Extraneous::paths).orElse(List.of());
            if (options.dryRun()) {
                run.forEach(manifest.entryCount(), parallelism(), i -> compare(folder, i));
                return done(removed);
            }
            if (extraneous.isPresent()) {
                extraneous.get().remove(folder.writer(), run.errors(), true);
            }
            TargetDirectories directories = new TargetDirectories(manifest, folder, run.errors());
            directories.make();
            run.progress().total(manifest.entryCount(), -1);
            run.progress().enter(Phase.CONTENT);
            run.forEach(manifest.entryCount(), parallelism(), i -> place(folder, i));
            boolean complete = run.errors().failedCount() == 0;
            if (complete && extraneous.isPresent()) {
                extraneous.get().remove(folder.writer(), run.errors(), false);
            }
            run.progress().enter(Phase.TREE);
            directories.finish();
            return done(complete ? removed : List.of());
        }
    }

    private int parallelism() {
        return StoreRun.parallelism(options.parallelism());
    }

    /** Looks at every place before anything is written: a symbolic link at or above one of them ends it. */
    private void look(TargetFolder folder) throws IOException {
        for (int i = 0; i < manifest.entryCount(); i++) {
            Interrupts.check();
            EntryPath path = ManifestPaths.relative(manifest.path(i), ManifestPaths.PREFIX);
            if (!path.isRoot() && lookAt(folder, path).isPresent()) {
                there.set(i);
            }
        }
    }

    private static Optional<SourceEntry> lookAt(TargetFolder folder, EntryPath path) throws IOException {
        try {
            return folder.look(path);
        } catch (FileSystemException e) {
            // A file stands where a directory above it should be: there is nothing, and making the directory will say
            // why.
            return Optional.empty();
        }
    }

    private void compare(TargetFolder folder, int index) throws VaultikException {
        try {
            if (!manifest.isDirectory(index) && isRight(folder, index).isPresent()) {
                kept.increment();
                return;
            }
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            run.errors().failed(TargetDirectories.item(manifest, index), e);
        }
        count(index);
    }

    private void count(int index) throws VaultikException {
        if (!manifest.isDirectory(index)) {
            written.increment();
            bytes.add(store.getObject(manifest.digest(index)).length());
        }
    }

    private void place(TargetFolder folder, int index) throws VaultikException {
        if (manifest.isDirectory(index)) {
            run.progress().add(1, 0);
            return;
        }
        try {
            int mode = manifest.entry(index).mode().orElseThrow();
            Optional<SourceEntry> file = isRight(folder, index);
            if (file.isPresent() && folder.setMode(file.get(), mode)) {
                kept.increment();
                run.progress().add(1, 0);
                return;
            }
            long length = write(folder, index, mode);
            written.increment();
            bytes.add(length);
            run.progress().add(1, length);
        } catch (CancelledException | NoSpaceException e) {
            throw e;
        } catch (IOException e) {
            // A store that does not answer any more would make an error of every file that is left.
            boolean gone = e instanceof StorageException failure && failure.retryable();
            if (gone || Thread.currentThread().isInterrupted()) {
                throw e instanceof VaultikException failure
                        ? failure
                        : new CancelledException("the fetch was interrupted", e);
            }
            run.errors().failed(TargetDirectories.item(manifest, index), e);
        }
    }

    private long write(TargetFolder folder, int index, int mode) throws IOException {
        EntryPath path = ManifestPaths.relative(manifest.path(index), ManifestPaths.PREFIX);
        try (OpenObject object = OpenObject.of(store, manifest.digest(index))) {
            return folder.write(path, object, mode);
        }
    }

    /** Returns the file that is there if it has the right bytes. The size of a followed link is not that of the file. */
    private Optional<SourceEntry> isRight(TargetFolder folder, int index) throws IOException {
        if (!there.get(index)) {
            return Optional.empty();
        }
        EntryPath path = ManifestPaths.relative(manifest.path(index), ManifestPaths.PREFIX);
        Optional<SourceEntry> file = folder.look(path).filter(entry -> entry.kind() == EntryKind.FILE);
        boolean mayBe = file.isPresent()
                && (file.get().size() == manifest.size(index)
                        || manifest.entry(index).mode().orElse(0) == 0777);
        try {
            return mayBe && folder.has(file.get(), manifest.digest(index)) ? file : Optional.empty();
        } catch (AccessDeniedException e) {
            // What may not be read can still be replaced.
            return Optional.empty();
        }
    }
}
