package io.vaultik.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3StorageTest {
    private static final ObjectKey KEY = ObjectKey.of("folder/name.bin");

    private final S3Server server = S3Server.inMemory();
    private S3Storage storage = S3Storage.with(server.admin(), S3Options.bucket("none"));

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void open() throws IOException {
        storage = S3Storage.open(server.options().prefix("some/prefix"));
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void keepsObjects() throws IOException {
        byte[] bytes = bytes(300_000);
        storage.put(KEY, ObjectBody.of(bytes), PutMode.CREATE);

        assertThat(content(KEY)).isEqualTo(bytes);
        assertThat(storage.stat(KEY).orElseThrow().length()).isEqualTo(300_000);
        try (var range = storage.read(KEY, 1_000, 5)) {
            assertThat(range.readAllBytes()).containsExactly(Arrays.copyOfRange(bytes, 1_000, 1_005));
        }
        assertThatThrownBy(() -> storage.put(KEY, ObjectBody.of(new byte[1]), PutMode.CREATE))
                .isInstanceOf(ObjectExistsException.class);
        assertThat(keys("")).containsExactly(KEY.value());
        storage.deleteAll(List.of(KEY, ObjectKey.of("absent")));
        assertThat(storage.stat(KEY)).isEmpty();
        assertThatThrownBy(() -> storage.open(KEY)).isInstanceOf(ObjectNotFoundException.class);
        assertThatThrownBy(() -> storage.read(KEY, 0, 1)).isInstanceOf(ObjectNotFoundException.class);
    }

    @Test
    void putsLongObjectsInParts() throws IOException {
        byte[] bytes = bytes(70 << 20);
        storage.put(KEY, ObjectBody.of(bytes), PutMode.REPLACE);
        assertThat(content(KEY)).isEqualTo(bytes);
    }

    private byte[] content(ObjectKey key) throws IOException {
        try (ObjectContent content = storage.open(key)) {
            return content.stream().readAllBytes();
        }
    }

    private List<String> keys(String prefix) throws StorageException {
        List<String> keys = new ArrayList<>();
        storage.list(prefix, info -> keys.add(info.key().value()));
        return keys;
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
