package io.vaultik.core.storage;

import static io.vaultik.core.storage.Bodies.contentOf;
import static io.vaultik.core.storage.Bodies.keysOf;
import static io.vaultik.core.storage.Bodies.rangeOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.UnfinishedUpload;
import io.vaultik.storage.UnfinishedVisitor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the simple decorators add. */
class DecoratorTest {
    private static final ObjectKey KEY = ObjectKey.of("k");
    private static final ObjectBody BODY = ObjectBody.of(new byte[] {1, 2, 3});

    private final MemoryStorage memory = new MemoryStorage();

    @Test
    void asksTheWrappedStorageForItsCapabilities() {
        ObjectStorage poor = new ForwardingStorage(memory) {
            @Override
            public Set<Capability> capabilities() {
                return Set.of(Capability.CHECKSUM_SHA256);
            }
        };
        List<ObjectStorage> wrapped = List.of(
                new ForwardingStorage(poor),
                new RetryingStorage(poor, RetryPolicy.none()),
                new ReadOnlyStorage(poor),
                new PrefixedStorage(poor, KEY),
                new CountingStorage(poor),
                new FaultInjectingStorage(poor));

        assertThat(wrapped)
                .allSatisfy(each -> assertThat(each.capabilities()).containsExactly(Capability.CHECKSUM_SHA256));
    }

    @Test
    void handsBulkDeletesOnInOneCall() throws IOException {
        int[] bulks = {0};
        ObjectStorage bulk = new ForwardingStorage(memory) {
            @Override
            public void deleteAll(Collection<ObjectKey> keys) {
                bulks[0]++;
            }
        };
        CountingStorage counting = new CountingStorage(
                new RetryingStorage(new PrefixedStorage(bulk, ObjectKey.of("p")), RetryPolicy.none()));

        counting.deleteAll(List.of(KEY, ObjectKey.of("l")));

        assertThat(bulks[0]).isEqualTo(1);
        assertThat(counting.counts().calls(StorageVerb.DELETE)).isEqualTo(1);
    }

    @Test
    void handsSeveralPutsOnInOneCall() throws IOException {
        Bulk bulk = new Bulk(memory);
        CountingStorage counting = new CountingStorage(new RetryingStorage(
                new ThrottledStorage(
                        new FaultInjectingStorage(new PrefixedStorage(bulk, ObjectKey.of("p"))), new Throttle()),
                RetryPolicy.none()));

        counting.putAll(Map.of(KEY, BODY, ObjectKey.of("l"), BODY));

        assertThat(counting.capabilities()).contains(Capability.BULK_PUT);
        assertThat(bulk.sizes).containsExactly(2);
        assertThat(keysOf(memory, "")).containsExactly("p/k", "p/l");
        assertThat(counting.counts().calls(StorageVerb.PUT)).isEqualTo(2);
        assertThat(counting.counts().bytes(StorageVerb.PUT)).isEqualTo(6);
    }

    @Test
    void putsSeveralObjectsOneByOneWhereADecoratorKnowsPutsOnly() throws IOException {
        Bulk bulk = new Bulk(memory);
        List<ObjectKey> seen = new ArrayList<>();
        ObjectStorage watching = new ForwardingStorage(bulk) {
            @Override
            public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
                seen.add(key);
                super.put(key, body, mode);
            }
        };

        watching.putAll(Map.of(KEY, BODY));

        assertThat(watching.capabilities()).contains(Capability.LIST).doesNotContain(Capability.BULK_PUT);
        assertThat(new ReadOnlyStorage(bulk).capabilities()).doesNotContain(Capability.BULK_PUT);
        assertThat(seen).containsExactly(KEY);
        assertThat(bulk.sizes).isEmpty();
    }

    @Test
    void handsUnfinishedUploadsOn() throws IOException {
        List<UnfinishedUpload> aborted = new ArrayList<>();
        UnfinishedUpload inner = new UnfinishedUpload(ObjectKey.of("p/k"), "7", Instant.EPOCH);
        ObjectStorage parts = new ForwardingStorage(memory) {
            @Override
            public void listUnfinished(String prefix, UnfinishedVisitor visitor) throws StorageException {
                assertThat(prefix).isEqualTo("p/");
                visitor.visit(inner);
            }

            @Override
            public void abort(UnfinishedUpload upload) {
                aborted.add(upload);
            }
        };
        FaultInjectingStorage faults = new FaultInjectingStorage(new PrefixedStorage(parts, ObjectKey.of("p")));
        faults.at(1).failBefore();
        faults.at(3).failAfter();
        CountingStorage counting =
                new CountingStorage(new RetryingStorage(new ThrottledStorage(faults, new Throttle()), quick()));
        List<UnfinishedUpload> found = new ArrayList<>();

        counting.listUnfinished("", found::add);
        counting.abort(found.get(0));

        assertThat(found).containsExactly(new UnfinishedUpload(KEY, "7", Instant.EPOCH));
        assertThat(aborted).containsExactly(inner, inner);
        assertThat(counting.counts().allCalls()).isEqualTo(2);
        assertThatThrownBy(() -> new ReadOnlyStorage(parts).abort(inner)).isInstanceOf(StorageDeniedException.class);
    }

    private static RetryPolicy quick() {
        Duration tick = Duration.ofNanos(1_000);
        return new RetryPolicy(5, tick, tick, Duration.ofMinutes(1));
    }

    /** Puts several objects with one call. */
    private static final class Bulk extends ForwardingStorage {
        private final List<Integer> sizes = new ArrayList<>();

        Bulk(ObjectStorage delegate) {
            super(delegate);
        }

        @Override
        public void putAll(Map<ObjectKey, ? extends ObjectBody> objects) throws StorageException {
            if (!objects.isEmpty()) {
                sizes.add(objects.size());
            }
            super.putAll(objects);
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of(Capability.LIST, Capability.BULK_PUT);
        }
    }

    @Test
    void readsButNeverChangesAReadOnlyStorage() throws IOException {
        memory.put(KEY, BODY, PutMode.CREATE);
        ObjectStorage storage = new ReadOnlyStorage(memory);

        assertThat(storage.capabilities()).containsExactlyInAnyOrder(Capability.LIST, Capability.ATOMIC_CREATE);
        assertThat(contentOf(storage, KEY)).containsExactly(1, 2, 3);
        assertThat(rangeOf(storage, KEY, 2, 1)).containsExactly(3);
        assertThat(storage.stat(KEY)).isPresent();
        assertThat(keysOf(storage, "")).containsExactly("k");
        for (PutMode mode : PutMode.values()) {
            assertThatThrownBy(() -> storage.put(KEY, BODY, mode)).isInstanceOf(StorageDeniedException.class);
        }
        assertThatThrownBy(() -> storage.delete(KEY)).isInstanceOf(StorageDeniedException.class);
        assertThatThrownBy(() -> storage.deleteAll(List.of(KEY))).isInstanceOf(StorageDeniedException.class);
        assertThat(contentOf(memory, KEY)).containsExactly(1, 2, 3);
    }

    @Test
    void keepsBelowItsPrefix() throws IOException {
        ObjectStorage storage = new PrefixedStorage(memory, ObjectKey.of("a/b"));
        memory.put(ObjectKey.of("a/bc"), BODY, PutMode.CREATE);
        memory.put(ObjectKey.of("a/b"), BODY, PutMode.CREATE);
        memory.put(KEY, BODY, PutMode.CREATE);

        storage.put(KEY, BODY, PutMode.CREATE);

        assertThat(keysOf(storage, "")).containsExactly("k");
        assertThat(keysOf(memory, "a/b/")).containsExactly("a/b/k");
        assertThat(storage.location()).isEqualTo("memory/a/b");
        storage.delete(KEY);
        assertThat(keysOf(memory, "")).containsExactly("a/b", "a/bc", "k");
    }

    @Test
    void namesTheInnerKeyInItsExceptions() throws IOException {
        ObjectStorage storage = new PrefixedStorage(memory, ObjectKey.of("p"));

        assertThatThrownBy(() -> storage.read(KEY, 0, 1))
                .isInstanceOfSatisfying(
                        ObjectNotFoundException.class, e -> assertThat(e.key()).isEqualTo(KEY));
        storage.put(KEY, BODY, PutMode.CREATE);
        assertThatThrownBy(() -> storage.put(KEY, BODY, PutMode.CREATE))
                .isInstanceOfSatisfying(
                        ObjectExistsException.class, e -> assertThat(e.key()).isEqualTo(KEY));
    }

    @Test
    void refusesAKeyThatIsTooLongWithThePrefix() {
        ObjectStorage storage = new PrefixedStorage(memory, ObjectKey.of("p"));

        assertThatThrownBy(() -> storage.put(ObjectKey.of("k".repeat(511)), BODY, PutMode.CREATE))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.retryable()).isFalse());
    }

    @Test
    void countsCallsAndBytes() throws IOException {
        CountingStorage storage = new CountingStorage(memory);
        storage.put(KEY, BODY, PutMode.CREATE);
        assertThatThrownBy(() -> storage.put(KEY, BODY, PutMode.CREATE)).isInstanceOf(ObjectExistsException.class);
        StorageCounts before = storage.counts();
        contentOf(storage, KEY);
        storage.open(KEY).close();
        rangeOf(storage, KEY, 1, 2);
        storage.read(KEY, 0, 3).read();
        storage.stat(KEY);
        keysOf(storage, "");
        storage.delete(KEY);

        StorageCounts counts = storage.counts();

        assertThat(before.calls(StorageVerb.PUT)).isEqualTo(2);
        assertThat(before.bytes(StorageVerb.PUT)).isEqualTo(3);
        assertThat(counts.allCalls()).isEqualTo(9);
        assertThat(counts.since(before))
                .isEqualTo(new StorageCounts(
                        Map.of(
                                StorageVerb.OPEN, 2L,
                                StorageVerb.READ, 2L,
                                StorageVerb.STAT, 1L,
                                StorageVerb.LIST, 1L,
                                StorageVerb.DELETE, 1L),
                        Map.of(StorageVerb.OPEN, 3L, StorageVerb.READ, 3L)));
    }
}
