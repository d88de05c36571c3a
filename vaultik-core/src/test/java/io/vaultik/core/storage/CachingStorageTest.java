package io.vaultik.core.storage;

import static io.vaultik.core.storage.Bodies.bytes;
import static io.vaultik.core.storage.Bodies.contentOf;
import static io.vaultik.core.storage.Bodies.rangeOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept is fetched once, is checked, and has a limit. */
class CachingStorageTest {
    private static final ObjectKey KEY = ObjectKey.of("manifests/one");
    private static final ObjectKey DATA = ObjectKey.of("blobs/one");
    private static final long LIMIT = 4 << 20;

    @TempDir
    private Path folder = Path.of("");

    private final MemoryStorage memory = new MemoryStorage();
    private final CountingStorage counting = new CountingStorage(memory);
    private Instant now = Instant.EPOCH;
    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private Path cache() {
        return folder.resolve("cache");
    }

    private ObjectStorage open() {
        return new CachingStorage(counting, cache(), LIMIT, key -> key.value().startsWith("manifests/"), clock);
    }

    private void put(ObjectKey key, byte[] bytes) throws StorageException {
        memory.put(key, ObjectBody.of(bytes), PutMode.REPLACE);
    }

    @Test
    void fetchesOnceWhatItKeepsAlsoForTheNextProcess() throws IOException {
        byte[] bytes = bytes(100_000, 1);
        put(KEY, bytes);

        for (int i = 0; i < 3; i++) {
            ObjectStorage storage = open();
            assertThat(contentOf(storage, KEY)).isEqualTo(bytes);
            assertThat(rangeOf(storage, KEY, 50_000, 100)).isEqualTo(Arrays.copyOfRange(bytes, 50_000, 50_100));
            assertThatThrownBy(() -> storage.read(KEY, 99_999, 2)).isInstanceOf(StorageException.class);
        }

        assertThat(counting.counts().allCalls()).isEqualTo(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache())))
                .isEqualTo("rwx------");
    }

    @Test
    void fetchesAWholeObjectForItsFirstRange() throws IOException {
        put(KEY, bytes(1_000, 1));

        assertThat(rangeOf(open(), KEY, 10, 5)).hasSize(5);
        assertThat(rangeOf(open(), KEY, 20, 5)).hasSize(5);

        assertThat(counting.counts().calls(StorageVerb.OPEN)).isEqualTo(1);
        assertThat(counting.counts().calls(StorageVerb.READ)).isZero();
    }

    @Test
    void letsPassWhatNobodyNamedAndWhatIsLong() throws IOException {
        ObjectKey longKey = ObjectKey.of("manifests/long");
        put(DATA, bytes(10, 1));
        put(longKey, bytes(300_000, 2));
        for (int i = 0; i < 2; i++) {
            assertThat(contentOf(open(), DATA)).hasSize(10);
            assertThat(contentOf(open(), longKey)).isEqualTo(bytes(300_000, 2));
            assertThat(rangeOf(open(), longKey, 299_999, 1)).hasSize(1);
        }
        assertThat(counting.counts().calls(StorageVerb.OPEN)).isEqualTo(6);
        assertThat(counting.counts().calls(StorageVerb.READ)).isEqualTo(2);
        assertThat(cache()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flipped", "cut", "empty", "longer", "another", "folder"})
    void dropsWhatIsDamagedAndFetchesItAgain(String how) throws IOException {
        byte[] bytes = bytes(1_000, 3);
        put(KEY, bytes);
        assertThat(contentOf(open(), KEY)).isEqualTo(bytes);
        Path kept = files().get(0);
        byte[] file = Files.readAllBytes(kept);
        switch (how) {
            case "flipped" -> {
                file[file.length - 1] ^= 1;
                Files.write(kept, file);
            }
            case "cut" -> Files.write(kept, Arrays.copyOf(file, file.length - 1));
            case "empty" -> Files.write(kept, new byte[0]);
            case "longer" -> Files.write(kept, Arrays.copyOf(file, 1 << 20));
            case "another" -> {
                ObjectKey other = ObjectKey.of("manifests/two");
                put(other, bytes(1_000, 4));
                contentOf(open(), other);
                Path second = files().stream()
                        .filter(path -> !path.equals(kept))
                        .findFirst()
                        .orElseThrow();
                Files.write(kept, Files.readAllBytes(second));
            }
            default -> {
                Files.delete(kept);
                Files.createDirectory(kept);
            }
        }

        assertThat(contentOf(open(), KEY)).isEqualTo(bytes);
        long calls = counting.counts().allCalls();
        assertThat(contentOf(open(), KEY)).isEqualTo(bytes);
        assertThat(counting.counts().allCalls() - calls).isEqualTo(how.equals("folder") ? 1 : 0);
    }

    @Test
    void findsFlippedBytes() throws IOException {
        put(KEY, bytes(50, 3));
        contentOf(open(), KEY);
        Path kept = files().get(0);
        byte[] file = Files.readAllBytes(kept);
        int flips = 0;
        for (int i = 0; i < file.length; i += 5, flips++) {
            byte[] flipped = file.clone();
            flipped[i] ^= 0x40;
            Files.write(kept, flipped);
            assertThat(contentOf(open(), KEY)).isEqualTo(bytes(50, 3));
        }
        assertThat(counting.counts().allCalls()).isEqualTo(1 + flips);
    }

    @Test
    void keepsNoMoreThanItsLimitAndDropsWhatWasNotReadForLongest() throws IOException {
        for (int i = 0; i < 100; i++) {
            put(ObjectKey.of("manifests/" + i), bytes(200_000, i));
        }
        for (int i = 0; i < 100; i++) {
            now = now.plusSeconds(10);
            contentOf(open(), ObjectKey.of("manifests/" + i));
            contentOf(open(), ObjectKey.of("manifests/0"));
            assertThat(size()).isLessThanOrEqualTo(LIMIT);
        }
        assertThat(size()).isGreaterThan(LIMIT / 2);
        long calls = counting.counts().allCalls();
        contentOf(open(), ObjectKey.of("manifests/0"));
        contentOf(open(), ObjectKey.of("manifests/99"));
        assertThat(counting.counts().allCalls()).isEqualTo(calls);
        contentOf(open(), ObjectKey.of("manifests/1"));
        assertThat(counting.counts().allCalls()).isEqualTo(calls + 1);
    }

    @Test
    void forgetsWhatIsPutOrDeletedThroughIt() throws IOException {
        ObjectStorage storage = open();
        put(KEY, bytes(10, 1));
        contentOf(storage, KEY);
        storage.put(KEY, ObjectBody.of(bytes(20, 2)), PutMode.REPLACE);
        assertThat(contentOf(storage, KEY)).isEqualTo(bytes(20, 2));
        storage.putAll(Map.of(KEY, ObjectBody.of(bytes(30, 3))));
        assertThat(contentOf(storage, KEY)).isEqualTo(bytes(30, 3));
        storage.delete(KEY);
        assertThatThrownBy(() -> storage.open(KEY)).isInstanceOf(ObjectNotFoundException.class);
        put(KEY, bytes(10, 1));
        contentOf(storage, KEY);
        storage.deleteAll(List.of(KEY));
        assertThatThrownBy(() -> storage.read(KEY, 0, 1)).isInstanceOf(ObjectNotFoundException.class);
    }

    @Test
    void keepsNothingThatWasReplacedWhileItWasRead() throws IOException {
        put(KEY, bytes(10, 1));
        CachingStorage[] outer = new CachingStorage[1];
        ObjectStorage racing = new ForwardingStorage(memory) {
            @Override
            public ObjectContent open(ObjectKey key) throws StorageException {
                ObjectContent old = super.open(key);
                outer[0].put(key, ObjectBody.of(bytes(10, 2)), PutMode.REPLACE);
                return old;
            }
        };
        outer[0] = new CachingStorage(racing, cache(), LIMIT, key -> true);

        assertThat(contentOf(outer[0], KEY)).isEqualTo(bytes(10, 1));

        assertThat(files()).isEmpty();
    }

    @Test
    void worksWhereItCannotWrite() throws IOException {
        Files.writeString(cache(), "no folder");
        put(KEY, bytes(10, 1));
        assertThat(contentOf(open(), KEY)).isEqualTo(bytes(10, 1));
        assertThat(contentOf(open(), KEY)).isEqualTo(bytes(10, 1));
        assertThat(counting.counts().allCalls()).isEqualTo(2);
    }

    @Test
    void keepsTheObjectsOfTwoPlacesApart() throws IOException {
        MemoryStorage other = new MemoryStorage();
        put(KEY, bytes(10, 1));
        other.put(KEY, ObjectBody.of(bytes(10, 2)), PutMode.CREATE);
        ObjectStorage there =
                new CachingStorage(new PrefixedStorage(other, ObjectKey.of("x")), cache(), LIMIT, key -> true);
        there.put(KEY, ObjectBody.of(bytes(10, 3)), PutMode.CREATE);

        assertThat(contentOf(open(), KEY)).isEqualTo(bytes(10, 1));
        assertThat(contentOf(there, KEY)).isEqualTo(bytes(10, 3));
    }

    @Test
    void passesFailuresOn() throws IOException {
        put(KEY, bytes(1_000, 1));
        FaultInjectingStorage faults = new FaultInjectingStorage(memory);
        faults.at(StorageVerb.OPEN, 1).breakAfter(500);
        ObjectStorage storage = new CachingStorage(faults, cache(), LIMIT, key -> true);

        assertThatThrownBy(() -> storage.open(KEY))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.retryable()).isTrue());
        assertThat(contentOf(storage, KEY)).isEqualTo(bytes(1_000, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new CachingStorage(memory, cache(), 1_000, key -> true));
    }

    private List<Path> files() throws IOException {
        if (!Files.exists(cache())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(cache())) {
            return files.toList();
        }
    }

    private long size() throws IOException {
        long size = 0;
        for (Path file : files()) {
            size += Files.size(file);
        }
        return size;
    }
}
