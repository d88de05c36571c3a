package io.vaultik.core.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.Hashing;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.UnsafePathException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.store.Digest;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.FetchOptions;
import io.vaultik.store.StreamStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Manifests that somebody crafted: each is refused before anything is written, with and without a mirror. */
class HostileManifestTest {
    private static final String H =
            Hashing.digest("x".getBytes(StandardCharsets.UTF_8)).hex();
    private static final String FILE = "F 644 " + H + " 1 ";
    private static final String DIRECTORY = "D 755 " + H + " 1 ";

    private static final String FILES = """
            ./..
            ./../x
            ./../../../../../../tmp/x
            ./a/../x
            ./a/..
            ./a/b/../../../x
            ..
            ../x
            /x
            /etc/passwd
            //x
            x
            .x
            .
            ./
            ./.
            ././x
            ./a/./x
            ./a/.
            ./a//x
            .//x
            .//
            ./a//
            ./a<NUL>b
            ./<NUL>
            ./a/<NUL>/b
            ./x/
            ./a/b/
            ./...//x
            ./../
            C:/x
            """;

    private static final String DIRECTORIES = """
            ./..
            ./../
            ./a/../
            ./a
            /
            /tmp/
            ../
            ./a//
            ././/
            ././
            .
            ./a<NUL>/
            x/
            ./a/../../b/
            """;

    @TempDir
    private Path temp;

    private final MemoryStorage storage = new MemoryStorage();
    private final StreamStore store = new StorageStore(storage, storage);

    @BeforeEach
    void storeTheObject() throws VaultikException {
        store.putObject(Digest.ofHex(H), ObjectBody.of("x".getBytes(StandardCharsets.UTF_8)));
    }

    static Stream<List<String>> hostile() {
        List<List<String>> all = new ArrayList<>();
        FILES.lines().forEach(path -> all.add(List.of(FILE + path.replace("<NUL>", "\0"))));
        DIRECTORIES.lines().forEach(path -> all.add(List.of(DIRECTORY + path.replace("<NUL>", "\0"))));
        all.add(List.of(FILE + "./" + "a/".repeat(40) + "../".repeat(41) + "x"));
        all.addAll(contradictions());
        for (String checksum : List.of(
                "abc",
                "../../../../etc/passwd",
                H.substring(1),
                H + "0",
                H.toUpperCase(Locale.ROOT),
                "d41d8cd98f00b204e9800998ecf8427e",
                "g" + H.substring(1),
                H.substring(2) + "..",
                "/" + H.substring(1))) {
            all.add(List.of("F 644 " + checksum + " 1 ./a"));
            all.add(List.of(FILE + "./a", "D 755 " + checksum + " 1 ./b/"));
        }
        for (String permissions : List.of("rw-r--r--", "10000", "-644", "8", "99999999999999999999", "0x1ff")) {
            all.add(List.of("F " + permissions + " " + H + " 1 ./a"));
        }
        return all.stream();
    }

    private static List<List<String>> contradictions() {
        return List.of(
                List.of(FILE + "./a", FILE + "./a"),
                List.of(FILE + "./a", "F 600 " + H + " 1 ./a"),
                List.of(DIRECTORY + "./a/", DIRECTORY + "./a/"),
                List.of(FILE + "./a", DIRECTORY + "./a/"),
                List.of(FILE + "./a", FILE + "./a/b"),
                List.of(FILE + "./a", FILE + "./a b", FILE + "./a-b", FILE + "./a.b", FILE + "./a/b/c"),
                List.of(FILE + "./a/b", DIRECTORY + "./a/b/c/d/"),
                List.of(DIRECTORY + "./", DIRECTORY + "./a/", FILE + "./a/b", FILE + "./a/b/c", FILE + "./z"));
    }

    @Test
    void thereAreManyOfThem() {
        assertThat(hostile().count()).isGreaterThan(70);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void isRefusedBeforeAnythingIsWritten(List<String> lines) throws IOException {
        List<String> with = new ArrayList<>(lines);
        with.add(FILE + "./0-first");
        with.add(FILE + "./zz-last");
        DirectoryManifest manifest = Trees.parse(with.toArray(String[]::new));
        Path target = temp.resolve("in/target");
        for (boolean exists : List.of(false, true)) {
            if (exists) {
                Trees.file(target, "own", "mine");
            }
            List<String> before = Trees.listing(temp);
            for (boolean mirror : List.of(false, true)) {
                FetchOptions options = FetchOptions.builder().mirror(mirror).build();
                assertThatThrownBy(() -> store.fetchFiles(manifest, target, options))
                        .isInstanceOfAny(UnsafePathException.class, MalformedException.class)
                        .message()
                        .doesNotContain("0-first");
            }
            assertThat(Trees.listing(temp)).isEqualTo(before);
        }
    }

    /** What only looks odd is fetched. */
    @Test
    void fetchesOddNames() throws IOException {
        DirectoryManifest manifest = Trees.parse(
                FILE + "./...",
                FILE + "./..a",
                FILE + "./a..",
                FILE + "./ ",
                FILE + "./ a  b ",
                FILE + "./-rf",
                FILE + "./~",
                FILE + "./a\\b",
                FILE + "./a\tb",
                FILE + "./*",
                FILE + "./$HOME",
                FILE + "./.objects",
                FILE + "./\uff01",
                FILE + "./\ud83e\udd80");
        Path target = temp.resolve("target");
        store.fetchFiles(manifest, target, FetchOptions.standard());
        try (Stream<Path> files = Files.list(target)) {
            assertThat(files.count()).isEqualTo(14);
        }
    }
}
