package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.BusyException;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.IncompleteException;
import io.vaultik.fault.Item;
import io.vaultik.fault.ItemError;
import io.vaultik.fault.KeyRequiredException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.NotPermittedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.EntryStream;
import io.vaultik.repository.ErrorStream;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.repository.SnapshotDetails;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotOp;
import io.vaultik.repository.SnapshotResult;
import io.vaultik.repository.SnapshotStatus;
import io.vaultik.repository.SnapshotSummary;
import io.vaultik.repository.SourceEntry;
import io.vaultik.storage.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of one source over time: who may make them, what they are called, what happens when items fail. */
class SeriesTest {
    private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();
    private final TestClock clock = new TestClock();

    @Test
    void aSecondRunOfTheSeriesIsRefusedWhileTheFirstRuns() throws IOException {
        TestHost host = host("a");
        try (Repository repository = host.create(storage);
                Repository other = host.open(storage)) {
            List<Throwable> thrown = new ArrayList<>();
            TestSource second = new TestSource("s").put("f", TEXT);
            TestSource first = new TestSource("s").put("f", TEXT).atEnd(run -> {
                thrown.add(catchThrowableOfType(
                        BusyException.class,
                        () -> other.snapshot().source(second).run()));
                other.snapshot().source(new TestSource("t").put("g", TEXT)).run();
            });
            SnapshotResult made = repository.snapshot().source(first).run();
            assertThat(thrown).singleElement().isInstanceOf(BusyException.class);
            assertThat(second.opened()).isEmpty();
            assertThat(Stored.snapshots(repository)).hasSize(2).contains(made.id());
            assertThat(other.snapshot().source(second).run().status()).isEqualTo(SnapshotStatus.COMPLETE);
        }
    }

    @Test
    void twoHostsOfOneNameInOneSecondKeepBothSnapshots() throws IOException {
        TestSource one = new TestSource("s").put("f", TEXT);
        TestSource two = new TestSource("s").put("g", TEXT);
        try (Repository first = host("a").create(storage);
                Repository second = host("b").open(storage)) {
            SnapshotId[] inner = new SnapshotId[1];
            one.atEnd(run -> inner[0] = second.snapshot().source(two).run().id());
            SnapshotId outer = first.snapshot().source(one).run().id();
            assertThat(Stored.snapshots(first)).containsExactlyInAnyOrder(outer, inner[0]);
            Stored.requireFiles(first, outer, one.content());
            Stored.requireFiles(first, inner[0], two.content());
        }
    }

    @Test
    void idsNeverGoBackInTime() throws IOException {
        try (Repository repository = host("a").create(storage)) {
            TestSource source = new TestSource("s").put("f", TEXT);
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ids.add(repository.snapshot().source(source).run().id().value());
                clock.advance(Duration.ofHours(-1));
            }
            assertThat(ids).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void recipientsArePinnedUntilTheyAreReplaced() throws IOException {
        TestHost host = host("a");
        TestSource source = new TestSource("s").put("f", TEXT);
        AgeIdentity other = AgeIdentity.generate(TestRandom.secure(8));
        try (Repository repository = host.create(storage)) {
            repository.snapshot().source(source).run();
        }
        try (Repository repository = host.open(storage, options -> options.recipients(List.of()))) {
            SnapshotId id = repository.snapshot().source(source).run().id();
            Stored.requireFiles(repository, id, source.content());
        }
        assertThatThrownBy(() -> host.open(storage, options -> options.recipients(List.of(other.recipient()))))
                .isInstanceOf(NotPermittedException.class);
        try (Repository repository = host.open(storage, options -> options.recipients(List.of(other.recipient()))
                .identities(List.of(other))
                .repin())) {
            int opened = source.opened().size();
            SnapshotId id = repository.snapshot().source(source).run().id();
            assertThat(source.opened()).as("it is stored anew").hasSize(opened + 1);
            Stored.requireFiles(repository, id, source.content());
        }
    }

    @Test
    void aSnapshotWithoutAnyRecipientFailsBeforeTheStorageIsCalled() throws IOException {
        host("a").create(storage).close();
        FaultInjectingStorage counting = new FaultInjectingStorage(storage);
        RepositoryOptions none = host("b").options().recipients(List.of());
        try (Repository repository = Vaultik.open(counting, none, TestHost.QUICK)) {
            long calls = counting.calls();
            TestSource source = new TestSource("s").put("f", TEXT);
            assertThatThrownBy(() -> repository.snapshot().source(source).run())
                    .isInstanceOf(KeyRequiredException.class);
            assertThat(counting.calls()).isEqualTo(calls);
            assertThat(source.opened()).isEmpty();
        }
    }

    @Test
    void aSourceWithoutEntriesPutsNothing() throws IOException {
        try (Repository repository = host("a").create(storage)) {
            List<ObjectKey> before = Stored.keys(storage, "");
            SnapshotResult made =
                    repository.snapshot().source(new TestSource("s")).run();
            SnapshotResult root = repository
                    .snapshot()
                    .source(Files.createDirectory(folder.resolve("empty")))
                    .run();
            assertThat(made.status()).isEqualTo(SnapshotStatus.NO_DATA);
            assertThat(root.status()).isEqualTo(SnapshotStatus.NO_DATA);
            assertThat(made.snapshot()).isEmpty();
            assertThat(Stored.keys(storage, "")).isEqualTo(before);
        }
    }

    @Test
    void anEmptyDirectoryIsData() throws IOException {
        Path source = folder.resolve("source");
        Files.createDirectories(source.resolve("empty"));
        try (Repository repository = host("a").create(storage)) {
            SnapshotResult made = repository.snapshot().source(source).run();
            assertThat(made.status()).isEqualTo(SnapshotStatus.COMPLETE);
            assertThat(made.counts().directories()).isEqualTo(2);
        }
    }

    @Test
    void nothingButFailuresFails() throws IOException {
        try (Repository repository = host("a").create(storage)) {
            TestSource source = new TestSource("s")
                    .atEnd(run -> run.errors().failed(Item.path("f"), new IOException("unreadable")));
            for (FailurePolicy policy : FailurePolicy.values()) {
                VaultikException thrown = catchThrowableOfType(VaultikException.class, () -> repository
                        .snapshot()
                        .source(source)
                        .policy(policy)
                        .run());
                assertThat(thrown).as("%s", policy).isNotNull();
                assertThat(thrown.errors().failedCount()).isEqualTo(1);
            }
            assertThat(Stored.snapshots(repository)).isEmpty();
        }
    }

    @Test
    void nothingThatCanBeOpenedFails() throws IOException {
        try (Repository repository = host("a").create(storage)) {
            List<ObjectKey> before = Stored.keys(storage, "");
            TestSource source = new TestSource("s").put("f", TEXT).fail("f", new IOException("unreadable"));
            for (FailurePolicy policy : FailurePolicy.values()) {
                assertThatThrownBy(() -> repository
                                .snapshot()
                                .source(source)
                                .policy(policy)
                                .run())
                        .isInstanceOf(VaultikException.class);
            }
            assertThat(Stored.snapshots(repository)).isEmpty();
            assertThat(Stored.keys(storage, "")).isEqualTo(before);
        }
    }

    @Test
    void aSourceWhoseFilesAllVanishPutsNothing() throws IOException {
        try (Repository repository = host("a").create(storage)) {
            List<ObjectKey> before = Stored.keys(storage, "");
            TestSource source = new TestSource("s").put("f", TEXT).fail("f", new NoSuchFileException("f"));
            SnapshotResult made = repository.snapshot().source(source).run();
            assertThat(made.status()).isEqualTo(SnapshotStatus.NO_DATA);
            assertThat(made.errors().skippedCount()).isEqualTo(1);
            assertThat(Stored.keys(storage, "")).isEqualTo(before);
        }
    }

    @Test
    void whatAKilledRunStoredOutlivesTheRunsOfOtherSeries() throws IOException {
        TestHost host = host("a");
        host.create(storage).close();
        TestSource large = new TestSource("large");
        for (int i = 0; i < 6; i++) {
            large.put("f" + i, TestRandom.bytes(60 + i, 200_000));
        }
        FaultInjectingStorage dying = new FaultInjectingStorage(storage);
        dying.at(StorageVerb.PUT, 5).dieBefore();
        try (Repository repository = host.open(dying)) {
            assertThatThrownBy(() ->
                            repository.snapshot().source(large).parallelism(1).run())
                    .isInstanceOf(VaultikException.class);
        }
        long left = Stored.keys(storage, "blobs/").size();
        assertThat(left).isPositive();
        try (Repository repository = host.open(storage)) {
            repository.snapshot().source(new TestSource("small").put("s", TEXT)).run();
        }
        long others = Stored.keys(storage, "blobs/").size() - left;
        try (Repository repository = host.open(storage)) {
            SnapshotResult made =
                    repository.snapshot().source(large).parallelism(1).run();
            Stored.requireFiles(repository, made.id(), large.content());
            assertThat(made.newBytes()).isLessThan(6 * 200_000L);
            assertThat(Stored.keys(storage, "blobs/")).hasSize((int) (left + others + made.newBlobs()));
            assertThat(Stored.keys(storage, "sessions/")).isEmpty();
        }
    }

    @Test
    void severalSourcesKeepTheirNamesToTheByte() throws IOException {
        Path first = Files.createDirectory(folder.resolve("first"));
        new ProcessBuilder(
                        "sh",
                        "-c",
                        "printf x > \"$0/$(printf 'b\\377')\"; mkdir \"$0/$(printf 'd\\303\\251')\"",
                        first.toString())
                .start()
                .onExit()
                .join();
        try (Repository repository = host("a").create(storage);
                Stream<Path> list = Files.list(first)) {
            SnapshotOp op = repository.snapshot().source(Files.createDirectory(folder.resolve("other")));
            list.forEach(op::source);
            SnapshotResult made = op.run();
            assertThat(made.errors().items()).isEmpty();
            assertThat(made.counts().files()).isEqualTo(1);
            List<String> names = new ArrayList<>();
            try (EntryStream entries = repository.entries(made.id(), EntryPath.ROOT, 1)) {
                for (Optional<Entry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                    names.add(HexFormat.of().formatHex(entry.get().path().bytes()));
                }
            }
            assertThat(names).contains("62ff", "64c3a9", "6f74686572");
        }
    }

    @Test
    void aSourceThatCannotBeReachedIsNotFoundWhateverItsPath() throws IOException {
        Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"));
        Files.createDirectory(folder.resolve("data"));
        try (Repository repository = host("a").create(storage)) {
            for (String path : List.of("missing/../data", "dangling/../data", "missing")) {
                assertThatThrownBy(() -> repository
                                .snapshot()
                                .source(folder.resolve(path))
                                .run())
                        .as(path)
                        .isInstanceOf(NotFoundException.class);
            }
        }
    }

    @Test
    void eachPolicyTreatsAFailedItemItsOwnWay() throws IOException {
        TestSource source = new TestSource("s").put("good", TEXT).put("bad", TEXT);
        source.fail("bad", new IOException("unreadable"));
        Map<String, byte[]> expected = new TreeMap<>(Map.of("good", TEXT));
        try (Repository repository = host("a").create(storage)) {
            VaultikException fast = catchThrowableOfType(VaultikException.class, () -> repository
                    .snapshot()
                    .source(source)
                    .policy(FailurePolicy.FAIL_FAST)
                    .run());
            assertThat(fast).isNotInstanceOf(IncompleteException.class).hasRootCauseMessage("unreadable");
            assertThat(Stored.snapshots(repository)).isEmpty();

            IncompleteException finished = catchThrowableOfType(
                    IncompleteException.class,
                    () -> repository.snapshot().source(source).run());
            SnapshotResult result = finished.result(SnapshotResult.class).orElseThrow();
            assertThat(result.status()).isEqualTo(SnapshotStatus.PARTIAL);
            Stored.requireFiles(repository, result.id(), expected);
            assertThat(finished.errors().failedCount()).isEqualTo(1);

            clock.advance(Duration.ofMinutes(1));
            SnapshotResult best = repository
                    .snapshot()
                    .source(source)
                    .policy(FailurePolicy.BEST_EFFORT)
                    .run();
            assertThat(best.status()).isEqualTo(SnapshotStatus.PARTIAL);
            Stored.requireFiles(repository, best.id(), expected);
            assertThat(errors(repository, best.id()))
                    .extracting(error -> error.item().name().value())
                    .containsExactly("bad");
            Stored.requireClean(repository);
        }
    }

    @Test
    void aVanishedFileIsSkipped() throws IOException {
        TestSource source = new TestSource("s").put("good", TEXT).put("gone", TEXT);
        source.fail("gone", new NoSuchFileException("gone"));
        try (Repository repository = host("a").create(storage)) {
            SnapshotResult made = repository.snapshot().source(source).run();
            assertThat(made.status()).isEqualTo(SnapshotStatus.COMPLETE);
            assertThat(made.errors().skippedCount()).isEqualTo(1);
            assertThat(Stored.files(repository, made.id())).containsOnlyKeys("good");
            assertThat(errors(repository, made.id())).hasSize(1);
        }
    }

    @Test
    void aFileThatChangesWhileItIsReadIsStoredAsReadAndReadAgain() throws IOException {
        TestSource source =
                new TestSource("s").put("good", TEXT).put("busy", TEXT).unstable("busy");
        try (Repository repository = host("a").create(storage)) {
            SnapshotResult made = repository
                    .snapshot()
                    .source(source)
                    .policy(FailurePolicy.BEST_EFFORT)
                    .run();
            assertThat(source.opened()).hasSize(4);
            assertThat(made.status()).isEqualTo(SnapshotStatus.PARTIAL);
            assertThat(errors(repository, made.id()))
                    .extracting(ItemError::cause)
                    .containsExactly("SourceChangedException");
            Stored.requireFiles(repository, made.id(), source.content());
            source.stable();
            clock.advance(Duration.ofMinutes(1));
            assertThat(repository.snapshot().source(source).run().status()).isEqualTo(SnapshotStatus.COMPLETE);
            assertThat(source.opened()).as("the unstable one is not believed").hasSize(5);
        }
    }

    @Test
    void twoEntriesOfOnePathAndEntriesBelowAFileAreItemErrors() throws IOException {
        TestSource source = new TestSource("s").put("f", TEXT).put("g", TEXT).atEnd(run -> {
            run.entry(
                    SourceEntry.builder(EntryPath.of("f"), EntryKind.DIRECTORY).build());
            run.entry(SourceEntry.builder(EntryPath.of("g/below"), EntryKind.DIRECTORY)
                    .build());
        });
        try (Repository repository = host("a").create(storage)) {
            SnapshotResult made = repository
                    .snapshot()
                    .source(source)
                    .policy(FailurePolicy.BEST_EFFORT)
                    .run();
            assertThat(made.errors().items())
                    .extracting(ItemError::cause)
                    .containsExactlyInAnyOrder("AlreadyExistsException", "UnsafePathException");
            Stored.requireFiles(repository, made.id(), source.content());
            Stored.requireClean(repository);
        }
    }

    @Test
    void attachmentsComeBack() throws IOException {
        byte[] large = TestRandom.bytes(5, 3 << 20);
        try (Repository repository = host("a").create(storage)) {
            SnapshotResult made = repository
                    .snapshot()
                    .source(new TestSource("s").put("f", TEXT))
                    .attach("empty", out -> {})
                    .attach("small", out -> out.write(TEXT))
                    .attach("large", out -> out.write(large))
                    .run();
            assertThat(attachment(repository, made.id(), "empty")).isEmpty();
            assertThat(attachment(repository, made.id(), "small")).isEqualTo(TEXT);
            assertThat(attachment(repository, made.id(), "large")).isEqualTo(large);
            assertThat(repository.details(made.id()).attachments())
                    .isEqualTo(Map.of("empty", 0L, "small", 4L, "large", (long) large.length));
            Stored.requireClean(repository);
        }
    }

    @Test
    void theRecordTellsWhatWasMade() throws IOException {
        TestSource source = new TestSource("s").put("d/f", TEXT);
        try (Repository repository = host("a").create(storage)) {
            SnapshotId first = repository.snapshot().source(source).run().id();
            clock.advance(Duration.ofMinutes(1));
            SnapshotResult second = repository
                    .snapshot()
                    .source(source)
                    .name("named")
                    .label("purpose", "test")
                    .run();
            SnapshotDetails details = repository.details(second.id());
            assertThat(details.labels()).isEqualTo(Map.of("purpose", "test"));
            assertThat(details.previous()).contains(first);
            assertThat(details.user()).isEqualTo("user");
            assertThat(details.sourceId()).isEqualTo(source.id());
            assertThat(details.counts()).isEqualTo(second.counts());
            assertThat(details.summary().name()).contains("named");
            assertThat(second.id().value()).endsWith("-host-named");
        }
    }

    @Test
    void theLatestIsCompleteAndNotOfTheFuture() throws IOException {
        TestSource source = new TestSource("s").put("f", TEXT);
        try (Repository repository = host("a").create(storage)) {
            assertThat(repository.latest()).isEmpty();
            SnapshotId good = repository.snapshot().source(source).run().id();
            clock.advance(Duration.ofMinutes(1));
            source.put("g", TEXT).fail("g", new IOException("unreadable"));
            SnapshotResult partial = repository
                    .snapshot()
                    .source(source)
                    .policy(FailurePolicy.BEST_EFFORT)
                    .run();
            assertThat(partial.status()).isEqualTo(SnapshotStatus.PARTIAL);
            assertThat(repository.latest().map(SnapshotSummary::id)).contains(good);
            clock.advance(Duration.ofDays(400));
            source.remove("g");
            SnapshotId future = repository.snapshot().source(source).run().id();
            assertThat(repository.latest().map(SnapshotSummary::id)).contains(future);
            clock.advance(Duration.ofDays(-399));
            assertThat(repository.latest().map(SnapshotSummary::id)).contains(good);
        }
    }

    @Test
    void aDryRunPutsNothing() throws IOException {
        TestSource source = new TestSource("s").put("f", TestRandom.bytes(1, 100_000));
        try (Repository repository = host("a").create(storage)) {
            List<ObjectKey> before = Stored.keys(storage, "");
            SnapshotResult dry = repository.snapshot().source(source).dryRun().run();
            assertThat(Stored.keys(storage, "")).isEqualTo(before);
            assertThat(dry.snapshot()).isEmpty();
            assertThat(dry.newBytes()).isEqualTo(100_000);
            assertThat(dry.counts().files()).isEqualTo(1);
            SnapshotResult made = repository.snapshot().source(source).run();
            assertThat(made.newFiles()).isEqualTo(1);
            assertThat(made.id().value()).as("no id was used up").endsWith("-host");
        }
    }

    private static List<ItemError> errors(Repository repository, SnapshotId id) throws VaultikException {
        List<ItemError> errors = new ArrayList<>();
        try (ErrorStream stream = repository.errors(id)) {
            for (Optional<ItemError> e = stream.next(); e.isPresent(); e = stream.next()) {
                errors.add(e.get());
            }
        }
        return errors;
    }

    private static byte[] attachment(Repository repository, SnapshotId id, String name) throws IOException {
        try (InputStream in = repository.attachment(id, name)) {
            return in.readAllBytes();
        }
    }

    private TestHost host(String name) {
        return new TestHost(folder.resolve(name), clock);
    }
}
