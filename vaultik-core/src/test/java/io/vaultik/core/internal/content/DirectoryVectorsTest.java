package io.vaultik.core.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.Manifests;
import io.vaultik.fault.IncompleteException;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.HashAlgorithm;
import io.vaultik.store.WalkOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden data, as far as it is about what the manifest of a directory is. */
@SuppressWarnings("NullAway")
class DirectoryVectorsTest {
    /** Below no folder that an exclude of the golden data knows. */
    @TempDir
    Path folder;

    static Stream<Arguments> trees() {
        return VectorFile.list("vectors").stream().map(vector -> Arguments.of(vector.get("name"), vector));
    }

    static Stream<Arguments> variants() {
        return VectorFile.list("vectors").stream().flatMap(vector -> map(vector, "variants").entrySet().stream()
                .filter(variant -> ((Map<?, ?>) variant.getValue()).containsKey("manifest"))
                .map(variant -> Arguments.of(vector.get("name") + " " + variant.getKey(), vector, variant.getValue())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("trees")
    void makesTheManifest(String name, Map<String, Object> vector) throws Exception {
        Path root = build(vector);
        if (name.equals("quirk-newline")) {
            assertLineFeedIsAnItemError(root);
            return;
        }
        for (int lanes : new int[] {1, 3}) {
            DirectoryManifest manifest =
                    Manifests.of(root, WalkOptions.builder().parallelism(lanes).build());
            assertThat(text(manifest))
                    .isEqualTo(new String(VectorFile.manifest(vector), StandardCharsets.UTF_8) + "\n");
            assertThat(manifest.id().hex()).isEqualTo(vector.get("snapshot_id"));
        }
    }

    private static void assertLineFeedIsAnItemError(Path root) throws IOException {
        Optional<DirectoryManifest> rest = Optional.empty();
        try {
            Manifests.of(root, WalkOptions.standard());
        } catch (IncompleteException e) {
            rest = e.result(DirectoryManifest.class);
            assertThat(e.errors().failedCount()).isEqualTo(1);
        }
        assertThat(rest).isPresent();
        assertThat(rest.orElseThrow()).extracting(entry -> entry.path()).containsExactly("./", "./ok");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("variants")
    void makesTheManifestWithOptions(String name, Map<String, Object> vector, Map<String, Object> variant)
            throws Exception {
        DirectoryManifest manifest = Manifests.of(build(vector), options(variant));
        assertThat(text(manifest)).isEqualTo(new String(VectorFile.manifest(variant), StandardCharsets.UTF_8) + "\n");
        assertThat(manifest.id().hex()).isEqualTo(variant.get("id"));
    }

    private static WalkOptions options(Map<String, Object> variant) {
        WalkOptions.Builder options = WalkOptions.builder();
        for (Object argument : (List<?>) variant.get("args")) {
            String value = argument.toString().substring(argument.toString().indexOf('=') + 1);
            switch (argument.toString().substring(0, argument.toString().indexOf('='))) {
                case "--no-follow" -> options.followLinks(false);
                case "--exclude" -> options.exclude(value);
                case "--checksum-bin" ->
                    options.checksum(value.equals("md5sum") ? HashAlgorithm.MD5 : HashAlgorithm.SHA_256);
                default -> throw new IllegalArgumentException("the golden data has a new option: " + argument);
            }
        }
        map(variant, "env").forEach((name, value) -> options.context(value.toString()));
        return options.build();
    }

    @Test
    void makesTheManifestOfTenThousandFiles() throws Exception {
        Map<String, Object> tree = VectorFile.object("large_tree");
        for (int i = 0; i < 100; i++) {
            Path directory = mode(Files.createDirectory(folder.resolve(String.format(Locale.ROOT, "%02x", i))), 0755);
            for (int k = 0; k < 100; k++) {
                String name = String.format(Locale.ROOT, "f%03d.dat", k);
                String seed = "20260624" + directory.getFileName() + "/" + name;
                mode(Files.write(directory.resolve(name), sha256(seed)), 0644);
            }
        }
        mode(folder, 0755);
        DirectoryManifest manifest = Manifests.of(folder, WalkOptions.standard());
        assertThat(manifest.id().hex()).isEqualTo(tree.get("snapshot_id"));
        assertThat(manifest.entryCount()).hasToString(tree.get("manifest_lines").toString());
    }

    private static byte[] sha256(String text) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private Path build(Map<String, Object> vector) throws IOException {
        return build(folder, vector);
    }

    /** Makes the tree of a vector in an empty folder. */
    static Path build(Path folder, Map<String, Object> vector) throws IOException {
        List<Map<String, Object>> entries = entries(vector);
        for (Map<String, Object> entry : entries) {
            Path path = folder.resolve(entry.get("path").toString());
            switch (entry.get("type").toString()) {
                case "dir" -> Files.createDirectory(path);
                case "symlink" ->
                    Files.createSymbolicLink(path, Path.of(entry.get("target").toString()));
                default -> Files.write(path, content(entry));
            }
        }
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).containsKey("mode")) {
                mode(
                        folder.resolve(entries.get(i).get("path").toString()),
                        Integer.parseInt(entries.get(i).get("mode").toString(), 8));
            }
        }
        return mode(folder, Integer.parseInt(vector.get("root_mode").toString(), 8));
    }

    private static Path mode(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
        return path;
    }

    private static byte[] content(Map<String, Object> entry) {
        if (entry.containsKey("content_b64")) {
            return Base64.getDecoder().decode(entry.get("content_b64").toString());
        }
        Map<String, Object> generator = map(entry, "generator");
        byte[] content = new byte[Integer.parseInt(generator.get("length").toString())];
        boolean first = "G1".equals(generator.get("rule"));
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (first ? i * 31 + (i >> 8) * 17 + (i >> 16) * 7 : i * 31 + 7);
        }
        return content;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> of, String name) {
        return of.containsKey(name) ? (Map<String, Object>) of.get(name) : Map.of();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> entries(Map<String, Object> vector) {
        return (List<Map<String, Object>>) vector.get("entries");
    }

    private static String text(DirectoryManifest manifest) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Manifests.write(manifest, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
