package io.vaultik.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.Hashing;
import io.vaultik.core.conformance.StreamStoreConformance;
import io.vaultik.fault.IntegrityException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.store.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlatFolderStoreTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void conforms() throws IOException {
        FlatFolderStore store = new FlatFolderStore(folder.resolve("store"));
        assertThat(StreamStoreConformance.check(store, folder.resolve("scratch"), 1))
                .isEmpty();
    }

    @Test
    void noticesDamage() throws IOException {
        FlatFolderStore store = new FlatFolderStore(folder);
        byte[] bytes = "hello".getBytes(StandardCharsets.UTF_8);
        Digest digest = Hashing.digest(bytes);
        store.putObject(digest, ObjectBody.of(bytes));
        Files.writeString(folder.resolve("objects").resolve(digest.hex()), "hallo", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> store.readObject(digest, 5)).isInstanceOf(IntegrityException.class);
    }
}
