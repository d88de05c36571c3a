package io.vaultik.core.storage;

import static io.vaultik.core.storage.Bodies.bytes;
import static io.vaultik.core.storage.Bodies.contentOf;
import static io.vaultik.core.storage.Bodies.keysOf;
import static io.vaultik.core.storage.Bodies.rangeOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.StorageFullException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryingStorageTest {
    private static final ObjectKey KEY = ObjectKey.of("k");
    private static final ObjectBody BODY = ObjectBody.of(new byte[] {1, 2, 3});
    private static final RetryPolicy POLICY =
            new RetryPolicy(5, Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final MemoryStorage memory = new MemoryStorage();
    private final FaultInjectingStorage faults = new FaultInjectingStorage(memory);
    private final List<Long> waits = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private final RetryingStorage storage = retrying(faults, POLICY);

    private RetryingStorage retrying(ObjectStorage delegate, RetryPolicy policy) {
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
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
        // Half of the longest wait, always.
        RandomGenerator half = () -> 1L << 63;
        return new RetryingStorage(delegate, policy, clock, half, time -> {
            waits.add(time.toMillis());
            now = now.plus(time);
        });
    }

    @Test
    void repeatsWithGrowingWaitsUpToTheCap() throws IOException {
        faults.at(StorageVerb.PUT, 1, 4).failBefore();

        storage.put(KEY, BODY, PutMode.CREATE);

        assertThat(waits).containsExactly(125L, 250L, 500L, 500L);
        assertThat(contentOf(memory, KEY)).containsExactly(1, 2, 3);
    }

    @Test
    void givesUpAfterTheLastAttempt() {
        StorageException failure = new StorageException(true, "throttled", null);
        faults.at(StorageVerb.STAT, 1, Long.MAX_VALUE).failBefore(failure);

        assertThatThrownBy(() -> storage.stat(KEY)).isSameAs(failure);
        assertThat(faults.calls(StorageVerb.STAT)).isEqualTo(5);
        assertThat(waits).hasSize(4);
    }

    @Test
    void beginsNoWaitThatEndsAfterTheDeadline() {
        RetryPolicy policy = new RetryPolicy(9, Duration.ofSeconds(8), Duration.ofSeconds(30), Duration.ofSeconds(13));
        faults.at(StorageVerb.STAT, 1, Long.MAX_VALUE).failBefore();

        assertThatThrownBy(() -> retrying(faults, policy).stat(KEY)).isInstanceOf(StorageException.class);

        assertThat(waits).containsExactly(4_000L, 8_000L);
    }

    @Test
    void waitsAsLongAsTheStorageAsks() throws IOException {
        faults.at(StorageVerb.STAT, 1)
                .failBefore(new StorageException(Duration.ofSeconds(7), "slow down", null))
                .at(StorageVerb.STAT, 2)
                .failBefore(new StorageException(Duration.ofMillis(1), "slow down", null));

        assertThat(storage.stat(KEY)).isEmpty();

        assertThat(waits).containsExactly(7_000L, 250L);
    }

    @Test
    void neverRepeatsWhatCannotSucceed() {
        List<StorageException> lasting = List.of(
                new ObjectNotFoundException(KEY, "x"),
                new ObjectExistsException(KEY, "x"),
                new StorageFullException("full", null),
                new StorageDeniedException("denied", null),
                new StorageException(false, "wrong range", null));
        for (int i = 0; i < lasting.size(); i++) {
            faults.at(i + 1).failBefore(lasting.get(i));

            assertThatThrownBy(() -> storage.put(KEY, BODY, PutMode.CREATE)).isSameAs(lasting.get(i));
        }
        assertThat(waits).isEmpty();
    }

    @Test
    void repeatsEveryVerb() throws IOException {
        for (StorageVerb verb : StorageVerb.values()) {
            faults.at(verb, 1).failBefore();
        }

        storage.put(KEY, BODY, PutMode.REPLACE);
        assertThat(storage.stat(KEY)).isPresent();
        assertThat(contentOf(storage, KEY)).containsExactly(1, 2, 3);
        assertThat(rangeOf(storage, KEY, 1, 1)).containsExactly(2);
        assertThat(keysOf(storage, "")).containsExactly("k");
        storage.delete(KEY);
        faults.at(StorageVerb.DELETE, 3).failAfter();
        storage.deleteAll(List.of(KEY));

        assertThat(waits).hasSize(7);
        assertThat(keysOf(memory, "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 200_000})
    void takesItsOwnBytesForASuccessfulCreation(int length) throws IOException {
        byte[] bytes = bytes(length, 1);
        faults.at(StorageVerb.PUT, 1).failAfter();

        storage.put(KEY, ObjectBody.of(bytes), PutMode.CREATE);

        assertThat(contentOf(memory, KEY)).isEqualTo(bytes);
        assertThat(faults.calls(StorageVerb.PUT)).isEqualTo(2);
    }

    @Test
    void comparesAgainWhenTheComparisonFails() throws IOException {
        faults.at(StorageVerb.PUT, 1).failAfter();
        faults.at(StorageVerb.OPEN, 1).failBefore();
        faults.at(StorageVerb.OPEN, 2).breakAfter(2);

        storage.put(KEY, BODY, PutMode.CREATE);

        assertThat(waits).hasSize(3);
    }

    @Test
    void seesThatSomebodyElseCreatedTheObject() throws IOException {
        for (byte[] others : new byte[][] {{1, 2, 4}, {1, 2}, {1, 2, 3, 4}, {}}) {
            FaultInjectingStorage raced = new FaultInjectingStorage(new MemoryStorage());
            raced.at(StorageVerb.PUT, 1).failBefore();
            ObjectStorage other = raced.delegate();
            raced.at(StorageVerb.PUT, 2).runBefore(() -> putQuietly(other, others));

            assertThatThrownBy(() -> retrying(raced, POLICY).put(KEY, BODY, PutMode.CREATE))
                    .isInstanceOf(ObjectExistsException.class);
            assertThat(contentOf(other, KEY)).isEqualTo(others);
        }
    }

    private static void putQuietly(ObjectStorage storage, byte[] bytes) {
        putQuietly(storage, KEY, bytes);
    }

    private static void putQuietly(ObjectStorage storage, ObjectKey key, byte[] bytes) {
        try {
            storage.put(key, ObjectBody.of(bytes), PutMode.CREATE);
        } catch (StorageException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void saysAtTheFirstTryThatTheKeyIsTakenEvenByTheSameBytes() throws IOException {
        memory.put(KEY, BODY, PutMode.CREATE);

        assertThatThrownBy(() -> storage.put(KEY, BODY, PutMode.CREATE)).isInstanceOf(ObjectExistsException.class);
        assertThat(faults.calls(StorageVerb.OPEN)).isZero();
    }

    @Test
    void resumesABrokenStreamWhereItStopped() throws IOException {
        byte[] bytes = bytes(100_000, 2);
        memory.put(KEY, ObjectBody.of(bytes), PutMode.CREATE);
        faults.at(StorageVerb.OPEN, 1).breakAfter(10_000);
        faults.at(StorageVerb.READ, 1).breakAfter(0);
        faults.at(StorageVerb.READ, 2).failBefore();
        faults.at(StorageVerb.READ, 3).breakAfter(89_999);

        assertThat(contentOf(storage, KEY)).isEqualTo(bytes);

        assertThat(faults.calls(StorageVerb.READ)).isEqualTo(4);
        assertThat(waits).containsExactly(125L, 250L, 500L, 125L);
    }

    @Test
    void resumesABrokenRangeWithinIt() throws IOException {
        byte[] bytes = bytes(1_000, 3);
        memory.put(KEY, ObjectBody.of(bytes), PutMode.CREATE);
        faults.at(StorageVerb.READ, 1).breakAfter(100);

        assertThat(rangeOf(storage, KEY, 500, 300)).isEqualTo(Arrays.copyOfRange(bytes, 500, 800));
    }

    @Test
    void resumesAStreamThatEndsEarly() throws IOException {
        byte[] bytes = bytes(1_000, 4);
        memory.put(KEY, ObjectBody.of(bytes), PutMode.CREATE);
        ObjectStorage early = new ForwardingStorage(memory) {
            @Override
            public ObjectContent open(ObjectKey key) throws StorageException {
                return new ObjectContent(1_000, super.read(key, 0, 600));
            }
        };

        assertThat(contentOf(retrying(early, POLICY), KEY)).isEqualTo(bytes);
    }

    @Test
    void endsAStreamThatBreaksAgainAndAgain() throws IOException {
        memory.put(KEY, ObjectBody.of(bytes(1_000, 5)), PutMode.CREATE);
        faults.at(StorageVerb.READ, 1, Long.MAX_VALUE).breakAfter(0);

        try (InputStream stream = storage.read(KEY, 0, 1_000)) {
            assertThatThrownBy(stream::read).isInstanceOf(StorageException.class);
        }
        assertThat(faults.calls(StorageVerb.READ)).isEqualTo(5);
    }

    @Test
    void endsAStreamWhoseObjectIsGone() throws IOException {
        memory.put(KEY, ObjectBody.of(bytes(1_000, 6)), PutMode.CREATE);
        faults.at(StorageVerb.OPEN, 1).breakAfter(500);
        try (ObjectContent content = storage.open(KEY)) {
            memory.delete(KEY);
            assertThatThrownBy(() -> content.stream().readAllBytes()).isInstanceOf(ObjectNotFoundException.class);
        }
    }

    @Test
    void refusesAReadOfAClosedStream() throws IOException {
        memory.put(KEY, BODY, PutMode.CREATE);
        InputStream stream = storage.read(KEY, 0, 3);
        stream.close();

        assertThatThrownBy(stream::read).isInstanceOf(IOException.class);
    }

    @Test
    void goesOnInAnOrderedListingAndVisitsEachKeyOnce() throws IOException {
        List<String> expected = fill(50);
        faults.at(StorageVerb.LIST, 1).breakAfter(20);
        faults.at(StorageVerb.LIST, 2).breakAfter(10);
        faults.at(StorageVerb.LIST, 3).failBefore();
        faults.at(StorageVerb.LIST, 4).breakAfter(30);

        assertThat(keysOf(storage, "list/")).isEqualTo(expected);
    }

    @Test
    void goesOnInAnOrderedListingAlthoughKeysWentMeanwhile() throws IOException {
        List<String> expected = fill(50);
        faults.at(StorageVerb.LIST, 1).breakAfter(20);
        List<String> visited = new ArrayList<>();

        storage.list("list/", info -> {
            memory.delete(info.key());
            return visited.add(info.key().value());
        });

        assertThat(visited).isEqualTo(expected);
    }

    @Test
    void goesOnInAnOrderedListingAlthoughKeysCameMeanwhile() throws IOException {
        List<String> expected = fill(50);
        faults.at(StorageVerb.LIST, 1).breakAfter(20);
        faults.at(StorageVerb.LIST, 2).breakAfter(40);
        faults.at(StorageVerb.LIST, 2, 3).runBefore(() -> {
            for (int i = 0; i < 60; i++) {
                putQuietly(memory, ObjectKey.of("list/0" + faults.calls(StorageVerb.LIST) + "/" + i), new byte[1]);
            }
        });

        assertThat(keysOf(storage, "list/")).doesNotHaveDuplicates().containsAll(expected);
    }

    @Test
    void repeatsAShortListingWithoutOrder() throws IOException {
        List<String> expected = fill(50);
        faults.at(StorageVerb.LIST, 1).breakAfter(20);
        faults.at(StorageVerb.LIST, 2).breakAfter(0);
        faults.at(StorageVerb.LIST, 3).breakAfter(40);

        assertThat(keysOf(retrying(new Reversed(faults), POLICY), "list/"))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(faults.calls(StorageVerb.LIST)).isEqualTo(4);
    }

    @Test
    void doesNotRepeatALongListingWithoutOrder() throws IOException {
        fillMany(ResumingVisitor.REMEMBERED_KEYS + 100);
        faults.at(StorageVerb.LIST, 1).breakAfter(ResumingVisitor.REMEMBERED_KEYS + 10);

        assertThatThrownBy(() -> keysOf(retrying(new Reversed(faults), POLICY), "many/"))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.retryable()).isTrue());
        assertThat(faults.calls(StorageVerb.LIST)).isEqualTo(1);
    }

    @Test
    void goesOnInALongOrderedListing() throws IOException {
        List<String> expected = fillMany(ResumingVisitor.REMEMBERED_KEYS + 300);
        faults.at(StorageVerb.LIST, 1).breakAfter(10);
        faults.at(StorageVerb.LIST, 2).breakAfter(ResumingVisitor.REMEMBERED_KEYS + 100);
        faults.at(StorageVerb.LIST, 3).breakAfter(ResumingVisitor.REMEMBERED_KEYS + 200);
        faults.at(StorageVerb.LIST, 3)
                .runBefore(() -> putQuietly(memory, ObjectKey.of("many/000/behind"), new byte[1]));

        assertThat(keysOf(storage, "many/")).isEqualTo(expected);
    }

    @Test
    void noticesInTheRepetitionThatALongListingHasNoOrder() throws IOException {
        int first = ResumingVisitor.REMEMBERED_KEYS + 2;
        fillMany(first + 100);
        faults.at(StorageVerb.LIST, 1).breakAfter(first);
        AtomicInteger listings = new AtomicInteger();
        ObjectStorage changing = new ForwardingStorage(faults) {
            @Override
            public void list(String prefix, ObjectVisitor visitor) throws StorageException {
                ObjectStorage once = listings.getAndIncrement() == 0 ? faults : new Reversed(faults);
                once.list(prefix, visitor);
            }
        };
        List<String> visited = new ArrayList<>();

        assertThatThrownBy(() -> retrying(changing, POLICY)
                        .list("many/", info -> visited.add(info.key().value())))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.retryable()).isFalse());
        assertThat(visited).doesNotHaveDuplicates();
    }

    @Test
    void givesEachObjectItsOwnAttemptsWhenPuttingThemTogetherFails() throws IOException {
        Map<ObjectKey, ObjectBody> objects = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            objects.put(ObjectKey.of("several/" + i), BODY);
        }
        ObjectStorage together = new ForwardingStorage(faults) {
            @Override
            public void putAll(Map<ObjectKey, ? extends ObjectBody> several) throws StorageException {
                faults.putAll(several);
            }

            @Override
            public Set<Capability> capabilities() {
                return Set.of(Capability.BULK_PUT);
            }
        };
        for (int n = 3; n < 60; n += 3) {
            faults.at(StorageVerb.PUT, n).failBefore();
        }

        retrying(together, POLICY).putAll(objects);

        assertThat(keysOf(memory, "several/")).hasSize(20);
    }

    private List<String> fillMany(int count) throws StorageException {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String key = "many/" + (100_000 + i);
            memory.put(ObjectKey.of(key), BODY, PutMode.CREATE);
            keys.add(key);
        }
        return keys;
    }

    private List<String> fill(int count) throws StorageException {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String key = "list/" + i / 10 + i % 10;
            memory.put(ObjectKey.of(key), BODY, PutMode.CREATE);
            keys.add(key);
        }
        return keys;
    }

    /** Lists the first key first and then the others backwards, as far as the delegate came. */
    private static final class Reversed extends ForwardingStorage {
        Reversed(ObjectStorage delegate) {
            super(delegate);
        }

        @Override
        public void list(String prefix, ObjectVisitor visitor) throws StorageException {
            List<ObjectInfo> all = new ArrayList<>();
            StorageException failure = null;
            try {
                super.list(prefix, all::add);
            } catch (StorageException e) {
                failure = e;
            }
            if (all.size() > 1) {
                Collections.reverse(all.subList(1, all.size()));
            }
            for (ObjectInfo info : all) {
                visitor.visit(info);
            }
            if (failure != null) {
                throw failure;
            }
        }
    }

    @Test
    void neverRepeatsForTheVisitor() throws IOException {
        fill(3);
        StorageException failure = new StorageException(true, "the visitor fails", null);

        assertThatThrownBy(() -> storage.list("", info -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(waits).isEmpty();
    }

    @Test
    void stopsWaitingWhenInterruptedAndKeepsTheFlag() {
        faults.at(StorageVerb.STAT, 1).failBefore();
        Pause interrupted = time -> {
            throw new InterruptedException();
        };
        ObjectStorage impatient = new RetryingStorage(faults, POLICY, Clock.systemUTC(), new Random(1), interrupted);

        assertThatThrownBy(() -> impatient.stat(KEY))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.retryable()).isFalse());
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void doesNotWaitOnAThreadThatIsInterrupted() {
        faults.at(StorageVerb.STAT, 1).failBefore();
        ObjectStorage real = new RetryingStorage(faults, RetryPolicy.standard());
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> real.stat(KEY)).isInstanceOf(StorageException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(faults.calls()).isEqualTo(1);
    }

    @Test
    void reallyWaits() throws IOException {
        faults.at(StorageVerb.STAT, 1, 3).failBefore();
        Duration tick = Duration.ofNanos(1_000);

        assertThat(new RetryingStorage(faults, new RetryPolicy(5, tick, tick, Duration.ofMinutes(1))).stat(KEY))
                .isEmpty();
    }

    @Test
    void survivesADyingStorage() {
        faults.at(1).dieBefore();

        assertThatThrownBy(() -> storage.put(KEY, BODY, PutMode.CREATE)).isInstanceOf(StorageException.class);
        assertThat(waits).isEmpty();
    }
}
