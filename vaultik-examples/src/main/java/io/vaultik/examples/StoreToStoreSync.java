package io.vaultik.examples;

import io.vaultik.core.Manifests;
import io.vaultik.core.StoreSync;
import io.vaultik.core.Vaultik;
import io.vaultik.core.storage.FileStorage;
import io.vaultik.core.storage.Storages;
import io.vaultik.progress.Progress;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.FetchOptions;
import io.vaultik.store.ManifestId;
import io.vaultik.store.PushOptions;
import io.vaultik.store.StreamStore;
import io.vaultik.store.SyncResult;
import io.vaultik.store.WalkOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Copies a directory from one content store to another, through memory and with progress: from a folder to wherever an address leads,
 * such as a bucket, and on into {@link FlatFolderStore}, a store of one's own.
 */
public final class StoreToStoreSync {
    private StoreToStoreSync() {}

    /**
     * What came out.
     *
     * @param first the copy to an empty store
     * @param second the same once more
     * @param own the copy to a store of one's own
     * @param pushed the id of the source
     * @param fetched the id of what was fetched from the last store; the same if all is well
     */
    public record Outcome(SyncResult first, SyncResult second, SyncResult own, ManifestId pushed, ManifestId fetched) {}

    /**
     * Runs it.
     *
     * @param arguments the address of the second store, such as {@code s3://bucket/prefix?region=eu-north-1}; none for a folder
     * @throws IOException if something fails
     */
    public static void main(String[] arguments) throws IOException {
        Path work = Files.createTempDirectory("vaultik-example");
        try {
            Outcome outcome =
                    arguments.length == 0 ? run(work, System.out) : run(work, arguments[0], Map.of(), System.out);
            System.out.println("first " + outcome.first());
            System.out.println("again " + outcome.second());
            System.out.println("pushed " + outcome.pushed() + ", fetched " + outcome.fetched());
        } finally {
            FolderCopy.delete(work);
        }
    }

    /**
     * Does it with folders.
     *
     * @param work where everything goes
     * @param out is told of the progress
     * @return what came out
     * @throws IOException if something fails
     */
    public static Outcome run(Path work, PrintStream out) throws IOException {
        return run(work, work.resolve("there").toUri().toString(), Map.of(), out);
    }

    /**
     * Pushes a directory to a store in a folder, copies it to another one and on to a third, and fetches it from there.
     *
     * @param work where everything goes but the second store
     * @param address the storage of the second store
     * @param options options of that storage which do not belong in an address
     * @param out is told of the progress
     * @return what came out
     * @throws IOException if something fails
     */
    public static Outcome run(Path work, String address, Map<String, String> options, PrintStream out)
            throws IOException {
        Path data = work.resolve("data");
        Files.createDirectories(data.resolve("letters"));
        Files.writeString(data.resolve("letters/first"), "Dear reader\n".repeat(10_000), StandardCharsets.UTF_8);
        Files.writeString(data.resolve("letters/copy"), "Dear reader\n".repeat(10_000), StandardCharsets.UTF_8);
        Files.writeString(data.resolve("empty"), "", StandardCharsets.UTF_8);
        DirectoryManifest manifest = manifest(data);

        try (ObjectStorage here = FileStorage.at(work.resolve("here"));
                ObjectStorage there = Storages.open(address, options)) {
            StreamStore from = Vaultik.store(here);
            from.push(manifest, data, PushOptions.standard());

            SyncResult first = copy(from, Vaultik.store(there), manifest, out);
            SyncResult second = copy(from, Vaultik.store(there), manifest, out);
            StreamStore own = new FlatFolderStore(work.resolve("own"));
            SyncResult third = copy(Vaultik.store(there), own, manifest, out);

            own.fetchFiles(own.getManifest(manifest.id()), work.resolve("fetched"), FetchOptions.standard());
            return new Outcome(
                    first,
                    second,
                    third,
                    manifest.id(),
                    manifest(work.resolve("fetched")).id());
        }
    }

    private static SyncResult copy(StreamStore from, StreamStore to, DirectoryManifest manifest, PrintStream out)
            throws IOException {
        return StoreSync.from(from)
                .to(to)
                .id(manifest.id())
                .listener(progress -> tell(progress, out))
                .run();
    }

    private static void tell(Progress progress, PrintStream out) {
        if (progress.last()) {
            out.println(progress.itemsDone() + " objects, " + progress.bytesDone() + " bytes");
        }
    }

    private static DirectoryManifest manifest(Path data) throws IOException {
        return Manifests.of(data, WalkOptions.standard());
    }
}
