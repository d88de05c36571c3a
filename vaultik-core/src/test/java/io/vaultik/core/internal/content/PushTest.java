package io.vaultik.core.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.Hashing;
import io.vaultik.core.Stores;
import io.vaultik.core.Vaultik;
import io.vaultik.core.storage.CountingStorage;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.FileStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.IncompleteException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.SourceChangedException;
import io.vaultik.fault.UnsafePathException;
import io.vaultik.fault.VaultikException;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.FetchOptions;
import io.vaultik.store.PushOptions;
import io.vaultik.store.PushResult;
import io.vaultik.store.StreamStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushTest {
    @TempDir
    private Path temp;

    private final MemoryStorage storage = new MemoryStorage();
    private final StreamStore store = new StorageStore(storage, storage);
    private Path source;
    private DirectoryManifest manifest;

    @BeforeEach
    void makeTheSource() throws IOException {
        source = Trees.sample(temp.resolve("source"));
        manifest = Trees.manifest(source);
    }

    @Test
    void storesObjectsAndManifest() throws IOException {
        PushResult result = store.push(manifest, source, PushOptions.standard());
        assertThat(result.stored()).isTrue();
        assertThat(result.copied()).isEqualTo(4);
        assertThat(result.bytes()).isEqualTo(600_010);
        assertThat(Trees.keys(storage)).hasSize(5);
        assertThat(store.getManifest(manifest.id()).id()).isEqualTo(manifest.id());
    }

    @Test
    void doesNothingTwice() throws IOException {
        store.push(manifest, source, PushOptions.standard());
        CountingStorage counting = new CountingStorage(storage);
        PushResult again = new StorageStore(counting, counting).push(manifest, source, PushOptions.standard());
        assertThat(again.stored()).isTrue();
        assertThat(again.copied()).isZero();
        assertThat(again.skipped()).isEqualTo(4);
        assertThat(counting.counts().allCalls()).isEqualTo(1);
    }

    @Test
    void sendsNothingToAPoolThatHasIt() throws IOException {
        Vaultik.splitStore(storage, new MemoryStorage()).push(manifest, source, PushOptions.standard());
        CountingStorage pool = new CountingStorage(storage);
        MemoryStorage manifests = new MemoryStorage();
        PushResult result = new StorageStore(pool, manifests).push(manifest, source, PushOptions.standard());
        assertThat(result.copied()).isZero();
        assertThat(result.skipped()).isEqualTo(4);
        assertThat(pool.counts().calls(StorageVerb.PUT)).as("the session").isEqualTo(1);
        assertThat(Trees.keys(manifests)).hasSize(1);
    }

    @Test
    void makesAnErrorOfAFileThatChangedAndPutsNoManifest() throws IOException {
        Files.writeString(source.resolve("b/c.txt"), "other");
        Files.delete(source.resolve("b/large"));
        assertThatThrownBy(() -> store.push(manifest, source, PushOptions.standard()))
                .isInstanceOfSatisfying(IncompleteException.class, e -> {
                    assertThat(e.errors().failedCount()).isEqualTo(2);
                    assertThat(e.errors().items())
                            .extracting(item -> item.item().name().value() + " " + item.cause())
                            .containsExactlyInAnyOrder("b/c.txt SourceChangedException", "b/large NoSuchFileException");
                    PushResult result = e.result(PushResult.class).orElseThrow();
                    assertThat(result.stored()).isFalse();
                    assertThat(result.copied()).isEqualTo(2);
                });
        assertThat(store.hasManifest(manifest.id())).isFalse();

        Trees.sample(source);
        PushResult next = store.push(manifest, source, PushOptions.standard());
        assertThat(next.stored()).isTrue();
        assertThat(next.copied()).isEqualTo(2);
        assertThat(next.skipped()).isEqualTo(2);
    }

    @Test
    void stopsAtTheFirstErrorOrNeverAsThePolicySays() throws IOException {
        Files.writeString(source.resolve("b/c.txt"), "other");
        PushOptions failFast =
                PushOptions.builder().policy(FailurePolicy.FAIL_FAST).build();
        assertThatThrownBy(() -> store.push(manifest, source, failFast)).isInstanceOf(SourceChangedException.class);
        PushOptions best =
                PushOptions.builder().policy(FailurePolicy.BEST_EFFORT).build();
        PushResult result = store.push(manifest, source, best);
        assertThat(result.stored()).isFalse();
        assertThat(result.errors().failedCount()).isEqualTo(1);
    }

    @Test
    void followsLinksOfTheSource() throws IOException {
        Path elsewhere = Trees.file(temp, "elsewhere/x", "content of a link");
        Files.createSymbolicLink(source.resolve("link"), elsewhere);
        Files.createSymbolicLink(source.resolve("linked"), elsewhere.getParent());
        DirectoryManifest followed = Trees.parse(
                "F 777 " + Hashing.digest("content of a link".getBytes(StandardCharsets.UTF_8)) + " 9 ./link",
                "F 777 " + Hashing.digest("content of a link".getBytes(StandardCharsets.UTF_8)) + " 9 ./linked/x");
        assertThat(store.push(followed, source, PushOptions.standard()).copied())
                .isEqualTo(1);
        Path target = temp.resolve("target");
        store.fetchFiles(followed, target, FetchOptions.standard());
        assertThat(target.resolve("linked/x")).hasContent("content of a link");
    }

    @Test
    void refusesWhatIsNotBelowTheSource() throws VaultikException {
        String hash = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
        for (String path : List.of("./../x", "/etc/passwd", "x", "./a/../../x", source + "/../x")) {
            DirectoryManifest bad = Trees.parse("F 644 " + hash + " 0 " + path);
            assertThatThrownBy(() -> store.push(bad, source, PushOptions.standard()))
                    .isInstanceOf(UnsafePathException.class);
        }
        DirectoryManifest md5 = Trees.parse("F 644 d41d8cd98f00b204e9800998ecf8427e 0 ./a.txt");
        assertThatThrownBy(() -> store.push(md5, source, PushOptions.standard()))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void takesAManifestWithAbsolutePaths() throws IOException {
        String hash = Hashing.digest("hello".getBytes(StandardCharsets.UTF_8)).hex();
        DirectoryManifest absolute =
                Trees.parse("D 755 " + hash + " 5 " + source + "/", "F 644 " + hash + " 5 " + source + "/a.txt");
        assertThat(store.push(absolute, source, PushOptions.standard()).stored())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void killedAtEveryCallLeavesNoManifestWithoutObjects(int parallelism) throws IOException {
        PushOptions options = PushOptions.builder().parallelism(parallelism).build();
        FaultInjectingStorage counted = new FaultInjectingStorage(new MemoryStorage());
        new StorageStore(counted, counted).push(manifest, source, options);
        for (long call = 1; call <= counted.calls(); call++) {
            MemoryStorage memory = new MemoryStorage();
            FaultInjectingStorage faults = new FaultInjectingStorage(memory);
            faults.at(call).dieBefore();
            boolean ends = call == counted.calls();
            try {
                PushResult result = new StorageStore(faults, faults).push(manifest, source, options);
                assertThat(ends).isTrue();
                assertThat(result.errors().alertCount()).isEqualTo(1);
            } catch (VaultikException e) {
                assertThat(ends).isFalse();
            }
            StreamStore survivor = new StorageStore(memory, memory);
            assertThat(survivor.hasManifest(manifest.id())).isEqualTo(ends);
            int stored = ends ? 4 : Trees.content(memory).size();
            PushResult next = survivor.push(manifest, source, options);
            assertThat(next.stored()).isTrue();
            assertThat(next.skipped()).isEqualTo(stored);
            assertThat(Stores.verify(survivor, manifest.id()).isOk()).isTrue();
        }
    }

    @Test
    void twoPushesOfTheSameContentBothSucceed() throws Exception {
        FutureTask<PushResult> other = new FutureTask<>(() -> store.push(manifest, source, PushOptions.standard()));
        Thread thread = new Thread(other);
        thread.start();
        PushResult mine = store.push(manifest, source, PushOptions.standard());
        assertThat(mine.stored()).isTrue();
        assertThat(other.get().stored()).isTrue();
        assertThat(Stores.verify(store, manifest.id()).isOk()).isTrue();
        assertThat(Trees.keys(storage)).hasSize(5);
    }

    @Test
    void endsWhenItIsInterrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> store.push(manifest, source, PushOptions.standard()))
                    .isInstanceOf(CancelledException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void putsSmallFilesTogetherAndTellsWhichHaveChanged(@TempDir Path other) throws IOException {
        for (int i = 0; i < 500; i++) {
            Trees.file(source, "many/" + i % 10 + "/" + i, "content " + i + " ".repeat(i % 5 * 4000));
        }
        DirectoryManifest many = Trees.manifest(source);
        FileStorage files = FileStorage.at(other);
        StreamStore target = new StorageStore(files, files);
        Files.writeString(source.resolve("many/3/13"), "shorter");
        Files.writeString(source.resolve("many/3/23"), "content 24" + " ".repeat(12_000));
        Files.writeString(source.resolve("many/3/33"), "much longer".repeat(20_000));
        Files.delete(source.resolve("many/3/43"));
        PushOptions options = PushOptions.builder().parallelism(3).build();
        assertThatThrownBy(() -> target.push(many, source, options))
                .isInstanceOfSatisfying(IncompleteException.class, e -> {
                    assertThat(e.errors().items())
                            .extracting(item -> item.item().name().value())
                            .allMatch(text -> text.contains("many/3/"));
                    assertThat(e.errors().items())
                            .extracting(item -> item.cause())
                            .containsExactlyInAnyOrder(
                                    "SourceChangedException",
                                    "SourceChangedException",
                                    "SourceChangedException",
                                    "NoSuchFileException");
                });
        assertThat(Trees.content(files)).hasSize(500);
        for (int i : new int[] {13, 23, 33, 43}) {
            Trees.file(source, "many/3/" + i, "content " + i + " ".repeat(i % 5 * 4000));
        }
        PushResult result = target.push(many, source, options);
        assertThat(result.copied()).isEqualTo(4);
        assertThat(Stores.verify(target, many.id()).isOk()).isTrue();
        assertThat(Trees.content(files)).hasSize(505);
    }
}
