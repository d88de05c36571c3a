package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntryOutputTest {
    private static final EntryPath ODD = EntryPath.ofBytes(new byte[] {'c', 'a', 'f', (byte) 0xe9});
    private static final Instant TIME = Instant.parse("2024-01-15T14:30:52.123456789Z");

    @Test
    void writesAllThatIsKnown() throws IOException {
        EntryAttributes attributes = EntryAttributes.builder()
                .mode(04755)
                .owner(1000, 100)
                .user("ada")
                .group("users")
                .modified(TIME)
                .xattrs(Map.of("user.x", new byte[] {1}))
                .build();
        Json json = json(new Entry(ODD, EntryKind.FILE, 42, attributes, EntryPath.of("first"), "item-7"));

        assertThat(json.names())
                .containsExactly(
                        "schema",
                        "path",
                        "pathBytes",
                        "kind",
                        "size",
                        "mode",
                        "uid",
                        "gid",
                        "user",
                        "group",
                        "modified",
                        "hardLink",
                        "item",
                        "xattrs");
        assertThat(json.text("path")).isEqualTo("caf\ufffd");
        assertThat(json.text("pathBytes")).isEqualTo("Y2Fm6Q==");
        assertThat(json.text("kind")).isEqualTo("file");
        assertThat(json.number("mode")).isEqualTo(04755);
        assertThat(json.text("modified")).isEqualTo("2024-01-15T14:30:52.123456789Z");
        assertThat(json.text("hardLink")).isEqualTo("first");
        assertThat(json.object("xattrs").text("user.x")).isEqualTo("AQ==");
    }

    @Test
    void leavesOutWhatIsNotKnown() throws IOException {
        Json json = json(entry(EntryKind.DIRECTORY, EntryAttributes.none()));

        assertThat(json.names()).containsExactly("schema", "path", "kind", "size");
    }

    @Test
    void writesTargetsAndDevices() throws IOException {
        EntryAttributes link = EntryAttributes.builder()
                .linkTarget(new byte[] {'.', '.', '/', (byte) 0xff})
                .build();
        EntryAttributes device = EntryAttributes.builder().device(8L << 32 | 1).build();

        assertThat(json(entry(EntryKind.SYMLINK, link)).text("linkTarget")).isEqualTo("../\ufffd");
        assertThat(json(entry(EntryKind.SYMLINK, link)).text("linkTargetBytes")).isEqualTo("Li4v/w==");
        Json block = json(entry(EntryKind.BLOCK_DEVICE, device));
        assertThat(block.text("kind")).isEqualTo("block-device");
        assertThat(block.number("deviceMajor")).isEqualTo(8);
        assertThat(block.number("deviceMinor")).isEqualTo(1);
    }

    @Test
    void writesALineLikeLs() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TextOutput text = new TextOutput(out);
        EntryAttributes file =
                EntryAttributes.builder().mode(0640).owner(0, 5).modified(TIME).build();
        EntryAttributes link = EntryAttributes.builder()
                .linkTarget("there".getBytes(StandardCharsets.UTF_8))
                .build();
        EntryOutput.write(text, new Entry(EntryPath.of("a/b"), EntryKind.FILE, 1234, file, null, null));
        EntryOutput.write(text, entry(EntryKind.SYMLINK, link));
        text.flush();

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "-rw-r----- 0:5                       1234 2024-01-15T14:30:52Z a/b",
                        "l--------- -:-                          0 -                    x -> there");
    }

    @Test
    void showsTheBitsOfAMode() {
        assertThat(mode(EntryKind.FILE, 04755)).isEqualTo("-rwsr-xr-x");
        assertThat(mode(EntryKind.FILE, 06644)).isEqualTo("-rwSr-Sr--");
        assertThat(mode(EntryKind.DIRECTORY, 01777)).isEqualTo("drwxrwxrwt");
        assertThat(mode(EntryKind.DIRECTORY, 01770)).isEqualTo("drwxrwx--T");
        assertThat(mode(EntryKind.FIFO, 0600)).isEqualTo("prw-------");
        assertThat(mode(EntryKind.CHARACTER_DEVICE, 0)).isEqualTo("c---------");
    }

    private static String mode(EntryKind kind, int bits) {
        return EntryOutput.mode(entry(kind, EntryAttributes.builder().mode(bits).build()));
    }

    private static Entry entry(EntryKind kind, EntryAttributes attributes) {
        return new Entry(EntryPath.of("x"), kind, 0, attributes, null, null);
    }

    private static Json json(Entry entry) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new JsonOutput(out).document(json -> EntryOutput.write(json, entry));
        return Json.parse(out.toString(StandardCharsets.UTF_8));
    }
}
