package io.vaultik.core.storage;

import static io.vaultik.core.storage.Bodies.breakingAfter;
import static io.vaultik.core.storage.Bodies.bytes;
import static io.vaultik.core.storage.Bodies.contentOf;
import static io.vaultik.core.storage.Bodies.dripping;
import static io.vaultik.core.storage.Bodies.keysOf;
import static io.vaultik.core.storage.Bodies.rangeOf;
import static io.vaultik.core.storage.Bodies.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every storage promises. A class for each storage extends it. */
abstract class StorageContractTest {
    private static final ObjectKey KEY = ObjectKey.of("folder/name.bin");
    private static final ObjectKey OTHER = ObjectKey.of("folder/other");
    private static final ObjectKey ABSENT = ObjectKey.of("folder/absent");

    private ObjectStorage storage = new MemoryStorage();

    /** Makes an empty storage. */
    abstract ObjectStorage create() throws IOException;

    /** The longest key that the storage takes. */
    int longestKey() {
        return ObjectKey.MAX_LENGTH;
    }

    /** Whether an object may have the name of another one's folder. */
    boolean nestsKeys() {
        return true;
    }

    @BeforeEach
    final void open() throws IOException {
        storage = create();
    }

    @AfterEach
    final void close() throws IOException {
        storage.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 4_096, 65_537, 262_144, 262_145, 1_048_577, 8_388_608})
    void returnsTheBytesThatWerePut(int length) throws IOException {
        byte[] bytes = bytes(length, 1);

        storage.put(KEY, ObjectBody.of(bytes), PutMode.CREATE);
        storage.put(OTHER, dripping(bytes, 10_007), PutMode.REPLACE);

        assertThat(contentOf(storage, KEY)).isEqualTo(bytes);
        assertThat(contentOf(storage, OTHER)).isEqualTo(bytes);
        assertThat(storage.stat(KEY).orElseThrow().length()).isEqualTo(length);
        assertThat(storage.stat(KEY).orElseThrow().key()).isEqualTo(KEY);
    }

    @Test
    void takesOneByteAtATimeFromABodyAndFromAStream() throws IOException {
        byte[] bytes = bytes(700, 2);

        storage.put(KEY, dripping(bytes, 1), PutMode.CREATE);

        try (InputStream stream = storage.read(KEY, 100, 3)) {
            assertThat(List.of(stream.read(), stream.read(), stream.read(), stream.read()))
                    .containsExactly(bytes[100] & 0xff, bytes[101] & 0xff, bytes[102] & 0xff, -1);
        }
    }

    @Test
    void readsExactRanges() throws IOException {
        byte[] bytes = bytes(100_000, 3);
        storage.put(KEY, ObjectBody.of(bytes), PutMode.CREATE);
        int[][] ranges = {{0, 1}, {0, 100_000}, {99_999, 1}, {1, 99_998}, {50_000, 0}, {0, 0}, {100_000, 0}, {7, 65_536}
        };

        for (int[] range : ranges) {
            byte[] expected = Arrays.copyOfRange(bytes, range[0], range[0] + range[1]);
            assertThat(rangeOf(storage, KEY, range[0], range[1])).isEqualTo(expected);
        }
    }

    @Test
    void refusesARangeOutsideTheObject() throws IOException {
        storage.put(KEY, ObjectBody.of(new byte[10]), PutMode.CREATE);
        long[][] ranges = {{0, 11}, {10, 1}, {11, 0}, {Long.MAX_VALUE, 1}, {1, Long.MAX_VALUE}, {9, 2}};

        for (long[] range : ranges) {
            assertThatThrownBy(() -> rangeOf(storage, KEY, range[0], range[1]))
                    .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.retryable())
                            .isFalse());
        }
        assertThatIllegalArgumentException().isThrownBy(() -> storage.read(KEY, -1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> storage.read(KEY, 1, -1));
    }

    @Test
    void skipsInAStream() throws IOException {
        byte[] bytes = bytes(1_000, 4);
        storage.put(KEY, ObjectBody.of(bytes), PutMode.CREATE);

        try (InputStream stream = storage.read(KEY, 100, 800)) {
            stream.skipNBytes(500);
            assertThat(stream.read()).isEqualTo(bytes[600] & 0xff);
            assertThat(stream.readAllBytes()).hasSize(299);
            assertThat(stream.skip(5)).isZero();
        }
    }

    @Test
    void saysThatAnObjectIsNotThere() throws IOException {
        storage.put(KEY, ObjectBody.of(new byte[1]), PutMode.CREATE);
        List<ObjectKey> absent = List.of(ABSENT, ObjectKey.of("absent"), ObjectKey.of("no/such/folder"));

        for (ObjectKey key : absent) {
            assertThat(storage.stat(key)).isEmpty();
            assertThatThrownBy(() -> storage.open(key))
                    .isInstanceOfSatisfying(ObjectNotFoundException.class, e -> assertThat(e.key())
                            .isEqualTo(key));
            assertThatThrownBy(() -> storage.read(key, 0, 0)).isInstanceOf(ObjectNotFoundException.class);
        }
    }

    @Test
    void refusesToCreateWhatIsThere() throws IOException {
        storage.put(KEY, ObjectBody.of(new byte[] {1}), PutMode.CREATE);

        assertThatThrownBy(() -> storage.put(KEY, ObjectBody.of(new byte[] {2, 2}), PutMode.CREATE))
                .isInstanceOfSatisfying(ObjectExistsException.class, e -> {
                    assertThat(e.key()).isEqualTo(KEY);
                    assertThat(e.retryable()).isFalse();
                });
        assertThat(contentOf(storage, KEY)).containsExactly(1);
    }

    @Test
    void replacesWhatIsThere() throws IOException {
        storage.put(KEY, ObjectBody.of(bytes(5_000, 5)), PutMode.REPLACE);
        storage.put(KEY, ObjectBody.of(new byte[] {2, 3}), PutMode.REPLACE);

        assertThat(contentOf(storage, KEY)).containsExactly(2, 3);
        assertThat(storage.stat(KEY).orElseThrow().length()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8, 16})
    void letsOneOfSeveralConcurrentCreationsWin(int threads) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 20; round++) {
                ObjectKey key = ObjectKey.of("race/" + round + "/key");
                CyclicBarrier start = new CyclicBarrier(threads);
                List<Future<Boolean>> attempts = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    byte[] mine = bytes(10_000 + i, i);
                    attempts.add(pool.submit(() -> {
                        start.await();
                        return wins(key, mine);
                    }));
                }
                List<Integer> winners = winnersOf(attempts);
                assertThat(winners).hasSize(1);
                int winner = winners.get(0);
                assertThat(contentOf(storage, key)).isEqualTo(bytes(10_000 + winner, winner));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private boolean wins(ObjectKey key, byte[] bytes) throws StorageException {
        try {
            storage.put(key, ObjectBody.of(bytes), PutMode.CREATE);
            return true;
        } catch (ObjectExistsException e) {
            return false;
        }
    }

    private static List<Integer> winnersOf(List<Future<Boolean>> attempts)
            throws ExecutionException, InterruptedException {
        List<Integer> winners = new ArrayList<>();
        for (int i = 0; i < attempts.size(); i++) {
            if (attempts.get(i).get()) {
                winners.add(i);
            }
        }
        return winners;
    }

    @Test
    void showsReadersTheOldBytesOrTheNewOnes() throws Exception {
        byte[][] versions = {bytes(40_000, 0), bytes(90_000, 1), bytes(10, 2), bytes(300_000, 3)};
        storage.put(KEY, ObjectBody.of(versions[0]), PutMode.CREATE);
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch reading = new CountDownLatch(3);
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(pool.submit(() -> {
                    int reads = 0;
                    while (!done.get() || reads == 0) {
                        byte[] seen = contentOf(storage, KEY);
                        assertThat(Arrays.stream(versions)).anyMatch(version -> Arrays.equals(version, seen));
                        reads++;
                        reading.countDown();
                    }
                    return reads;
                }));
            }
            reading.await();
            for (int i = 0; i < 100; i++) {
                storage.put(KEY, ObjectBody.of(versions[i % 4]), PutMode.REPLACE);
            }
            done.set(true);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        } finally {
            done.set(true);
            pool.shutdownNow();
        }
    }

    @Test
    void listsByPlainPrefix() throws IOException {
        List<String> all = new ArrayList<>(List.of("p/a-", "p/a/b", "p/a0", "p/a.x/y", "p/b", "pa", "q/a/c/d/e"));
        if (nestsKeys()) {
            all.addAll(List.of("p/a", "p", "q/a/c"));
        }
        for (String key : all) {
            storage.put(ObjectKey.of(key), ObjectBody.of(new byte[] {1, 2, 3}), PutMode.CREATE);
        }
        List<String> prefixes = List.of(
                "",
                "p",
                "p/",
                "p/a",
                "p/a-",
                "p/a/",
                "p/a/b",
                "p/a/bc",
                "p/a0",
                "p/b/",
                "q/a/c/d",
                "x",
                "x/y",
                "/",
                "//",
                "p//",
                "../",
                "p/../p/",
                "./",
                "é",
                "p/a/b/c",
                "q/" + "l".repeat(300) + "/x",
                "p/#");

        for (String prefix : prefixes) {
            List<String> expected =
                    all.stream().filter(key -> key.startsWith(prefix)).toList();
            assertThat(keysOf(storage, prefix)).as(prefix).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void tellsInAListingWhatStatTells() throws IOException {
        storage.put(KEY, ObjectBody.of(new byte[77]), PutMode.CREATE);
        List<ObjectInfo> listed = new ArrayList<>();

        storage.list("", listed::add);

        assertThat(listed).containsExactly(storage.stat(KEY).orElseThrow());
    }

    @Test
    void listsEachOfManyKeysOnce() throws IOException {
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < 3_000; i++) {
            String key = "many/" + i % 7 + "/" + i;
            storage.put(ObjectKey.of(key), ObjectBody.of(new byte[0]), PutMode.CREATE);
            expected.add(key);
        }

        List<String> listed = keysOf(storage, "many/");

        assertThat(listed).hasSize(3_000);
        assertThat(new HashSet<>(listed)).isEqualTo(expected);
    }

    @Test
    void stopsAListingWhenTheVisitorSaysSo() throws IOException {
        for (int i = 0; i < 9; i++) {
            storage.put(ObjectKey.of("k/" + i % 3 + "/" + i), ObjectBody.of(new byte[0]), PutMode.CREATE);
        }
        AtomicInteger visited = new AtomicInteger();

        storage.list("k", info -> visited.incrementAndGet() < 4);

        assertThat(visited).hasValue(4);
    }

    @Test
    void endsAListingWithTheExceptionOfTheVisitor() throws IOException {
        storage.put(KEY, ObjectBody.of(new byte[0]), PutMode.CREATE);
        StorageException failure = new StorageException(true, "the visitor fails", null);

        assertThatThrownBy(() -> storage.list("", info -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @Test
    void letsAVisitorDeleteWhatItSees() throws IOException {
        for (int i = 0; i < 300; i++) {
            storage.put(ObjectKey.of("d/" + i), ObjectBody.of(new byte[0]), PutMode.CREATE);
        }

        storage.list("d/", info -> {
            storage.delete(info.key());
            return true;
        });

        assertThat(keysOf(storage, "")).isEmpty();
    }

    @Test
    void deletesWhatIsThereAndWhatIsNot() throws IOException {
        storage.put(KEY, ObjectBody.of(new byte[1]), PutMode.CREATE);
        storage.put(OTHER, ObjectBody.of(new byte[1]), PutMode.CREATE);

        storage.delete(KEY);
        storage.delete(KEY);
        storage.delete(ObjectKey.of("no/such/folder"));
        storage.deleteAll(List.of(ABSENT, OTHER, OTHER));
        storage.deleteAll(List.of());

        assertThat(storage.stat(KEY)).isEmpty();
        assertThat(keysOf(storage, "")).isEmpty();
        storage.put(KEY, ObjectBody.of(new byte[] {9}), PutMode.CREATE);
        assertThat(contentOf(storage, KEY)).containsExactly(9);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_000, 299_999})
    void storesNothingWhenTheBodyThrows(int count) throws IOException {
        IOException failure = new IOException("the disk of the source is gone");
        ObjectBody bad = breakingAfter(count, bytes(300_000, 6), failure);

        assertThatThrownBy(() -> storage.put(KEY, bad, PutMode.CREATE))
                .isInstanceOf(StorageException.class)
                .hasCause(failure);
        assertNothingStored();
        storage.put(KEY, ObjectBody.of(new byte[] {7}), PutMode.CREATE);
        assertThatThrownBy(() -> storage.put(KEY, bad, PutMode.REPLACE)).isInstanceOf(StorageException.class);
        assertThat(contentOf(storage, KEY)).containsExactly(7);
    }

    @Test
    void storesNothingWhenTheBodyThrowsUnchecked() throws IOException {
        ObjectBody bad = new ObjectBody() {
            @Override
            public long length() {
                return 3;
            }

            @Override
            public InputStream open() {
                throw new UnsupportedOperationException("a defect of the body");
            }
        };

        assertThatThrownBy(() -> storage.put(KEY, bad, PutMode.CREATE))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("a defect of the body");
        assertNothingStored();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 999, 1_001, 300_000, 5_000_000})
    void storesNothingWhenTheBodyLiesAboutItsLength(long said) throws IOException {
        ObjectBody bad = saying(said, bytes(1_000, 7));

        for (PutMode mode : PutMode.values()) {
            assertThatThrownBy(() -> storage.put(KEY, bad, mode))
                    .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.retryable())
                            .isFalse());
        }
        assertNothingStored();
    }

    private void assertNothingStored() throws IOException {
        assertThat(storage.stat(KEY)).isEmpty();
        assertThat(keysOf(storage, "")).isEmpty();
    }

    @Test
    void storesOneBodySeveralTimes() throws IOException {
        byte[] bytes = bytes(70_000, 8);
        ObjectBody body = ObjectBody.of(bytes);

        storage.put(KEY, body, PutMode.CREATE);
        storage.put(OTHER, body, PutMode.CREATE);
        storage.put(KEY, body, PutMode.REPLACE);

        assertThat(contentOf(storage, KEY)).isEqualTo(bytes);
        assertThat(contentOf(storage, OTHER)).isEqualTo(bytes);
    }

    @Test
    void takesEveryCharacterOfKeys() throws IOException {
        List<String> keys = List.of(
                "ABCDEFGHIJKLMNOPQRSTUVWXYZ/0123456789._~-",
                "lower/abcdefghijklmnopqrstuvwxyz",
                ".hidden/.x",
                "~",
                "-dash/--",
                "...",
                "dots/...",
                "tmp",
                ".tmp/1",
                "end.",
                "a.part",
                "_",
                "CON",
                "x~1/y");

        for (String key : keys) {
            storage.put(ObjectKey.of(key), ObjectBody.of(key.getBytes(StandardCharsets.US_ASCII)), PutMode.CREATE);
        }

        assertThat(keysOf(storage, "")).containsExactlyInAnyOrderElementsOf(keys);
        for (String key : keys) {
            assertThat(contentOf(storage, ObjectKey.of(key))).asString().isEqualTo(key);
        }
    }

    @Test
    void takesTheLongestKey() throws IOException {
        String key = ("s".repeat(200) + "/" + "t".repeat(200) + "/" + "u".repeat(200)).substring(0, longestKey());

        storage.put(ObjectKey.of(key), ObjectBody.of(new byte[] {1}), PutMode.CREATE);

        assertThat(keysOf(storage, key)).containsExactly(key);
        assertThat(rangeOf(storage, ObjectKey.of(key), 0, 1)).containsExactly(1);
    }

    @Test
    void takesTheDeepestKey() throws IOException {
        String key = "d/".repeat(256).substring(0, (longestKey() - 1) / 2 * 2 + 1);

        storage.put(ObjectKey.of(key), ObjectBody.of(new byte[] {1}), PutMode.CREATE);

        assertThat(keysOf(storage, "d/d/d")).containsExactly(key);
    }

    @Test
    void canCreateListAndDelete() {
        assertThat(storage.capabilities()).contains(Capability.ATOMIC_CREATE, Capability.LIST, Capability.DELETE);
        assertThat(storage.location()).isNotBlank().doesNotContain("\n");
    }

    @Test
    void refusesCallsAfterItsClose() throws IOException {
        storage.put(KEY, ObjectBody.of(new byte[1]), PutMode.CREATE);
        storage.close();
        storage.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> storage.put(KEY, ObjectBody.of(new byte[1]), PutMode.REPLACE));
        assertThatIllegalStateException().isThrownBy(() -> storage.open(KEY));
        assertThatIllegalStateException().isThrownBy(() -> storage.read(KEY, 0, 1));
        assertThatIllegalStateException().isThrownBy(() -> storage.stat(KEY));
        assertThatIllegalStateException().isThrownBy(() -> storage.list("", info -> true));
        assertThatIllegalStateException().isThrownBy(() -> storage.delete(KEY));
        assertThatIllegalStateException().isThrownBy(() -> storage.deleteAll(List.of(KEY)));
    }

    @Test
    void keepsItsPromisesWhenTheThreadIsInterrupted() throws IOException {
        storage.put(KEY, ObjectBody.of(new byte[] {1}), PutMode.CREATE);
        boolean replaced = true;
        Thread.currentThread().interrupt();
        try {
            storage.put(KEY, ObjectBody.of(bytes(100_000, 9)), PutMode.REPLACE);
        } catch (StorageException e) {
            replaced = false;
            assertThat(e.retryable()).isFalse();
        }
        assertThat(Thread.interrupted()).isTrue();

        assertThat(contentOf(storage, KEY)).isEqualTo(replaced ? bytes(100_000, 9) : new byte[] {1});
        assertThat(keysOf(storage, "")).containsExactly(KEY.value());
    }
}
