package io.vaultik.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.Vaultik;
import io.vaultik.core.storage.FileStorage;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import io.vaultik.store.StreamStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamStoreConformanceTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void ourStoresConform() throws IOException {
        StreamStore memory = Vaultik.store(new MemoryStorage());
        assertThat(StreamStoreConformance.check(memory, folder.resolve("memory"), 1))
                .isEmpty();
        StreamStore split = Vaultik.splitStore(new MemoryStorage(), new MemoryStorage());
        assertThat(StreamStoreConformance.check(split, folder.resolve("split"), 2))
                .isEmpty();
        try (FileStorage storage = FileStorage.at(folder.resolve("store"))) {
            assertThat(StreamStoreConformance.check(Vaultik.store(storage), folder.resolve("files"), 3))
                    .isEmpty();
        }
    }

    @Test
    void findsAStoreThatLosesEverything() {
        StreamStore forgetful = Vaultik.store(new ForwardingStorage(new MemoryStorage()) {
            @Override
            public void put(ObjectKey key, ObjectBody body, PutMode mode) {
                // What is put is lost.
            }
        });
        assertThat(StreamStoreConformance.check(forgetful, folder, 4))
                .extracting(Violation::check)
                .contains(
                        "gives back what was put",
                        "stores nothing with another digest or length",
                        "keeps, lists and deletes manifests",
                        "pushes and fetches");
    }

    @Test
    void findsAStoreThatClaimsToHaveEverything() {
        StreamStore boasting = Vaultik.store(new ForwardingStorage(new MemoryStorage()) {
            @Override
            public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
                return Optional.of(new ObjectInfo(key, 0, Instant.EPOCH));
            }
        });
        assertThat(StreamStoreConformance.check(boasting, folder, 5))
                .extracting(Violation::check)
                .contains("says what is not there", "gives back what was put");
    }
}
