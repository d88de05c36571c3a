package io.vaultik.core.storage;

import static io.vaultik.core.storage.Bodies.keysOf;
import static io.vaultik.core.storage.Bodies.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageFullException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class MemoryStorageTest {
    @Test
    void tellsTheTimeOfItsClock() throws IOException {
        Instant now = Instant.parse("2024-02-29T12:34:56.789Z");
        MemoryStorage storage = new MemoryStorage(Clock.fixed(now, ZoneOffset.UTC));

        storage.put(ObjectKey.of("k"), ObjectBody.of(new byte[1]), PutMode.CREATE);

        assertThat(storage.stat(ObjectKey.of("k")).orElseThrow().modified()).isEqualTo(now);
    }

    @Test
    void refusesAnObjectThatNoArrayHolds() {
        MemoryStorage storage = new MemoryStorage();

        assertThatThrownBy(() -> storage.put(ObjectKey.of("k"), saying(1L << 40, new byte[1]), PutMode.CREATE))
                .isInstanceOf(StorageFullException.class);
    }

    @Test
    void listsInTheOrderOfTheKeys() throws IOException {
        MemoryStorage storage = new MemoryStorage();
        for (String key : new String[] {"b", "a/b", "a-", "a", "a0"}) {
            storage.put(ObjectKey.of(key), ObjectBody.of(new byte[1]), PutMode.CREATE);
        }

        assertThat(keysOf(storage, "a")).containsExactly("a", "a-", "a/b", "a0");
    }
}
