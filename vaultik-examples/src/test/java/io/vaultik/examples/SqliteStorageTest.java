package io.vaultik.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.conformance.StorageConformance;
import io.vaultik.core.storage.Storages;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class SqliteStorageTest {
    private static final ObjectKey KEY = ObjectKey.of("a/b");

    @TempDir
    private Path folder = Path.of("");

    @TestFactory
    Stream<DynamicTest> conforms() {
        return StorageConformance.of(this::open).listedObjects(250).longestObjectBytes(5 << 20).cases().stream()
                .map(check -> DynamicTest.dynamicTest(
                        check.name(),
                        () -> assertThat(check.run()).as(check.contract()).isEmpty()));
    }

    @Test
    void isOpenedByItsAddress() throws IOException {
        String address = "sqlite://" + folder.resolve("with%20space.db").toUri().getPath();
        try (ObjectStorage storage = Storages.open(address)) {
            storage.put(KEY, ObjectBody.of(new byte[3]), PutMode.CREATE);
        }
        try (SqliteStorage storage = SqliteStorage.at(folder.resolve("with space.db"))) {
            assertThat(storage.stat(KEY)).isPresent();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Storages.open("sqlite://host/x"));
        assertThatIllegalArgumentException().isThrownBy(() -> Storages.open("sqlite:///x?a=b"));
    }

    @Test
    void givesBackWhatWasPut() throws IOException {
        byte[] bytes = random(3_500_000);
        try (SqliteStorage storage = open()) {
            storage.put(KEY, ObjectBody.of(bytes), PutMode.CREATE);
        }
        try (SqliteStorage storage = open()) {
            try (ObjectContent content = storage.open(KEY)) {
                assertThat(content.length()).isEqualTo(bytes.length);
                assertThat(content.stream().readAllBytes()).isEqualTo(bytes);
            }
            for (int[] range : new int[][] {{0, 0}, {0, 1}, {1_048_575, 2}, {1_000_000, 2_400_000}, {3_500_000, 0}}) {
                try (InputStream in = storage.read(KEY, range[0], range[1])) {
                    assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, range[0], range[0] + range[1]));
                }
            }
            assertThat(storage.stat(KEY).orElseThrow().length()).isEqualTo(bytes.length);
        }
    }

    @Test
    void refusesWhatItMust() throws IOException {
        try (SqliteStorage storage = open()) {
            assertThatThrownBy(() -> storage.open(KEY)).isInstanceOf(ObjectNotFoundException.class);
            storage.put(KEY, ObjectBody.of(new byte[3]), PutMode.CREATE);
            assertThatThrownBy(() -> storage.put(KEY, ObjectBody.of(new byte[4]), PutMode.CREATE))
                    .isInstanceOf(ObjectExistsException.class);
            assertThatThrownBy(() -> storage.read(KEY, 2, 2)).isInstanceOf(StorageException.class);
            assertThatThrownBy(() -> storage.read(KEY, -1, 2)).isInstanceOf(IllegalArgumentException.class);
            storage.put(KEY, ObjectBody.of(new byte[5]), PutMode.REPLACE);
            assertThat(storage.stat(KEY).orElseThrow().length()).isEqualTo(5);
            storage.delete(KEY);
            storage.delete(KEY);
            assertThat(storage.stat(KEY)).isEmpty();
        }
    }

    @Test
    void keepsTheOldObjectWhenABodyFails() throws IOException {
        ObjectBody shorter = new ObjectBody() {
            @Override
            public long length() {
                return 2_000_000;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(new byte[1_500_000]);
            }
        };
        try (SqliteStorage storage = open()) {
            storage.put(KEY, ObjectBody.of(new byte[] {1, 2, 3}), PutMode.CREATE);
            assertThatThrownBy(() -> storage.put(KEY, shorter, PutMode.REPLACE)).isInstanceOf(StorageException.class);
            try (ObjectContent content = storage.open(KEY)) {
                assertThat(content.stream().readAllBytes()).containsExactly(1, 2, 3);
            }
        }
    }

    @Test
    void listsEachKeyOnceAndStopsWhenItIsTold() throws IOException {
        try (SqliteStorage storage = open()) {
            for (int i = 0; i < 101; i++) {
                storage.put(ObjectKey.of("list/" + i), ObjectBody.of(new byte[0]), PutMode.CREATE);
            }
            storage.put(ObjectKey.of("listing"), ObjectBody.of(new byte[0]), PutMode.CREATE);
            storage.put(ObjectKey.of("other"), ObjectBody.of(new byte[0]), PutMode.CREATE);

            List<String> all = new ArrayList<>();
            storage.list("list", info -> all.add(info.key().value()));
            List<String> first = new ArrayList<>();
            storage.list("", info -> first.add(info.key().value()) && first.size() < 3);

            assertThat(all).hasSize(102).doesNotContain("other").hasSize(new TreeSet<>(all).size());
            assertThat(first).hasSize(3);
        }
    }

    @Test
    void refusesEveryCallAfterItWasClosed() throws IOException {
        SqliteStorage storage = open();
        storage.close();
        storage.close();

        assertThatThrownBy(() -> storage.stat(KEY)).isInstanceOf(IllegalStateException.class);
    }

    private SqliteStorage open() throws StorageException {
        return SqliteStorage.at(folder.resolve("objects.db"));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
