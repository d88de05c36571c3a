package io.vaultik.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.AgeIdentity;
import io.vaultik.core.Vaultik;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.CopyResult;
import io.vaultik.repository.CopyResult.Copied;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.repository.SnapshotFilter;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.VerifyLevel;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two of ten snapshots go to a bucket, in a process that is killed again and again, and come back from there. */
class CopyToABucketTest {
    private static final int SNAPSHOTS = 10;
    private static final int INTERRUPTIONS = 10;

    @TempDir
    private Path folder = Path.of("");

    private final AgeIdentity identity = AgeIdentity.generate(new SecureRandom());
    private final Map<SnapshotId, byte[]> contents = new HashMap<>();
    private final Map<ObjectKey, Integer> puts = new ConcurrentHashMap<>();
    private final MemoryStorage from = new MemoryStorage();

    @Test
    void comesToItsEndAfterTenInterruptionsAndPutsNoBlobTwice() throws IOException {
        List<SnapshotId> chosen = snapshots();
        try (S3Server server = S3Server.inMemory();
                S3Storage bucket = S3Storage.open(server.options())) {
            Vaultik.create(bucket, local(RepositoryOptions.defaults())).close();
            for (int i = 1; i <= INTERRUPTIONS; i++) {
                FaultInjectingStorage dying = new FaultInjectingStorage(bucket);
                if (i % 2 == 0) {
                    dying.at(2 + i).dieBefore();
                } else {
                    dying.at(2 + i).dieAfter();
                }
                assertThatThrownBy(() -> copy(dying, chosen)).isInstanceOf(VaultikException.class);
            }
            CopyResult result = copy(bucket, chosen);
            assertThat(result.copied().size() + result.skipped().size()).isEqualTo(2);
            assertThat(puts.values()).containsOnly(1);
            List<Copied> there = new ArrayList<>(result.copied());
            there.addAll(result.skipped());
            requireRestored(bucket, there);
        }
    }

    /** Returns the ids of two of them. */
    private List<SnapshotId> snapshots() throws IOException {
        List<SnapshotId> made = new ArrayList<>();
        Path source = Files.createDirectory(folder.resolve("source"));
        RepositoryOptions writing =
                local(RepositoryOptions.to(identity.recipient().text()));
        try (Repository repository = Vaultik.create(from, writing)) {
            for (int i = 0; i < SNAPSHOTS; i++) {
                byte[] bytes = new byte[300_000];
                new Random(i).nextBytes(bytes);
                Files.write(source.resolve("file"), bytes);
                SnapshotId id =
                        repository.snapshot().source(source).name("n" + i).run().id();
                contents.put(id, bytes);
                made.add(id);
            }
        }
        return List.of(made.get(3), made.get(7));
    }

    private CopyResult copy(ObjectStorage target, List<SnapshotId> chosen) throws VaultikException {
        ObjectStorage answered = new ForwardingStorage(target) {
            @Override
            public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
                super.put(key, body, mode);
                if (key.value().startsWith("blobs/")) {
                    puts.merge(key, 1, Integer::sum);
                }
            }
        };
        RepositoryOptions keyFree = local(RepositoryOptions.defaults());
        try (Repository here = Vaultik.open(from, keyFree);
                Repository there = Vaultik.open(answered, keyFree)) {
            return here.copy().to(there).snapshots(chosen).parallelism(1).run();
        }
    }

    private void requireRestored(ObjectStorage bucket, List<Copied> copies) throws IOException {
        try (Repository there = Vaultik.open(bucket, local(RepositoryOptions.with(identity)))) {
            assertThat(there.snapshots(SnapshotFilter.all()).snapshots()).hasSize(2);
            assertThat(there.verify().level(VerifyLevel.CONTENT).run().isOk()).isTrue();
            for (Copied copy : copies) {
                Path restored = folder.resolve("restored").resolve(copy.from().value());
                there.restore(copy.to().orElseThrow()).to(restored).run();
                assertThat(restored.resolve("file")).hasBinaryContent(contents.get(copy.from()));
            }
            there.maintenance().run();
            assertThat(there.info().unreferencedBlobs()).isZero();
        }
    }

    private RepositoryOptions local(RepositoryOptions options) {
        return options.stateFolder(folder.resolve("state")).catalogFolder(folder.resolve("catalog"));
    }
}
