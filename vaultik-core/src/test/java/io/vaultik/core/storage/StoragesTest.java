package io.vaultik.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoragesTest {
    private static final ObjectKey KEY = ObjectKey.of("a/b");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void opensAFolder() throws IOException {
        Path odd = Files.createDirectory(folder.resolve("with space"));
        try (ObjectStorage storage = Storages.open(odd.toUri().toString())) {
            storage.put(KEY, ObjectBody.of(new byte[] {1}), PutMode.CREATE);
        }
        assertThat(odd.resolve("a/b")).hasBinaryContent(new byte[] {1});
    }

    @ParameterizedTest
    @CsvSource({"mem:", "mem:///", "MEM:", "mem:x"})
    void opensMemory(String address) throws IOException {
        try (ObjectStorage storage = Storages.open(address)) {
            assertThat(storage).isInstanceOf(MemoryStorage.class);
            storage.put(KEY, ObjectBody.of(new byte[] {1}), PutMode.CREATE);
            try (ObjectStorage another = Storages.open(address)) {
                assertThat(another.stat(KEY)).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gopher://x | there are no storages of the kind \"gopher:\" here; there are file:, mem:",
                "/plain/path | an address begins with its kind: file:, mem:",
                "file:x | is not of the form file:///path",
                "file:///x y | has a character that belongs in the form %XX at 9",
                "file:///x?region=y | there is no storage option \"region\": a folder has none",
                "mem:///?a=b | there is no storage option \"a\": memory has none",
                "mem:///?a | the query of an address is NAME=VALUE",
                "mem:///?given=1 | the storage option \"given\" is given twice",
                "mem:///?my-Secret-key=abc | \"my-Secret-key\" does not belong in an address",
                "mem:///?session%2Dtoken=abc | \"session-token\" does not belong in an address",
            })
    void saysWhatIsWrong(String address, String message) {
        Map<String, String> options = message.contains("twice") ? Map.of("given", "1") : Map.of();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Storages.open(address, options).close())
                .withMessageContaining(message);
    }

    @Test
    void saysWhatThereIs() {
        assertThat(Storages.providers()).containsOnlyKeys("file", "mem");
    }
}
