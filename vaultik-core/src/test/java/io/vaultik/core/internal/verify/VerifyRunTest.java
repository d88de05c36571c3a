package io.vaultik.core.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.TestRepository;
import io.vaultik.core.internal.TestSource;
import io.vaultik.core.internal.age.X25519Identity;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.core.storage.ReadOnlyStorage;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.KeyRequiredException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.WrongKeyException;
import io.vaultik.repository.RepositoryInfo;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.VerifyLevel;
import io.vaultik.repository.VerifyResult;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerifyRunTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(VerifyLevel.class)
    void findsNothingInWholeSnapshots(VerifyLevel level) throws IOException {
        try (VerifyFixture fixture = VerifyFixture.large(folder);
                RepositoryContext reader = fixture.repository.reader()) {
            VerifyResult result = VerifyFixture.verify(reader, level);
            assertThat(result.isOk()).isTrue();
            assertThat(result.damaged()).isEmpty();
            assertThat(result.affectedFileCount()).isZero();
            Map<ObjectKey, byte[]> blobs = fixture.repository.objects(Keys.BLOBS);
            long bytes = blobs.values().stream().mapToLong(b -> b.length).sum();
            assertThat(result.checkedBlobs()).isEqualTo(blobs.size());
            assertThat(result.checkedBytes()).isEqualTo(level == VerifyLevel.QUICK ? 0 : bytes);
        }
    }

    @Test
    void readsWithSeveralThreadsAndAnExecutorThatNeverRuns() throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (VerifyFixture fixture = VerifyFixture.large(folder);
                RepositoryContext many = readerOn(fixture, pool);
                RepositoryContext none = readerOn(fixture, task -> {})) {
            ObjectKey blob =
                    fixture.repository.objects(Keys.BLOBS).keySet().iterator().next();
            for (RepositoryContext context : List.of(many, none)) {
                assertThat(VerifyFixture.verify(context, VerifyLevel.CONTENT).isOk())
                        .isTrue();
            }
            fixture.repository.damage(blob, null);
            VerifyResult one = VerifyFixture.verify(many, VerifyLevel.CONTENT);
            VerifyResult other = VerifyFixture.verify(none, VerifyLevel.CONTENT);
            assertThat(one.missing()).hasSize(1).isEqualTo(other.missing());
            assertThat(one.affectedFiles()).isNotEmpty().isEqualTo(other.affectedFiles());
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void needsAnIdentityForContentOnly() throws IOException {
        try (VerifyFixture fixture = VerifyFixture.small(folder)) {
            assertThatThrownBy(() -> fixture.keyless(VerifyLevel.CONTENT)).isInstanceOf(KeyRequiredException.class);
            assertThat(fixture.keyless(VerifyLevel.DEEP).isOk()).isTrue();
            assertThat(fixture.keyless(VerifyLevel.QUICK).isOk()).isTrue();
        }
    }

    @Test
    void aWrongIdentityIsNoDamage() throws IOException {
        try (VerifyFixture fixture = VerifyFixture.small(folder);
                RepositoryContext wrong = fixture.repository.context(
                        fixture.repository.storage(),
                        fixture.repository
                                .options()
                                .identities(List.of(
                                        TestRepository.asIdentity(X25519Identity.generate(TestRandom.secure(5))))),
                        Runnable::run)) {
            assertThatThrownBy(() -> VerifyFixture.verify(wrong, VerifyLevel.CONTENT))
                    .isInstanceOf(WrongKeyException.class);
        }
    }

    @Test
    void endsWhenInterrupted() throws IOException {
        try (VerifyFixture fixture = VerifyFixture.small(folder);
                RepositoryContext reader = fixture.repository.reader()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> VerifyFixture.verify(reader, VerifyLevel.CONTENT))
                    .isInstanceOf(CancelledException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void checksOnlyTheSnapshotsThatAreAskedFor() throws IOException {
        try (VerifyFixture fixture = VerifyFixture.small(folder);
                RepositoryContext reader = fixture.repository.reader()) {
            fixture.repository.damage(Keys.record(fixture.second.value()), new byte[3]);
            assertThat(only(reader, fixture.first).isOk()).isTrue();
            VerifyResult second = only(reader, fixture.second);
            assertThat(second.affectedSnapshots()).containsExactly(fixture.second);
            assertThatThrownBy(() -> only(reader, SnapshotId.of("2024-01-01-000000-none")))
                    .isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void onlyTheSnapshotThatNeedsABlobIsAffected() throws IOException {
        try (VerifyFixture fixture = VerifyFixture.small(folder)) {
            TreeSet<ObjectKey> later =
                    new TreeSet<>(fixture.repository.objects(Keys.BLOBS).keySet());
            fixture.repository.snapshot(new TestSource("other").file("only", TestRandom.bytes(77, 4_000)), Map.of());
            TreeSet<ObjectKey> all =
                    new TreeSet<>(fixture.repository.objects(Keys.BLOBS).keySet());
            all.removeAll(later);
            assertThat(all).isNotEmpty();
            all.forEach(key -> fixture.repository.storage().delete(key));
            for (VerifyResult result : List.of(fixture.content(), fixture.keyless(VerifyLevel.QUICK))) {
                assertThat(result.missing()).hasSize(all.size());
                assertThat(result.affectedSnapshots()).hasSize(1).doesNotContain(fixture.first, fixture.second);
            }
        }
    }

    @Test
    void theNextSnapshotAfterADamageIsWholeByItself() throws IOException {
        try (TestRepository repository = new TestRepository(folder, 3)) {
            TestSource source = new TestSource("test").file("a", TestRandom.bytes(1, 9_000));
            SnapshotId first = repository.snapshot(source, Map.of());
            for (ObjectKey key : repository.objects(Keys.BLOBS).keySet()) {
                byte[] bytes = repository.object(key);
                bytes[bytes.length / 2] ^= 1;
                repository.damage(key, bytes);
            }
            VerifyResult found = VerifyFixture.verify(repository.writer(), VerifyLevel.DEEP);
            assertThat(found.affectedSnapshots()).containsExactly(first);
            SnapshotId second = repository.snapshot(source, Map.of());
            try (RepositoryContext reader = repository.reader()) {
                assertThat(only(reader, second).isOk()).isTrue();
                assertThat(only(reader, first).isOk()).isFalse();
            }
        }
    }

    @Test
    void aReaderMakesNoCatalogAndWritesNothing() throws IOException {
        try (VerifyFixture fixture = VerifyFixture.small(folder.resolve("writer"))) {
            fixture.repository.damage(
                    fixture.repository.objects(Keys.BLOBS).keySet().iterator().next(), null);
            try (RepositoryContext reader = fixture.repository.context(
                    new ReadOnlyStorage(fixture.repository.storage()),
                    fixture.repository
                            .options()
                            .identities(List.of(fixture.repository.identity()))
                            .catalogFolder(folder.resolve("reader")),
                    Runnable::run)) {
                assertThat(VerifyFixture.verify(reader, VerifyLevel.CONTENT).isOk())
                        .isFalse();
            }
            assertThat(folder.resolve("reader")).doesNotExist();
        }
    }

    @Test
    void countsWhatARepositoryHolds() throws IOException {
        try (VerifyFixture fixture = VerifyFixture.small(folder);
                RepositoryContext reader = fixture.repository.reader()) {
            RepositoryInfo clean = figures(fixture, reader);
            Map<ObjectKey, byte[]> blobs = fixture.repository.objects(Keys.BLOBS);
            assertThat(clean.snapshots()).isEqualTo(2);
            assertThat(clean.blobs()).isEqualTo(blobs.size());
            assertThat(clean.storedBytes())
                    .isEqualTo(blobs.values().stream().mapToLong(b -> b.length).sum());
            assertThat(clean.unreferencedBlobs()).isZero();
            assertThat(clean.oldest().orElseThrow())
                    .isBeforeOrEqualTo(clean.newest().orElseThrow());
            String name = "ab".repeat(32);
            fixture.repository.storage().put(Keys.blob(name), ObjectBody.of(new byte[9]), PutMode.CREATE);
            RepositoryInfo more = figures(fixture, reader);
            assertThat(more.unreferencedBlobs()).isEqualTo(1);
            assertThat(more.unreferencedBytes()).isEqualTo(9);
            fixture.repository.damage(Keys.manifest(fixture.second.value()), new byte[77]);
            RepositoryInfo bad = figures(fixture, reader);
            assertThat(bad.snapshots()).isEqualTo(2);
            assertThat(bad.unreferencedBlobs()).isGreaterThan(1);
        }
    }

    private static RepositoryInfo figures(VerifyFixture fixture, RepositoryContext reader) throws IOException {
        try (Crew crew = new Crew(Runnable::run, 1, 0)) {
            return new RepositoryFigures(reader, fixture.repository.storage()).info(crew);
        }
    }

    private static VerifyResult only(RepositoryContext reader, SnapshotId id) throws IOException {
        return new VerifyRun(reader, new VerifySpec(VerifyLevel.CONTENT, List.of(id), null, 2)).run();
    }

    private static RepositoryContext readerOn(VerifyFixture fixture, java.util.concurrent.Executor executor) {
        return fixture.repository.context(
                Objects.requireNonNull(fixture.repository.storage()),
                fixture.repository.options().identities(List.of(fixture.repository.identity())),
                executor);
    }
}
