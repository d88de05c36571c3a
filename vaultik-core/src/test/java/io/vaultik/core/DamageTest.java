package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RestoreResult;
import io.vaultik.repository.RevisionResult;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotResult;
import io.vaultik.repository.VerifyLevel;
import io.vaultik.repository.VerifyResult;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A blob is cut, deleted or swapped: what verify says, and that the next snapshot is whole again by itself. */
class DamageTest {
    @TempDir
    Path folder;

    private int found;
    private int healed;

    private enum Damage {
        CUT,
        DELETED,
        SWAPPED,
        FLIPPED;

        void on(MemoryStorage storage, ObjectKey key, ObjectKey other) throws IOException {
            byte[] bytes = Stored.bytes(storage, key);
            switch (this) {
                case CUT -> storage.put(key, ObjectBody.of(Arrays.copyOf(bytes, bytes.length - 1)), PutMode.REPLACE);
                case DELETED -> storage.delete(key);
                case SWAPPED -> storage.put(key, ObjectBody.of(Stored.bytes(storage, other)), PutMode.REPLACE);
                case FLIPPED -> {
                    bytes[bytes.length / 2] ^= 1;
                    storage.put(key, ObjectBody.of(bytes), PutMode.REPLACE);
                }
            }
        }
    }

    @Test
    void verifyNamesWhatIsHitAndTheNextSnapshotIsWhole() throws IOException {
        TestHost prepared = new TestHost(Files.createDirectory(folder.resolve("host")), new TestClock());
        MemoryStorage whole = new MemoryStorage();
        TestSource source = source();
        try (Repository repository = prepared.create(whole)) {
            for (int i = 0; i < 3; i++) {
                source.put("more" + i, TestRandom.bytes(50 + i, 90_000));
                save(repository, source);
                prepared.clock().advance(Duration.ofHours(1));
            }
        }
        List<ObjectKey> blobs = Stored.keys(whole, Keys.BLOBS);
        int cases = 0;
        for (int i = 0; i < blobs.size(); i++) {
            for (Damage damage : Damage.values()) {
                for (VerifyLevel level : VerifyLevel.values()) {
                    MemoryStorage storage = Stored.copy(whole);
                    damage.on(storage, blobs.get(i), blobs.get((i + 1) % blobs.size()));
                    TestHost host = prepared.copyTo(folder.resolve("case-" + cases++));
                    try (Repository repository = host.open(storage)) {
                        check(repository, source, level, damage + " " + level + " " + i);
                    }
                }
            }
        }
        System.out.println("DamageTest: " + cases + " cases, " + found + " found, after " + healed
                + " all old snapshots restore again");
        assertThat(healed).isPositive();
    }

    private void check(Repository repository, TestSource source, VerifyLevel level, String what)
            throws VaultikException {
        Map<SnapshotId, Set<String>> broken = broken(repository);
        VerifyResult result = repository.verify().level(level).parallelism(1).run();
        boolean visible = level != VerifyLevel.QUICK || !what.startsWith("FLIPPED");
        if (!visible || result.isOk() && what.startsWith("SWAPPED") && level == VerifyLevel.QUICK) {
            // A blob of the same length is in its place, and nobody has read it.
            return;
        }
        assertThat(result.affectedSnapshots()).as(what).containsExactlyInAnyOrderElementsOf(broken.keySet());
        Map<SnapshotId, Set<String>> named = new TreeMap<>();
        result.affectedFiles().forEach(file -> named.computeIfAbsent(file.snapshot(), id -> new TreeSet<>())
                .add(file.path().toString()));
        assertThat(named.keySet()).as(what).isEqualTo(broken.keySet());
        named.forEach((id, files) -> assertThat(broken.get(id)).as(what).containsAll(files));

        SnapshotResult next = save(repository, source);
        Stored.requireFiles(repository, next.id(), source.content());
        VerifyResult after = repository
                .verify()
                .snapshot(next.id())
                .level(VerifyLevel.CONTENT)
                .parallelism(1)
                .run();
        assertThat(after.isOk()).as("%s: %s", what, after).isTrue();
        requireRestoresAsVerifySays(repository, what);
    }

    /** Of what is lost in older snapshots, that which the next one stored anew is taken from there. */
    private void requireRestoresAsVerifySays(Repository repository, String what) throws VaultikException {
        Map<SnapshotId, Set<String>> broken = broken(repository);
        VerifyResult result =
                repository.verify().level(VerifyLevel.CONTENT).parallelism(1).run();
        assertThat(result.isOk()).as(what).isFalse();
        assertThat(result.affectedSnapshots()).as(what).containsExactlyInAnyOrderElementsOf(broken.keySet());
        found++;
        healed += broken.isEmpty() ? 1 : 0;
        requireHealing(repository, broken.keySet(), what);
    }

    /** Who has the identity makes old snapshots whole, but for those whose content is nowhere. */
    private static void requireHealing(Repository repository, Set<SnapshotId> lost, String what)
            throws VaultikException {
        List<SnapshotId> before = Stored.snapshots(repository);
        RevisionResult result =
                repository.maintenance().heal().run().revisions().orElseThrow();
        assertThat(result.unhealed()).as(what).containsExactlyInAnyOrderElementsOf(lost);
        assertThat(Stored.snapshots(repository)).as(what).isEqualTo(before);
        assertThat(broken(repository).keySet()).as(what).isEqualTo(lost);
        VerifyResult after =
                repository.verify().level(VerifyLevel.CONTENT).parallelism(1).run();
        assertThat(after.isOk()).as("%s: %s", what, after).isEqualTo(lost.isEmpty());
        assertThat(after.affectedSnapshots()).as(what).containsExactlyInAnyOrderElementsOf(lost);
    }

    @Test
    void contentThatIsLostIsTakenFromOtherSnapshots() throws IOException {
        TestHost host = new TestHost(Files.createDirectory(folder.resolve("host")), new TestClock());
        MemoryStorage storage = new MemoryStorage();
        TestSource source = source().put("long", TestRandom.bytes(99, 3_000_000));
        Map<String, byte[]> old = source.content();
        try (Repository repository = host.create(storage)) {
            SnapshotId first = save(repository, source).id();
            for (ObjectKey key : Stored.keys(storage, Keys.BLOBS)) {
                if (storage.stat(key).orElseThrow().length() > 50_000) {
                    Damage.DELETED.on(storage, key, key);
                }
            }
            assertThat(Stored.unreadable(repository, first)).isNotEmpty();
            repository.verify().run();
            host.clock().advance(Duration.ofHours(1));
            source.remove("file0");
            save(repository, source);

            assertThat(Stored.unreadable(repository, first)).containsExactly("file0");
            old.remove("file0");
            RestoreResult result = repository
                    .restore(first)
                    .to(folder.resolve("target"))
                    .policy(FailurePolicy.BEST_EFFORT)
                    .run();
            assertThat(result.errors().failedCount()).isEqualTo(1);
            assertThat(result.errors().alertCount()).isEqualTo(1);
            for (Map.Entry<String, byte[]> file : old.entrySet()) {
                assertThat(folder.resolve("target").resolve(file.getKey())).hasBinaryContent(file.getValue());
            }
        }
    }

    /** Returns, by restoring everything, the files of each snapshot that cannot be; a tree that cannot be read stands for all. */
    private static Map<SnapshotId, Set<String>> broken(Repository repository) throws VaultikException {
        Map<SnapshotId, Set<String>> broken = new TreeMap<>();
        for (SnapshotId id : Stored.snapshots(repository)) {
            Set<String> failed = Stored.unreadable(repository, id);
            if (!failed.isEmpty()) {
                broken.put(id, failed);
            }
        }
        return broken;
    }

    private static SnapshotResult save(Repository repository, TestSource source) throws VaultikException {
        return repository.snapshot().source(source).parallelism(1).run();
    }

    private static TestSource source() {
        TestSource source = new TestSource("s");
        for (int i = 0; i < 4; i++) {
            source.put("file" + i, TestRandom.bytes(i, 80_000));
            source.put("small/" + i, TestRandom.bytes(10 + i, 100));
        }
        return source;
    }
}
