package io.vaultik.core.internal.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.IncompleteException;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.NoSpaceException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.OperationReport.Status;
import io.vaultik.repository.Entry;
import io.vaultik.repository.RestoreResult;
import io.vaultik.repository.RestoreTarget;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreFaultsTest {
    private Path folder;
    private Path source;
    private Path target;
    private final Hooked storage = new Hooked();
    private RestoreFixture fixture;

    /** A storage that does something at each ranged read. */
    private static final class Hooked extends ForwardingStorage {
        private volatile Hook hook = () -> {};

        Hooked() {
            super(new MemoryStorage());
        }

        @Override
        public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
            hook.run();
            return super.read(key, offset, length);
        }
    }

    private interface Hook {
        void run() throws StorageException;
    }

    @BeforeEach
    void withASource(@TempDir Path given) throws IOException {
        folder = given;
        source = Files.createDirectory(folder.resolve("source"));
        target = folder.resolve("target");
        fixture = new RestoreFixture(folder.resolve("home"), storage, null);
        for (int i = 0; i < 40; i++) {
            Path directory = Files.createDirectories(source.resolve("d" + i % 5));
            Files.write(directory.resolve("f" + i), TestRandom.bytes(i, 700_000));
        }
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private List<Path> files(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private ObjectKey largestBlob() throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        Map<ObjectKey, Long> lengths = new ConcurrentHashMap<>();
        storage.list("", info -> {
            lengths.put(info.key(), info.length());
            return keys.add(info.key());
        });
        return keys.stream().max(Comparator.comparing(lengths::get)).orElseThrow();
    }

    private static void damage(ObjectStorage storage, ObjectKey key, int at) throws IOException {
        byte[] bytes;
        try (InputStream in = storage.open(key).stream()) {
            bytes = in.readAllBytes();
        }
        bytes[at < 0 ? bytes.length / 2 : at] ^= 1;
        storage.put(key, ObjectBody.of(bytes), PutMode.REPLACE);
    }

    private void assertAllIntact() throws IOException {
        assertAllIntact(source);
    }

    private void assertAllIntact(Path of) throws IOException {
        for (Path file : files(target)) {
            assertThat(Files.mismatch(file, of.resolve(target.relativize(file))))
                    .isEqualTo(-1);
        }
    }

    @Test
    void restoresEverythingButWhatIsDamaged() throws IOException {
        SnapshotId id = fixture.save(source);
        damage(storage, largestBlob(), -1);
        assertThatThrownBy(() -> fixture.restore(id).to(target))
                .isInstanceOfSatisfying(IncompleteException.class, e -> {
                    RestoreResult result = e.result(RestoreResult.class).orElseThrow();
                    assertThat(result.report().status()).isEqualTo(Status.INCOMPLETE);
                    assertThat(result.errors().failedCount()).isBetween(1L, 4L);
                    assertThat(result.counts().files())
                            .isEqualTo(40 - result.errors().failedCount());
                });
        assertThat(files(target)).hasSizeBetween(36, 39);
        assertAllIntact();
    }

    @Test
    void namesEveryFileOfABlobThatIsGone() throws IOException {
        SnapshotId id = fixture.save(source);
        storage.delete(largestBlob());
        RestoreResult result =
                fixture.restore(id).policy(FailurePolicy.BEST_EFFORT).to(target);
        assertThat(result.errors().failedCount()).isPositive();
        assertThat(result.errors().items())
                .allSatisfy(error -> assertThat(error.cause()).isEqualTo("IntegrityException"));
        assertThat(files(target)).hasSize((int) (40 - result.errors().failedCount()));
        assertAllIntact();
    }

    @Test
    void restoresWhatIsListedBehindADamagedNode() throws IOException {
        Path many = Files.createDirectory(folder.resolve("many"));
        for (int i = 0; i < 100; i++) {
            Path directory =
                    Files.createDirectories(many.resolve("directory" + i).resolve("inner"));
            for (int j = 0; j < 150; j++) {
                // Names that do not compress, so that the nodes fill several segments.
                String name = HexFormat.of().formatHex(TestRandom.bytes(150L * i + j, 40));
                Files.createFile(directory.resolve(j + "-" + name));
            }
        }
        SnapshotId id = fixture.save(many);
        // Of the nodes, the first are those of the first directories; the root comes last.
        damage(storage, largestBlob(), 1_000);

        RestoreResult result =
                fixture.restore(id).policy(FailurePolicy.BEST_EFFORT).to(target);

        assertThat(result.errors().items()).isNotEmpty().allSatisfy(error -> assertThat(error.cause())
                .isEqualTo("IntegrityException"));
        assertThat(result.errors().failedCount()).isBetween(1L, 1_000L);
        assertThat(files(target)).hasSizeBetween(2_000, 14_999);
        assertThat(files(target.resolve("directory99"))).hasSize(150);
        assertAllIntact(many);
        assertThatThrownBy(() -> fixture.restore(id).to(folder.resolve("other")))
                .isInstanceOf(IncompleteException.class);
    }

    @Test
    void stopsAtTheFirstDamageIfAskedTo() throws IOException {
        SnapshotId id = fixture.save(source);
        damage(storage, largestBlob(), -1);
        assertThatThrownBy(() ->
                        fixture.restore(id).policy(FailurePolicy.FAIL_FAST).to(target))
                .isInstanceOf(IntegrityException.class)
                .isInstanceOfSatisfying(
                        VaultikException.class,
                        e -> assertThat(e.errors().failure()).contains(e));
        assertAllIntact();
    }

    @Test
    void saysThatTheSnapshotWasDeletedMeanwhile() throws IOException {
        SnapshotId id = fixture.save(source);
        ObjectKey blob = largestBlob();
        List<ObjectKey> manifests = new ArrayList<>();
        storage.list("metadata/", info -> manifests.add(info.key()));
        AtomicInteger reads = new AtomicInteger();
        storage.hook = () -> {
            if (reads.incrementAndGet() == 3) {
                storage.deleteAll(manifests);
                storage.delete(blob);
            }
        };
        assertThatThrownBy(() -> fixture.restore(id).to(target)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void leavesNothingPartialWhenInterruptedAtAnyRead() throws IOException {
        SnapshotId id = fixture.save(source);
        Thread caller = Thread.currentThread();
        int interrupted = 0;
        for (int n = 1; n < 12; n++) {
            AtomicInteger left = new AtomicInteger(n);
            storage.hook = () -> {
                if (left.decrementAndGet() == 0) {
                    caller.interrupt();
                }
            };
            target = folder.resolve("target" + n);
            try {
                fixture.restore(id).to(target);
            } catch (CancelledException e) {
                interrupted++;
                assertThat(Thread.interrupted()).isTrue();
                assertThat(e.errors().failure()).contains(e);
            }
            if (Files.exists(target)) {
                assertAllIntact();
            }
        }
        assertThat(interrupted).isPositive();
    }

    @Test
    void staysInTheTargetWhenADirectoryIsSwappedForALink() throws IOException {
        SnapshotId id = fixture.save(source);
        Path outside = Files.createDirectory(folder.resolve("outside"));
        AtomicInteger swapped = new AtomicInteger();
        ReentrantLock swapping = new ReentrantLock();
        storage.hook = () -> {
            swapping.lock();
            try {
                for (int i = 0; i < 5; i++) {
                    Path directory = target.resolve("d" + i);
                    try {
                        if (Files.isDirectory(directory) && !Files.isSymbolicLink(directory)) {
                            Files.move(directory, target.resolve("moved" + swapped.incrementAndGet()));
                            Files.createSymbolicLink(directory, outside);
                        }
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
            } finally {
                swapping.unlock();
            }
        };
        fixture.restore(id).policy(FailurePolicy.BEST_EFFORT).to(target);
        assertThat(swapped.get()).isPositive();
        assertThat(files(outside)).isEmpty();
    }

    /** Remembers what it got. */
    private static class Remembering implements RestoreTarget {
        final Map<String, String> calls = new ConcurrentHashMap<>();
        final Map<String, byte[]> contents = new ConcurrentHashMap<>();
        final AtomicInteger open = new AtomicInteger();
        final AtomicInteger mostOpen = new AtomicInteger();

        @Override
        public void entry(Entry entry) throws IOException {
            calls.put(entry.path().toString(), "entry");
        }

        @Override
        public FileSink open(Entry entry) throws IOException {
            assertThat(calls).containsEntry(entry.path().parent().toString(), "entry");
            mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            return new FileSink() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] from, int offset, int length) throws IOException {
                    written(entry);
                    bytes.write(from, offset, length);
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                    contents.put(entry.path().toString(), bytes.toByteArray());
                }

                @Override
                public void abort() {
                    open.decrementAndGet();
                    calls.put(entry.path().toString(), "aborted");
                }
            };
        }

        /** Called before bytes are taken; fails if it must. */
        void written(Entry entry) throws IOException {
            assertThat(calls).doesNotContainKey(entry.path().toString());
        }

        @Override
        public void finished(Entry directory) {
            String path = directory.path().toString();
            assertThat(calls.put(path, "finished")).isEqualTo("entry");
        }
    }

    @Test
    void givesAnApplicationEveryDirectoryBeforeAndAfterItsContent() throws IOException {
        Files.write(source.resolve("large"), TestRandom.bytes(99, 9_000_000));
        Files.createLink(source.resolve("linked"), source.resolve("large"));
        Remembering taker = new Remembering();
        fixture.restore(fixture.save(source)).parallelism(2).to(taker);
        assertThat(taker.mostOpen.get()).isLessThanOrEqualTo(2);
        assertThat(taker.open.get()).isZero();
        assertThat(taker.contents).hasSize(41);
        assertThat(taker.calls).containsEntry("", "finished").containsEntry("d0", "finished");
        assertThat(taker.calls).containsEntry("linked", "entry");
        taker.contents.forEach(
                (path, content) -> assertThat(source.resolve(path)).as(path).hasBinaryContent(content));
    }

    @Test
    void abortsTheFileThatATargetRefuses() throws IOException {
        Remembering taker = new Remembering() {
            @Override
            void written(Entry entry) throws IOException {
                if (entry.path().toString().equals("d1/f6")) {
                    throw new IOException("refused");
                }
            }
        };
        RestoreResult result = fixture.restore(fixture.save(source))
                .policy(FailurePolicy.BEST_EFFORT)
                .to(taker);
        assertThat(result.errors().items()).singleElement().satisfies(error -> {
            assertThat(error.item().id().value()).isEqualTo("d1/f6");
            assertThat(error.cause()).isEqualTo("IOException");
        });
        assertThat(taker.calls).containsEntry("d1/f6", "aborted");
        assertThat(taker.contents).hasSize(39);
        assertThat(taker.open.get()).isZero();
    }

    @Test
    void endsWhenThereIsNoRoomLeft() throws IOException {
        AtomicInteger written = new AtomicInteger();
        Remembering taker = new Remembering() {
            @Override
            void written(Entry entry) throws IOException {
                if (written.incrementAndGet() >= 5) {
                    throw new NoSpaceException("no room for {}", null, entry.path());
                }
            }
        };
        SnapshotId id = fixture.save(source);
        assertThatThrownBy(() -> fixture.restore(id).to(taker))
                .isInstanceOfSatisfying(
                        NoSpaceException.class,
                        e -> assertThat(e.errors().failedCount()).isZero());
        assertThat(taker.open.get()).isZero();
        assertThat(taker.contents).hasSizeLessThan(5);
    }
}
