package io.vaultik.core.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.Manifests;
import io.vaultik.core.Stores;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.FetchOptions;
import io.vaultik.store.PushOptions;
import io.vaultik.store.StreamStore;
import io.vaultik.store.WalkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden data, as far as it is about what a push stores and a fetch gives back. */
class StoreVectorsTest {
    @TempDir
    private Path temp = Path.of("");

    /** One tree has a name that no manifest can hold. */
    static Stream<Arguments> trees() {
        return VectorFile.list("vectors").stream()
                .filter(vector -> !VectorFile.text(vector, "name").equals("quirk-newline"))
                .map(vector -> Arguments.of(vector.get("name"), vector));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("trees")
    void pushesAndFetches(String name, Map<String, Object> vector) throws IOException {
        Path source = DirectoryVectorsTest.build(Files.createDirectory(temp.resolve("source")), vector);
        DirectoryManifest manifest = Manifests.of(source, WalkOptions.standard());
        MemoryStorage storage = new MemoryStorage();
        StreamStore store = new StorageStore(storage, storage);
        assertThat(store.push(manifest, source, PushOptions.standard()).stored())
                .isTrue();
        List<String> expected = new ArrayList<>();
        VectorFile.texts(vector, "store_keys").forEach(key -> expected.add(key.toString()));
        assertThat(Trees.keys(storage)).isEqualTo(expected);
        assertThat(Stores.verify(store, manifest.id()).isOk()).isTrue();

        Path target = temp.resolve("target");
        store.fetchFiles(store.getManifest(manifest.id()), target, FetchOptions.standard());
        DirectoryManifest fetched = Manifests.of(target, WalkOptions.standard());
        if (name.equals("symlinks")) {
            // What was a link is a file now: its bytes are the same, its size is not.
            assertThat(checksums(fetched)).isEqualTo(checksums(manifest));
        } else {
            assertThat(fetched.id()).isEqualTo(manifest.id());
        }
    }

    private static List<String> checksums(DirectoryManifest manifest) {
        List<String> lines = new ArrayList<>();
        manifest.forEach(entry -> lines.add(entry.permissions() + " " + entry.checksum() + " " + entry.path()));
        return lines;
    }
}
