package io.vaultik.core.storage;

import static io.vaultik.core.storage.Bodies.bytes;
import static io.vaultik.core.storage.Bodies.contentOf;
import static io.vaultik.core.storage.Bodies.keysOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.StorageFullException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FaultInjectingStorageTest {
    private static final ObjectKey KEY = ObjectKey.of("k");
    private static final ObjectKey OTHER = ObjectKey.of("other");
    private static final ObjectBody BODY = ObjectBody.of(new byte[] {1, 2, 3});

    private final MemoryStorage memory = new MemoryStorage();
    private final FaultInjectingStorage faults = new FaultInjectingStorage(memory);

    private static void assertFails(ThrowingCallable call, boolean retryable) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.retryable())
                .isEqualTo(retryable));
    }

    @Test
    void failsBeforeOrAfterTheCallIsApplied() throws IOException {
        faults.at(StorageVerb.PUT, 1).failBefore().at(StorageVerb.PUT, 2).failAfter();

        assertFails(() -> faults.put(KEY, BODY, PutMode.CREATE), true);
        assertThat(memory.stat(KEY)).isEmpty();
        assertFails(() -> faults.put(KEY, BODY, PutMode.CREATE), true);
        assertThat(memory.stat(KEY)).isPresent();
        faults.put(OTHER, BODY, PutMode.CREATE);
        assertThat(memory.stat(OTHER)).isPresent();
    }

    @Test
    void countsAmongAllCallsOrThoseOfOneVerb() throws IOException {
        faults.at(3).failBefore();
        faults.at(StorageVerb.STAT, 3).failBefore();

        faults.stat(KEY);
        faults.put(KEY, BODY, PutMode.CREATE);
        assertFails(() -> faults.stat(KEY), true);
        assertFails(() -> faults.stat(KEY), true);
        faults.stat(KEY);
        keysOf(faults, "pre");
        faults.deleteAll(List.of(KEY, OTHER));

        assertThat(faults.calls()).isEqualTo(8);
        assertThat(faults.calls(StorageVerb.STAT)).isEqualTo(4);
        assertThat(faults.calls(StorageVerb.READ)).isZero();
        assertThat(faults.history())
                .endsWith(
                        new StorageCall(StorageVerb.LIST, "pre"),
                        new StorageCall(StorageVerb.DELETE, "k"),
                        new StorageCall(StorageVerb.DELETE, "other"));
    }

    @Test
    void tearsAPut() throws IOException {
        memory.put(KEY, BODY, PutMode.CREATE);
        faults.at(StorageVerb.PUT, 1, 2).tear();

        assertFails(() -> faults.put(KEY, ObjectBody.of(bytes(1_000, 1)), PutMode.REPLACE), true);
        assertFails(() -> faults.put(OTHER, ObjectBody.of(new byte[0]), PutMode.CREATE), true);

        assertThat(contentOf(memory, KEY)).containsExactly(1, 2, 3);
        assertThat(keysOf(memory, "")).containsExactly("k");
    }

    @Test
    void diesBeforeOrAfterTheCallIsApplied() throws IOException {
        for (boolean after : new boolean[] {false, true}) {
            MemoryStorage under = new MemoryStorage();
            under.put(OTHER, BODY, PutMode.CREATE);
            FaultInjectingStorage dying = new FaultInjectingStorage(under);
            FaultInjectingStorage.Fault fault = dying.at(StorageVerb.PUT, 1);
            assertThat(after ? fault.dieAfter() : fault.dieBefore()).isSameAs(dying);
            try (ObjectContent content = dying.open(OTHER)) {
                assertFails(() -> dying.put(KEY, BODY, PutMode.CREATE), false);
                assertFails(() -> content.stream().read(), false);
            }
            assertThat(dying.isDead()).isTrue();
            assertFails(() -> dying.put(OTHER, BODY, PutMode.REPLACE), false);
            assertFails(() -> dying.stat(KEY), false);
            assertFails(() -> dying.list("", info -> true), false);
            assertFails(() -> dying.deleteAll(List.of(KEY)), false);
            assertThat(dying.calls()).isEqualTo(2);
            assertThat(under.stat(KEY).isPresent()).isEqualTo(after);
        }
    }

    @Test
    void diesWithinAListing() throws IOException {
        memory.put(KEY, BODY, PutMode.CREATE);
        memory.put(OTHER, BODY, PutMode.CREATE);
        faults.at(StorageVerb.STAT, 1).dieAfter();
        List<String> visited = new ArrayList<>();

        assertFails(
                () -> faults.list("", info -> {
                    visited.add(info.key().value());
                    assertFails(() -> faults.stat(KEY), false);
                    return true;
                }),
                false);

        assertThat(visited).containsExactly("k");
    }

    @Test
    void breaksStreamsAndListings() throws IOException {
        memory.put(KEY, ObjectBody.of(bytes(100, 1)), PutMode.CREATE);
        memory.put(OTHER, BODY, PutMode.CREATE);
        faults.at(StorageVerb.OPEN, 1).breakAfter(40);
        faults.at(StorageVerb.READ, 1).breakAfter(0);
        faults.at(StorageVerb.LIST, 1).breakAfter(1);

        try (ObjectContent content = faults.open(KEY)) {
            assertThat(content.stream().readNBytes(40)).hasSize(40);
            assertFails(() -> content.stream().read(), true);
        }
        assertFails(() -> faults.read(KEY, 0, 100).read(), true);
        List<String> visited = new ArrayList<>();
        assertFails(() -> faults.list("", info -> visited.add(info.key().value())), true);
        assertThat(visited).containsExactly("k");
        assertThat(contentOf(faults, KEY)).isEqualTo(bytes(100, 1));
    }

    @Test
    void runsAHookAroundACall() throws IOException {
        List<Boolean> seen = new ArrayList<>();
        Runnable look = () -> seen.add(isThere());
        faults.at(StorageVerb.PUT, 1).runBefore(look).at(StorageVerb.PUT, 1).runAfter(look);

        faults.put(KEY, BODY, PutMode.CREATE);

        assertThat(seen).containsExactly(false, true);
    }

    private boolean isThere() {
        return memory.stat(KEY).isPresent();
    }

    @Test
    void throwsTheGivenException() {
        StorageException full = new StorageFullException("full", null);
        faults.at(1).failBefore(full).at(2).failAfter(full);

        assertThatThrownBy(() -> faults.stat(KEY)).isSameAs(full);
        assertThatThrownBy(() -> faults.open(OTHER)).isNotSameAs(full);
        assertThatThrownBy(() -> faults.at(3).failAfter(full).stat(KEY)).isSameAs(full);
    }

    @Test
    void refusesRulesWithoutSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> faults.at(0));
        assertThatIllegalArgumentException().isThrownBy(() -> faults.at(StorageVerb.PUT, 3, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> faults.at(1).breakAfter(-1));
    }

    @Test
    void letsATestEnumerateEveryCall() throws IOException {
        scenario(faults);
        long calls = faults.calls();
        assertThat(calls).isEqualTo(4);

        for (long n = 1; n <= calls; n++) {
            FaultInjectingStorage dying = new FaultInjectingStorage(new MemoryStorage());
            dying.at(n).dieAfter();
            assertFails(() -> scenario(dying), false);
            assertThat(dying.calls()).isEqualTo(n);
        }
    }

    private static void scenario(FaultInjectingStorage storage) throws IOException {
        storage.put(KEY, BODY, PutMode.CREATE);
        storage.stat(KEY);
        storage.open(KEY).close();
        storage.delete(KEY);
    }
}
