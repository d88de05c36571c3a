package io.vaultik.core.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.Manifests;
import io.vaultik.core.internal.TestRandom;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.ManifestChange;
import io.vaultik.store.ManifestEntry;
import io.vaultik.store.ManifestEntry.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestParserTest {
    private static final String HASH = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";

    @Test
    void namesTheLineThatIsWrong() {
        String text = "# head\n\nD 755 " + HASH + " 0 ./\nF 644 " + HASH + " 0\n";
        assertThatThrownBy(() -> Manifests.parse(text))
                .isInstanceOf(MalformedException.class)
                .hasMessage("line 4 of a manifest is not of the form TYPE PERM CHECKSUM SIZE PATH");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "F",
                " ",
                "    ",
                "F 644 x 1",
                "F 644  1 ./a",
                "FF 644 x 1 ./a",
                "X 644 x 1 ./a",
                "F 644 x + ./a",
                "F 644 x ++1 ./a",
                "F 644 x 1.0 ./a",
                "F 644 x 0x1 ./a",
                "F 644 x  ./a",
                "F 644 x 1 ./a\r\r\n",
                "F 644 x 184467440737095516150 ./a",
                "F 644 x 99999999999999999999999999 ./a",
                "\u00a0 644 x 1 ./a",
                "F 644 x \u0661 ./a"
            })
    void refusesWhatIsNoLine(String line) {
        assertThatThrownBy(() -> Manifests.parse(line)).isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] text = "F 644 x 1 ./\u00e9".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> Manifests.parse(new ByteArrayInputStream(text)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void refusesALineWithoutEnd() {
        String text = "F 644 x 1 ./" + "a".repeat(70_000);
        assertThatThrownBy(() -> Manifests.parse(text)).isInstanceOf(MalformedException.class);
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'a';
            }
        };
        assertThatThrownBy(() -> Manifests.parse(endless))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("longer");
    }

    @Test
    void refusesMoreEntriesThanMemoryHolds() throws VaultikException {
        ManifestBuilder builder = new ManifestBuilder(1 << 20);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_000_000; i++) {
                        builder.add(new ManifestEntry(Kind.FILE, "644", HASH, i, "./" + i));
                    }
                })
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("memory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "./a\nb", "./a\r", "./\ud800"})
    void refusesEntriesThatNoLineHolds(String path) {
        assertThatThrownBy(() -> Manifests.of(List.of(new ManifestEntry(Kind.FILE, "644", HASH, 0, path))))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void sortsByUnsignedBytesAndKeepsDuplicatesInOrder() throws VaultikException {
        List<String> lines = List.of(
                "F 6 x 1 ./a0",
                "F 6 x 1 ./\ud83e\udd80",
                "F 6 x 2 ./a",
                "F 6 x 1 ./a",
                "F 6 x 1 ./a/b",
                "D 6 x 1 ./a/",
                "F 6 x 1 ./\uff01",
                "F 6 x 1 ./a-b",
                "F 6 x 1 ./a.txt",
                "F 6 x 1 ./a b");
        assertThat(Manifests.parse(String.join("\n", lines)))
                .extracting(entry -> entry.size() + entry.path())
                .containsExactly(
                        "2./a",
                        "1./a",
                        "1./a b",
                        "1./a-b",
                        "1./a.txt",
                        "1./a/",
                        "1./a/b",
                        "1./a0",
                        "1./\uff01",
                        "1./\ud83e\udd80");
    }

    @Test
    void readsTheTextInPiecesOfAnySize() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append("F 644 ")
                    .append(HASH)
                    .append(' ')
                    .append(i)
                    .append(" ./")
                    .append(i)
                    .append('\n');
        }
        DirectoryManifest manifest = Manifests.parse(text.toString());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream stream = manifest.text().open()) {
            Random random = TestRandom.seeded("readsTheTextInPiecesOfAnySize");
            byte[] buffer = new byte[1_000];
            for (int step = stream.read(buffer, 0, 1);
                    step >= 0;
                    step = stream.read(buffer, 0, random.nextInt(1_000))) {
                out.write(buffer, 0, step);
            }
        }
        assertThat(out.size()).isEqualTo(manifest.text().length());
        assertThat(Manifests.parse(out.toString(StandardCharsets.UTF_8)).id()).isEqualTo(manifest.id());
        assertThat(Manifests.read(manifest.id(), new ByteArrayInputStream(out.toByteArray()))
                        .entryCount())
                .isEqualTo(20_000);
    }

    @Test
    void refusesEveryFlippedByteOfAStoredManifest() throws VaultikException {
        String text = "D 755 " + HASH + " 3 ./\nF 644 " + HASH + " 3 ./a\n";
        DirectoryManifest manifest = Manifests.parse(text);
        for (int i = 0; i < text.length() * 8; i++) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            bytes[i / 8] ^= (byte) (1 << i % 8);
            assertThatThrownBy(() -> Manifests.read(manifest.id(), new ByteArrayInputStream(bytes)))
                    .isInstanceOf(IntegrityException.class)
                    .hasMessageContaining(manifest.id().hex());
        }
    }

    @Test
    void ignoresCommentsOfAStoredManifestAndNothingElse() throws VaultikException {
        String a = "D 755 " + HASH + " 3 ./\n";
        String b = "F 644 " + HASH + " 3 ./a\n";
        DirectoryManifest manifest = Manifests.parse(a + b);
        assertThat(Manifests.read(manifest.id(), body("# x\n" + a + "#\n" + b + "# y"))
                        .id())
                .isEqualTo(manifest.id());
        for (String other : List.of(b + a, a + "\n" + b, a + b + "\n", (a + b).strip(), a + b.replace("\n", "\r\n"))) {
            assertThatThrownBy(() -> Manifests.read(manifest.id(), body(other))).isInstanceOf(IntegrityException.class);
        }
    }

    @Test
    void comparesByEntries() throws VaultikException {
        DirectoryManifest before = Manifests.parse("D 755 x 1 ./\nF 644 x 1 ./a\nF 644 y 1 ./b\nF 644 y 1 ./d\n");
        DirectoryManifest after = Manifests.parse("D 755 x 1 ./\nF 600 x 1 ./a\nF 644 z 1 ./b\nF 644 y 1 ./c\n");
        List<String> changes = new ArrayList<>();
        Manifests.diff(before, after, change -> changes.add(change.kind() + " " + change.path()));
        assertThat(changes).containsExactly("PERMISSIONS ./a", "CHANGED ./b", "ADDED ./c", "REMOVED ./d");
        List<ManifestChange> none = new ArrayList<>();
        Manifests.diff(before, before, none::add);
        assertThat(none).isEmpty();
    }

    private static InputStream body(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
