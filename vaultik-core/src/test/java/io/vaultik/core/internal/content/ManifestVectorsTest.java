package io.vaultik.core.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.Hashing;
import io.vaultik.core.Manifests;
import io.vaultik.fault.MalformedException;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.ManifestEntry;
import io.vaultik.store.ManifestId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden data, as far as it is about text, ids, keys and digests. */
class ManifestVectorsTest {
    /** What the message of a refusal says, by the name that the golden data gives it. */
    private static final Map<String, List<String>> REFUSALS = Map.of(
            "MalformedLine", List.of("is not of the form", "has an empty field"),
            "InvalidPathType", List.of("has a type"),
            "InvalidSize", List.of("has a size"));

    static Stream<Arguments> parseVectors() {
        return named("parse_vectors");
    }

    static Stream<Arguments> treeVectors() {
        return named("vectors");
    }

    private static Stream<Arguments> named(String list) {
        return VectorFile.list(list).stream().map(vector -> Arguments.of(vector.get("name"), vector));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parseVectors")
    void parsesAndRefuses(String name, Map<String, Object> vector) throws IOException {
        String input = VectorFile.text(vector, "input");
        if (vector.containsKey("error")) {
            assertThatThrownBy(() -> Manifests.parse(input))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageStartingWith("line 1 ")
                    .satisfies(e -> assertThat(REFUSALS.getOrDefault(VectorFile.text(vector, "error"), List.of()))
                            .anyMatch(phrase -> String.valueOf(e.getMessage()).contains(phrase)));
            return;
        }
        DirectoryManifest manifest = Manifests.parse(input);
        assertThat(text(manifest)).isEqualTo(vector.get("rendered") + "\n");
        assertThat(manifest.id().hex()).isEqualTo(vector.get("snapshot_id"));
        assertThat(manifest.text().length()).isEqualTo(text(manifest).getBytes(StandardCharsets.UTF_8).length);
    }

    /** The one tree with a line feed in a name has a text that is no manifest. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("treeVectors")
    void readsEveryManifest(String name, Map<String, Object> vector) throws IOException {
        byte[] text = VectorFile.manifest(vector);
        ManifestId id = ManifestId.of(VectorFile.text(vector, "snapshot_id"));
        byte[] stored = (new String(text, StandardCharsets.ISO_8859_1) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Hashing.digest(stored).hex()).isEqualTo(id.hex());
        if (name.equals("quirk-newline")) {
            assertThatThrownBy(() -> Manifests.read(id, new ByteArrayInputStream(stored)))
                    .isInstanceOf(MalformedException.class);
            return;
        }
        DirectoryManifest manifest = Manifests.read(id, new ByteArrayInputStream(stored));
        assertThat(text(manifest).getBytes(StandardCharsets.UTF_8)).isEqualTo(stored);
        assertThat(manifest.id()).isEqualTo(id);
        List<ManifestEntry> entries = new ArrayList<>();
        manifest.forEach(entries::add);
        Collections.shuffle(entries, new Random(7));
        assertThat(Manifests.of(entries).id()).isEqualTo(id);
        List<?> keys = VectorFile.texts(vector, "store_keys");
        assertThat(keys.contains(StoreKeys.manifest(id).value())).isTrue();
        for (ManifestEntry entry : manifest) {
            if (entry.isFile()) {
                String key = StoreKeys.object(entry.digest().orElseThrow()).value();
                assertThat(keys.contains(key)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource
    void cutsKeys(Map<String, Object> vector) {
        String input = VectorFile.text(vector, "input");
        assertThat(StoreKeys.OBJECTS + StoreKeys.sharded(input)).isEqualTo(vector.get("object"));
        assertThat(StoreKeys.MANIFESTS + StoreKeys.sharded(input)).isEqualTo(vector.get("manifest"));
    }

    static Stream<Map<String, Object>> cutsKeys() {
        return VectorFile.list("sharding_vectors").stream();
    }

    @ParameterizedTest
    @MethodSource
    void hashes(Map<String, Object> vector) throws IOException {
        byte[] input = Base64.getDecoder().decode(VectorFile.text(vector, "input_b64"));
        assertThat(Hashing.digest(input)).hasToString(VectorFile.text(vector, "blake3"));
        assertThat(Hashing.digest(new ByteArrayInputStream(input))).hasToString(VectorFile.text(vector, "blake3"));
    }

    static Stream<Map<String, Object>> hashes() {
        return VectorFile.list("hash_vectors").stream();
    }

    private static String text(DirectoryManifest manifest) throws IOException {
        try (InputStream stream = manifest.text().open()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
