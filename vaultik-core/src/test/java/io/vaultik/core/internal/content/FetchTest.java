package io.vaultik.core.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.Hashing;
import io.vaultik.core.internal.fs.ContainedWriter;
import io.vaultik.core.storage.CountingStorage;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.IncompleteException;
import io.vaultik.fault.UnsafePathException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.PutMode;
import io.vaultik.store.Digest;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.FetchOptions;
import io.vaultik.store.FetchResult;
import io.vaultik.store.PushOptions;
import io.vaultik.store.StreamStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchTest {
    private static final FetchOptions MIRROR =
            FetchOptions.builder().mirror(true).build();

    @TempDir
    private Path temp;

    private final MemoryStorage storage = new MemoryStorage();
    private final StreamStore store = new StorageStore(storage, storage);
    private Path source;
    private Path target;
    private DirectoryManifest manifest;

    @BeforeEach
    void pushTheSource() throws IOException {
        source = Trees.sample(temp.resolve("source"));
        Files.setPosixFilePermissions(source.resolve("a.txt"), PosixFilePermissions.fromString("r--r-----"));
        Files.setPosixFilePermissions(source.resolve("b/d"), PosixFilePermissions.fromString("r-xr-x---"));
        manifest = Trees.manifest(source);
        store.push(manifest, source, PushOptions.standard());
        target = temp.resolve("target");
    }

    @Test
    void makesWhatTheManifestSays() throws IOException {
        FetchResult result = store.fetchFiles(manifest, target, FetchOptions.standard());
        assertThat(result.written()).isEqualTo(5);
        assertThat(result.bytes()).isEqualTo(600_015);
        assertThat(Trees.manifest(target).id()).isEqualTo(manifest.id());
        assertThat(Trees.listing(target)).isEqualTo(Trees.listing(source));
    }

    @Test
    void readsNothingTwice() throws IOException {
        store.fetchFiles(manifest, target, FetchOptions.standard());
        CountingStorage counting = new CountingStorage(storage);
        FetchResult again = new StorageStore(counting, counting).fetchFiles(manifest, target, FetchOptions.standard());
        assertThat(again.written()).isZero();
        assertThat(again.kept()).isEqualTo(5);
        assertThat(counting.counts().calls(StorageVerb.OPEN)).isZero();
        assertThat(Trees.manifest(target).id()).isEqualTo(manifest.id());
    }

    @Test
    void repairsBytesAndPermissionsAndKeepsOtherFiles() throws IOException {
        store.fetchFiles(manifest, target, FetchOptions.standard());
        Files.writeString(target.resolve("b/c.txt"), "wrold");
        Files.setPosixFilePermissions(target.resolve("b/large"), PosixFilePermissions.fromString("rwx------"));
        Trees.file(target, "own", "mine");
        FetchResult result = store.fetchFiles(manifest, target, FetchOptions.standard());
        assertThat(result.written()).isEqualTo(1);
        assertThat(target.resolve("own")).hasContent("mine");
        Files.delete(target.resolve("own"));
        assertThat(Trees.manifest(target).id()).isEqualTo(manifest.id());
    }

    @Test
    void makesAMirrorAndSaysBeforehandWhatGoes() throws IOException {
        store.fetchFiles(manifest, target, FetchOptions.standard());
        Trees.file(target, "extra/deep/file", "x");
        Files.createSymbolicLink(target.resolve("extra/link"), source);
        Files.setPosixFilePermissions(target.resolve("extra"), PosixFilePermissions.fromString("r-x------"));
        List<String> before = Trees.listing(target);
        List<String> extra = List.of("extra/link", "extra/deep/file", "extra/deep/", "extra/");

        FetchResult dry = store.fetchFiles(
                manifest,
                target,
                FetchOptions.builder().mirror(true).dryRun(true).build());
        assertThat(dry.removed()).isEqualTo(extra);
        assertThat(dry.kept()).isEqualTo(5);
        assertThat(Trees.listing(target)).isEqualTo(before);

        assertThat(store.fetchFiles(manifest, target, MIRROR).removed()).isEqualTo(extra);
        assertThat(Trees.manifest(target).id()).isEqualTo(manifest.id());
        assertThat(source.resolve("a.txt")).exists();
    }

    @Test
    void replacesOtherKindsOfEntriesInAMirrorOnly() throws IOException {
        Trees.file(target, "a.txt/inner/file", "x");
        Trees.file(target, "b", "a file where a directory is wanted");
        assertThatThrownBy(() -> store.fetchFiles(manifest, target, FetchOptions.standard()))
                .isInstanceOf(IncompleteException.class);
        assertThat(target.resolve("a.txt/inner/file")).exists();
        assertThat(target.resolve("b")).isRegularFile();
        store.fetchFiles(manifest, target, MIRROR);
        assertThat(Trees.manifest(target).id()).isEqualTo(manifest.id());
    }

    @Test
    void removesNothingWhenSomethingFailed() throws IOException {
        Trees.file(target, "extra", "x");
        Digest digest = Hashing.digest("world".getBytes(StandardCharsets.UTF_8));
        storage.put(StoreKeys.object(digest), ObjectBody.of("w0rld".getBytes(StandardCharsets.UTF_8)), PutMode.REPLACE);
        assertThatThrownBy(() -> store.fetchFiles(manifest, target, MIRROR))
                .isInstanceOfSatisfying(
                        IncompleteException.class,
                        e -> assertThat(e.errors().items().get(0).cause()).isEqualTo("IntegrityException"));
        assertThat(target.resolve("extra")).exists();
        assertThat(target.resolve("b/c.txt")).doesNotExist();
        try (Stream<Path> files = Files.list(target.resolve("b"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("d", "large");
        }
    }

    @Test
    void refusesToMakeAMirrorOfWhatIsTooMuch() throws IOException {
        Path home = Path.of(System.getProperty("user.home"));
        Path likeAStore = Files.createDirectories(temp.resolve("store"));
        Files.createDirectories(likeAStore.resolve(".objects"));
        Path inAStore = Files.createDirectories(temp.resolve("other/.manifests/abc"));
        Path link = Files.createSymbolicLink(temp.resolve("link"), likeAStore);
        for (Path refused : List.of(Path.of("/"), home, home.resolve("."), likeAStore, inAStore, link)) {
            assertThatThrownBy(() -> store.fetchFiles(
                            manifest,
                            refused,
                            FetchOptions.builder().mirror(true).dryRun(true).build()))
                    .isInstanceOf(UnsafePathException.class);
        }
    }

    @Test
    void writesNothingInADryRun() throws IOException {
        FetchResult dry = store.fetchFiles(
                manifest, target, FetchOptions.builder().dryRun(true).build());
        assertThat(dry.written()).isEqualTo(5);
        assertThat(dry.bytes()).isEqualTo(600_015);
        assertThat(target).doesNotExist();
    }

    @Test
    void refusesLinksInTheWayBeforeAnythingIsWritten() throws IOException {
        Path outside = Files.createDirectories(temp.resolve("outside"));
        Files.createDirectories(target);
        for (String place : List.of("b", "a.txt", "none")) {
            Files.createSymbolicLink(target.resolve(place), outside);
            List<String> before = Trees.listing(target);
            for (FetchOptions options : List.of(FetchOptions.standard(), MIRROR)) {
                assertThatThrownBy(() -> store.fetchFiles(manifest, target, options))
                        .isInstanceOf(UnsafePathException.class);
            }
            assertThat(Trees.listing(target)).isEqualTo(before);
            Files.delete(target.resolve(place));
        }
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void leavesAFileWithOtherNamesAlone() throws IOException {
        store.fetchFiles(manifest, target, FetchOptions.standard());
        Path other = temp.resolve("other-name");
        Files.createLink(other, target.resolve("b/c.txt"));
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwx------"));
        FetchResult result = store.fetchFiles(manifest, target, FetchOptions.standard());
        assertThat(result.written()).isEqualTo(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(other)))
                .isEqualTo("rwx------");
        assertThat(Trees.manifest(target).id()).isEqualTo(manifest.id());
    }

    @Test
    void appliesTheModeOfALinkAsItStandsOrMasked() throws IOException {
        String hash = Hashing.digest("hello".getBytes(StandardCharsets.UTF_8)).hex();
        DirectoryManifest linked = Trees.parse("F 777 " + hash + " 3 ./link", "F 4755 " + hash + " 5 ./set");
        store.fetchFiles(linked, target, FetchOptions.standard());
        assertThat(Trees.listing(target)).anyMatch(line -> line.equals("link 100777"));
        assertThat(Trees.listing(target)).anyMatch(line -> line.equals("set 104755"));
        Path masked = temp.resolve("masked");
        store.fetchFiles(linked, masked, FetchOptions.builder().maskModes(true).build());
        int mask = ContainedWriter.creationMask();
        assertThat(Trees.listing(masked))
                .anyMatch(line -> line.equals("link " + Integer.toOctalString(0100777 & ~mask)));
    }

    @Test
    void makesDirectoriesThatTheManifestLeavesOut() throws IOException {
        String hash = Hashing.digest("hello".getBytes(StandardCharsets.UTF_8)).hex();
        DirectoryManifest sparse = Trees.parse("F 644 " + hash + " 5 ./x/y/z", "D 700 " + hash + " 5 ./x/y/d/");
        store.fetchFiles(sparse, target, FetchOptions.standard());
        assertThat(target.resolve("x/y/z")).hasContent("hello");
        assertThat(target.resolve("x/y/d")).isDirectory();
        store.fetchFiles(sparse, target, MIRROR);
        assertThat(target.resolve("x/y/z")).hasContent("hello");
    }

    @Test
    void killedAtEveryCallShowsNothingPartialAndTheNextRunContinues() throws IOException {
        FetchOptions options = FetchOptions.builder().parallelism(2).build();
        FaultInjectingStorage counted = new FaultInjectingStorage(storage);
        new StorageStore(counted, counted).fetchFiles(manifest, temp.resolve("counted"), options);
        for (long call = 1; call <= counted.calls(); call++) {
            Path place = temp.resolve("run" + call);
            FaultInjectingStorage faults = new FaultInjectingStorage(storage);
            faults.at(call).dieBefore();
            assertThatThrownBy(() -> new StorageStore(faults, faults).fetchFiles(manifest, place, options))
                    .isInstanceOf(VaultikException.class);
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    assertThat(file).hasSameBinaryContentAs(source.resolve(place.relativize(file)));
                }
            }
            store.fetchFiles(manifest, place, options);
            assertThat(Trees.manifest(place).id()).isEqualTo(manifest.id());
        }
    }

    @Test
    void endsWhenItIsInterrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> store.fetchFiles(manifest, target, FetchOptions.standard()))
                    .isInstanceOf(CancelledException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
