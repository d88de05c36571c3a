package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.read.StoredManifest;
import io.vaultik.core.storage.CountingStorage;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.IncompleteException;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.UnsupportedFormatException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongRepositoryException;
import io.vaultik.repository.CopyResult;
import io.vaultik.repository.CopyResult.Copied;
import io.vaultik.repository.MaintenanceResult;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.repository.RetentionPolicy;
import io.vaultik.repository.SnapshotDetails;
import io.vaultik.repository.SnapshotFilter;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotSummary;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots in another repository, copied by a host that has no identity and knows no recipient. */
class CopyTest {
    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final MemoryStorage from = new MemoryStorage(clock);
    private final MemoryStorage to = new MemoryStorage(clock);
    private final TestSource source = new TestSource("s");
    private final Map<SnapshotId, Map<String, byte[]>> contents = new TreeMap<>();
    private TestHost host = new TestHost(Path.of("unused"), clock);

    @BeforeEach
    void makesThreeSnapshots() throws IOException {
        host = new TestHost(folder.resolve("host"), clock);
        try (Repository repository = host.create(from)) {
            for (int i = 0; i < 3; i++) {
                source.put("same", TestRandom.bytes(1, 80_000))
                        .put("file" + i, TestRandom.bytes(10 + i, 90_000))
                        .remove("file" + (i - 1));
                clock.advance(Duration.ofMinutes(1));
                contents.put(save(repository), source.content());
            }
        }
        host.create(to).close();
    }

    private SnapshotId save(Repository repository) throws VaultikException {
        return repository.snapshot().source(source).parallelism(1).run().id();
    }

    private RepositoryOptions keyFree() {
        return RepositoryOptions.defaults()
                .stateFolder(folder.resolve("copier/state"))
                .catalogFolder(folder.resolve("copier/cache"))
                .host("copier")
                .user("user")
                .clock(clock);
    }

    private Repository copier(ObjectStorage storage) throws VaultikException {
        return Vaultik.open(storage, keyFree(), TestHost.QUICK);
    }

    private CopyResult copy(ObjectStorage source, ObjectStorage target, @Nullable List<SnapshotId> ids)
            throws VaultikException {
        try (Repository here = copier(source);
                Repository there = copier(target)) {
            return (ids == null ? here.copy() : here.copy().snapshots(ids))
                    .to(there)
                    .run();
        }
    }

    private CopyResult copy() throws VaultikException {
        return copy(from, to, null);
    }

    private SnapshotId id(int which) {
        return List.copyOf(contents.keySet()).get(which);
    }

    private Map<String, byte[]> content(SnapshotId id) {
        return Objects.requireNonNull(contents.get(id));
    }

    private static SnapshotId copyOf(CopyResult result, SnapshotId id) {
        return result.copied().stream()
                .filter(copied -> copied.from().equals(id))
                .findFirst()
                .flatMap(Copied::to)
                .orElseThrow();
    }

    private List<ObjectKey> blobs(ObjectStorage storage) throws VaultikException {
        return Stored.keys(storage, Keys.BLOBS);
    }

    private StoredManifest manifest(ObjectStorage storage, SnapshotId id) throws VaultikException {
        try (Repository repository = copier(storage)) {
            return new SnapshotIndex(storage, repository.id())
                    .stored(id.value())
                    .orElseThrow();
        }
    }

    /** All that was copied restores and verifies with the identity of the original. */
    private void requireWhole(ObjectStorage storage, CopyResult result) throws IOException {
        try (Repository repository = host.open(storage)) {
            for (Copied copied : result.copied()) {
                Stored.requireFiles(repository, copied.to().orElseThrow(), content(copied.from()));
            }
            Stored.requireClean(repository);
        }
    }

    @Test
    void aCopyIsASnapshotOfTheTarget() throws IOException {
        CopyResult result = copy();
        assertThat(result.copied()).extracting(Copied::from).containsExactlyElementsOf(contents.keySet());
        assertThat(result.copied())
                .allMatch(copied -> copied.to().orElseThrow().original().equals(copied.from()))
                .allMatch(copied -> copied.to().orElseThrow().value().matches(".*~[0-9a-f]{16}"));
        assertThat(result.newBlobs()).isEqualTo(blobs(from).size());
        assertThat(blobs(to)).containsExactlyInAnyOrderElementsOf(blobs(from));
        assertThat(result.errors().isEmpty()).isTrue();
        assertThat(result.report().kind()).isEqualTo("copy");
        assertThat(result.totalStorageCalls()).isPositive();
        requireWhole(to, result);
        try (Repository here = host.open(from);
                Repository there = host.open(to)) {
            List<SnapshotSummary> originals =
                    here.snapshots(SnapshotFilter.all()).snapshots();
            List<SnapshotSummary> copies = there.snapshots(SnapshotFilter.all()).snapshots();
            assertThat(copies).hasSameSizeAs(originals);
            for (int i = 0; i < copies.size(); i++) {
                SnapshotId own = copies.get(i).id();
                assertThat(own).isEqualTo(copyOf(result, originals.get(i).id()));
                assertThat(copies.get(i))
                        .usingRecursiveComparison()
                        .ignoringFields("id")
                        .isEqualTo(originals.get(i));
            }
            assertThat(there.latest().orElseThrow().id()).isEqualTo(copyOf(result, id(2)));
            SnapshotDetails details = there.details(copyOf(result, id(1)));
            assertThat(details.counts()).isEqualTo(here.details(id(1)).counts());
            assertThat(there.errors(copyOf(result, id(0))).next()).isEmpty();
        }
        assertThat(Stored.keys(to, Keys.SESSIONS)).isEmpty();
    }

    @Test
    void aCopyIsDeletedPurgedAndCollected() throws IOException {
        CopyResult result = copy();
        try (Repository there = copier(to)) {
            there.delete(List.of(copyOf(result, id(1))));
            there.purge(RetentionPolicy.builder().keepLast(1).build()).run();
            assertThat(Stored.snapshots(there)).containsExactly(copyOf(result, id(2)));
            clock.advance(Duration.ofMinutes(1));
            MaintenanceResult kept = there.maintenance().run();
            assertThat(kept.deletedBlobs()).isPositive();
            assertThat(there.info().unreferencedBlobs()).isZero();
        }
        try (Repository there = host.open(to)) {
            Stored.requireFiles(there, copyOf(result, id(2)), content(id(2)));
            Stored.requireClean(there);
        }
    }

    @Test
    void theOriginalGoesWithItsSignature() throws IOException {
        SnapshotId copy = copyOf(copy(), id(0));
        StoredManifest original = manifest(from, id(0));
        StoredManifest there = manifest(to, copy);
        assertThat(there.origin()).isEqualTo(original.origin());
        assertThat(there.manifest().repository())
                .isNotEqualTo(original.manifest().repository());
        assertThat(there.manifest().blobs()).isEqualTo(original.manifest().blobs());
        assertThat(there.manifest().sequence()).isEqualTo(1);
        assertThat(there.manifest().previousSnapshot()).isNull();
        assertThat(Stored.bytes(to, Keys.record(copy.value())))
                .isEqualTo(Stored.bytes(from, Keys.record(id(0).value())));
    }

    @Test
    void aSecondCopyPutsNothingAndListsNoBlob() throws IOException {
        CopyResult first = copy();
        CountingStorage counted = new CountingStorage(to);
        List<String> listed = new java.util.ArrayList<>();
        ObjectStorage watched = new ForwardingStorage(counted) {
            @Override
            public void list(String prefix, io.vaultik.storage.ObjectVisitor visitor) throws StorageException {
                listed.add(prefix);
                super.list(prefix, visitor);
            }
        };
        CopyResult second = copy(from, watched, null);
        assertThat(second.copied()).isEmpty();
        assertThat(second.skipped()).isEqualTo(first.copied());
        assertThat(second.newBlobs() + second.newBytes() + second.presentBlobs())
                .isZero();
        assertThat(counted.counts().calls(StorageVerb.PUT)).isZero();
        assertThat(counted.counts().calls(StorageVerb.STAT)).isZero();
        assertThat(listed).containsExactly(Keys.METADATA);
    }

    @Test
    void aNewSnapshotCostsItsNewBlobs() throws IOException {
        copy();
        clock.advance(Duration.ofMinutes(1));
        source.put("new", TestRandom.bytes(50, 70_000));
        long before = blobs(from).size();
        try (Repository repository = host.open(from)) {
            contents.put(save(repository), source.content());
        }
        CopyResult result = copy();
        assertThat(result.copied()).extracting(Copied::from).containsExactly(id(3));
        assertThat(result.skipped()).hasSize(3);
        assertThat(result.newBlobs()).isEqualTo(blobs(from).size() - before);
        assertThat(result.presentBlobs()).isPositive();
        requireWhole(to, result);
    }

    @Test
    void someSnapshotsWithoutTheirPins() throws IOException {
        try (Repository here = copier(from)) {
            here.pin(id(2));
        }
        CopyResult result = copy(from, to, List.of(id(2), id(0), id(2)));
        assertThat(result.copied()).extracting(Copied::from).containsExactly(id(0), id(2));
        requireWhole(to, result);
        try (Repository there = copier(to)) {
            assertThat(there.snapshots(SnapshotFilter.all()).snapshots())
                    .hasSize(2)
                    .noneMatch(SnapshotSummary::pinned);
        }
        assertThat(copy(from, to, List.of()).copied()).isEmpty();
    }

    @Test
    void aPlanSaysWhatWouldBePutAndChangesNothing() throws IOException {
        copy(from, to, List.of(id(0)));
        CountingStorage counted = new CountingStorage(to);
        try (Repository here = copier(from);
                Repository there = copier(counted)) {
            CopyResult plan = here.copy().to(there).plan();
            assertThat(plan.copied())
                    .containsExactly(new Copied(id(1), Optional.empty()), new Copied(id(2), Optional.empty()));
            assertThat(plan.skipped()).extracting(Copied::from).containsExactly(id(0));
            assertThat(counted.counts().calls(StorageVerb.PUT)
                            + counted.counts().calls(StorageVerb.DELETE))
                    .isZero();
            CopyResult run = here.copy().to(there).run();
            assertThat(run.newBlobs()).isEqualTo(plan.newBlobs());
            assertThat(run.newBytes()).isEqualTo(plan.newBytes());
            assertThat(run.presentBlobs()).isEqualTo(plan.presentBlobs());
            assertThat(here.copy().to(there).plan().newBlobs()).isZero();
        }
    }

    @Test
    void snapshotsOfOneIdFromTwoRepositoriesAreTwoSnapshots() throws IOException {
        MemoryStorage other = new MemoryStorage(clock);
        TestHost twin = new TestHost(folder.resolve("twin"), new TestClock());
        twin.clock().advance(Duration.ofMinutes(1));
        TestSource others = new TestSource("s").put("another", TestRandom.bytes(99, 70_000));
        SnapshotId same;
        try (Repository repository = twin.create(other)) {
            same = repository.snapshot().source(others).parallelism(1).run().id();
        }
        assertThat(same).isEqualTo(id(0));
        SnapshotId one = copyOf(copy(from, to, List.of(same)), same);
        SnapshotId two = copyOf(copy(other, to, null), same);
        assertThat(two).isNotEqualTo(one);
        assertThat(copy(other, to, null).copied()).isEmpty();
        try (Repository there = host.open(to)) {
            Stored.requireFiles(there, one, content(same));
            Stored.requireFiles(there, two, others.content());
            there.delete(List.of(one));
            assertThat(Stored.snapshots(there)).containsExactly(two);
        }
    }

    @Test
    void aCopyOfACopyIsACopyOfTheOriginal() throws IOException {
        CopyResult first = copy();
        MemoryStorage third = new MemoryStorage(clock);
        host.create(third).close();
        CopyResult second = copy(to, third, null);
        SnapshotId again = copyOf(second, copyOf(first, id(0)));
        assertThat(again.original()).isEqualTo(id(0));
        assertThat(manifest(third, again).origin())
                .isEqualTo(manifest(from, id(0)).origin());
        // Wherever it comes from, it is there already.
        assertThat(copy(from, third, null).copied()).isEmpty();
        assertThat(copy(third, from, null).copied()).isEmpty();
        try (Repository there = host.open(third)) {
            Stored.requireFiles(there, again, content(id(0)));
            Stored.requireClean(there);
        }
    }

    @Test
    void aLostSnapshotComesBackFromItsCopy() throws IOException {
        CopyResult result = copy();
        try (Repository here = host.open(from)) {
            here.delete(List.of(id(1)));
            clock.advance(Duration.ofMinutes(1));
            here.maintenance().run();
        }
        CopyResult back = copy(to, from, null);
        assertThat(back.copied()).extracting(Copied::from).containsExactly(copyOf(result, id(1)));
        SnapshotId returned = back.copied().get(0).to().orElseThrow();
        assertThat(returned.original()).isEqualTo(id(1));
        try (Repository here = host.open(from)) {
            Stored.requireFiles(here, returned, content(id(1)));
            Stored.requireClean(here);
        }
    }

    @Test
    void aDamagedBlobFailsItsSnapshotsAndLeavesTheRest() throws IOException {
        ObjectKey blob = onlyIn(id(1));
        byte[] bytes = Stored.bytes(from, blob);
        bytes[bytes.length - 1] ^= 1;
        from.put(blob, ObjectBody.of(bytes), PutMode.REPLACE);
        IncompleteException failure = catchThrowableOfType(IncompleteException.class, this::copy);
        assertThat(failure.errors().items()).singleElement().satisfies(error -> {
            assertThat(error.item().id().value()).isEqualTo(id(1).value());
            assertThat(error.cause()).isEqualTo("IntegrityException");
            assertThat(error.message()).contains(blob.value());
        });
        CopyResult result = failure.result(CopyResult.class).orElseThrow();
        assertThat(result.copied()).extracting(Copied::from).containsExactly(id(0), id(2));
        assertThat(blobs(to)).doesNotContain(blob);
        requireWhole(to, result);
        assertThat(Stored.keys(to, Keys.SESSIONS)).isEmpty();
        try (Repository here = copier(from);
                Repository there = copier(to)) {
            CopyResult best =
                    here.copy().to(there).policy(FailurePolicy.BEST_EFFORT).run();
            assertThat(best.errors().failedCount()).isEqualTo(1);
            assertThatThrownBy(() -> here.copy()
                            .to(there)
                            .policy(FailurePolicy.FAIL_FAST)
                            .run())
                    .isInstanceOf(IntegrityException.class);
        }
    }

    @Test
    void whatIsMissingOrShortOrHasNoRecordIsDamaged() throws IOException {
        from.delete(onlyIn(id(0)));
        ObjectKey shortened = onlyIn(id(1));
        from.put(shortened, ObjectBody.of(new byte[] {1, 2, 3}), PutMode.REPLACE);
        from.delete(Keys.record(id(2).value()));
        IncompleteException failure = catchThrowableOfType(IncompleteException.class, this::copy);
        assertThat(failure.errors().failedCount()).isEqualTo(3);
        try (Repository there = copier(to)) {
            assertThat(Stored.snapshots(there)).isEmpty();
        }
        assertThat(Stored.keys(to, Keys.METADATA)).isEmpty();
    }

    @Test
    void aDamagedManifestFailsItsSnapshot() throws IOException {
        from.put(Keys.manifest(id(0).value()), ObjectBody.of(new byte[] {1, 2, 3}), PutMode.REPLACE);
        IncompleteException failure = catchThrowableOfType(IncompleteException.class, this::copy);
        assertThat(failure.errors().failedCount()).isEqualTo(1);
        assertThat(failure.result(CopyResult.class).orElseThrow().copied()).hasSize(2);
    }

    @Test
    void aSnapshotThatIsDeletedMeanwhileIsPassedOverUnlessItWasAskedFor() throws IOException {
        ObjectKey lost = onlyIn(id(1));
        ObjectStorage deleting = new ForwardingStorage(from) {
            @Override
            public ObjectContent open(ObjectKey key) throws StorageException {
                if (key.equals(lost)) {
                    from.delete(Keys.manifest(id(1).value()));
                    from.delete(lost);
                }
                return super.open(key);
            }
        };
        byte[] manifest = Stored.bytes(from, Keys.manifest(id(1).value()));
        byte[] blob = Stored.bytes(from, lost);
        CopyResult all = copy(deleting, to, null);
        assertThat(all.copied()).extracting(Copied::from).containsExactly(id(0), id(2));
        assertThat(all.errors().failedCount()).isZero();
        assertThat(all.errors().skippedCount()).isEqualTo(1);
        from.put(Keys.manifest(id(1).value()), ObjectBody.of(manifest), PutMode.CREATE);
        from.put(lost, ObjectBody.of(blob), PutMode.CREATE);
        IncompleteException failure =
                catchThrowableOfType(IncompleteException.class, () -> copy(deleting, to, List.of(id(1))));
        assertThat(failure.errors().items()).extracting(error -> error.cause()).containsExactly("NotFoundException");
    }

    @Test
    void anUnknownSnapshotIsRefusedBeforeAnythingIsCopied() throws IOException {
        assertThatThrownBy(() -> copy(from, to, List.of(id(0), SnapshotId.of("nothing"))))
                .isInstanceOf(NotFoundException.class);
        assertThat(blobs(to)).isEmpty();
    }

    @Test
    void whatIsNoTargetIsRefused() throws IOException {
        assertThatThrownBy(() -> copy(from, from, null)).isInstanceOf(WrongRepositoryException.class);
        assertThatThrownBy(() -> copy(from, Stored.copy(from), null)).isInstanceOf(WrongRepositoryException.class);
        MemoryStorage blake = new MemoryStorage(clock);
        host.open(from).close();
        Vaultik.create(blake, host.options().digest("blake3"), TestHost.QUICK).close();
        assertThatThrownBy(() -> copy(from, blake, null)).isInstanceOf(UnsupportedFormatException.class);
        String newer = new String(Stored.bytes(to, Keys.CONFIGURATION), StandardCharsets.UTF_8)
                .replace("\"format\":1", "\"format\":2");
        to.put(Keys.CONFIGURATION, ObjectBody.of(newer.getBytes(StandardCharsets.UTF_8)), PutMode.REPLACE);
        assertThatThrownBy(() -> copy(from, to, null)).isInstanceOf(UnsupportedFormatException.class);
        try (Repository here = copier(from)) {
            assertThatIllegalStateException().isThrownBy(() -> here.copy().run());
            assertThatIllegalArgumentException().isThrownBy(() -> here.copy().parallelism(0));
        }
    }

    @Test
    void aBlobOfTheTargetThatIsCutIsPutAgain() throws IOException {
        CopyResult first = copy(from, to, List.of(id(0)));
        ObjectKey shared = blobs(to).get(0);
        to.put(shared, ObjectBody.of(new byte[] {1}), PutMode.REPLACE);
        CopyResult result = copy();
        if (manifestNames(id(1), shared) || manifestNames(id(2), shared)) {
            requireWhole(to, first);
        }
        assertThat(result.copied()).hasSize(2);
    }

    private boolean manifestNames(SnapshotId id, ObjectKey blob) throws VaultikException {
        return manifest(from, id).manifest().blobs().stream()
                .anyMatch(one -> Keys.blob(one.name()).equals(blob));
    }

    @Test
    void theKeysOfTheTargetStayAsTheyAre() throws IOException {
        UUID id;
        try (Repository there = copier(to)) {
            id = there.id();
        }
        copy();
        Path pinned = folder.resolve("copier/state")
                .resolve(Objects.requireNonNull(id).toString());
        assertThat(pinned.resolve("recipients")).doesNotExist();
        assertThat(pinned.resolve("writer.key")).exists();
        assertThat(folder.resolve("copier/cache")).doesNotExist();
    }

    /** Returns a blob that only one of the snapshots needs. */
    private ObjectKey onlyIn(SnapshotId id) throws VaultikException {
        for (ObjectKey blob : blobs(from)) {
            long users = 0;
            boolean own = false;
            for (SnapshotId one : contents.keySet()) {
                boolean names = manifestNames(one, blob);
                users += names ? 1 : 0;
                own |= names && one.equals(id);
            }
            if (own && users == 1) {
                return blob;
            }
        }
        throw new AssertionError("no blob is only in " + id);
    }
}
