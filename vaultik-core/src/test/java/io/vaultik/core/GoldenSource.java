package io.vaultik.core;

import io.vaultik.fault.Item;
import io.vaultik.repository.BackupSource;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceContent;
import io.vaultik.repository.SourceEntry;
import io.vaultik.repository.SourceId;
import io.vaultik.repository.SourceRun;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The source of the golden repository: an entry of every kind, every attribute, and every form that the format has for them. */
final class GoldenSource implements BackupSource {
    static final String LIST_FILE = "large/more-than-sixteen-chunks.bin";
    private static final Instant TIME = Instant.parse("2020-02-29T12:34:56.123456789Z");
    private static final int LIST_FILE_BYTES = 18 * (2 << 20) + 12_345;

    private final Map<EntryPath, SourceEntry> entries = new LinkedHashMap<>();
    private final Map<EntryPath, byte[]> contents = new LinkedHashMap<>();
    private boolean failing;

    /** The state of the first snapshot. */
    static GoldenSource first() {
        GoldenSource source = new GoldenSource();
        source.directories();
        source.files();
        source.links();
        source.specials();
        source.attributes();
        for (int i = 0; i < 160; i++) {
            source.file("many/file-%03d".formatted(i), text("file " + i), attributes(0644));
        }
        return source;
    }

    /** The state of the second one: a file has changed, one is new, one is gone. */
    static GoldenSource second() {
        GoldenSource source = first();
        source.file("docs/hello.txt", text("Hello again, vault!\n"), attributes(0600));
        source.file("docs/new.txt", text("new\n"), attributes(0644));
        source.remove("many/file-007");
        return source;
    }

    /** The state of the third one: two items fail, one is left out. */
    static GoldenSource failing() {
        GoldenSource source = second();
        source.failing = true;
        source.file("docs/fails-at-open.txt", text("never read"), attributes(0644));
        return source;
    }

    @Override
    public SourceId id() {
        return new SourceId("golden:source", "the golden source");
    }

    @Override
    public void walk(SourceRun run) throws IOException {
        for (SourceEntry entry : entries.values()) {
            run.entry(entry);
        }
        if (failing) {
            run.errors().failed(Item.path("docs/unreadable.txt"), new IOException("it cannot be read"));
            run.errors().skipped(Item.path("docs/socket"), "socket");
            run.errors().alert("an alert");
        }
    }

    @Override
    public SourceContent open(SourceEntry entry) throws IOException {
        if (entry.path().equals(EntryPath.of("docs/fails-at-open.txt"))) {
            throw new IOException("it cannot be opened");
        }
        byte[] content = contents.get(entry.path());
        if (content == null) {
            throw new IllegalStateException("no content for " + entry.path());
        }
        return SourceContent.of(new ByteArrayInputStream(content));
    }

    private void directories() {
        other("", EntryKind.DIRECTORY, attributes(0755));
        other("docs", EntryKind.DIRECTORY, attributes(0750));
        other("empty-directory", EntryKind.DIRECTORY, attributes(01777));
        other("large", EntryKind.DIRECTORY, attributes(0700));
        other("many", EntryKind.DIRECTORY, attributes(02755));
        file("not-reported/parent.txt", text("its directory was not reported"), attributes(0644));
    }

    private void files() {
        file("docs/empty.txt", new byte[0], attributes(0644));
        file("docs/hello.txt", text("Hello, vault!\n"), attributes(0644));
        file("docs/setuid", text("#!/bin/true\n"), attributes(04755));
        file("large/three-mebibytes.txt", lines(3 << 20), attributes(0644));
        file(LIST_FILE, steps(LIST_FILE_BYTES), attributes(0640));
        byte[] holes = new byte[(2 << 20) + 777];
        holes[1 << 20] = 1;
        file("large/sparse.img", holes, attributes(0644).sparse(true));
    }

    private void links() {
        other("links/short", EntryKind.SYMLINK, attributes(0777).linkTarget(text("../docs/hello.txt")));
        other("links/long", EntryKind.SYMLINK, attributes(0777).linkTarget(text("x/".repeat(750) + "end")));
        other("links/not-utf8", EntryKind.SYMLINK, attributes(0777).linkTarget(new byte[] {'t', (byte) 0xff, 'x'}));
        for (String name : new String[] {"links/hard-a", "links/hard-b"}) {
            SourceEntry.Builder entry = entry(EntryPath.of(name), EntryKind.FILE, attributes(0644));
            add(entry.hardLinkId("7:42").size(10).build(), text("two names\n"));
        }
    }

    private void specials() {
        other("special/fifo", EntryKind.FIFO, attributes(0620));
        other("special/null", EntryKind.CHARACTER_DEVICE, attributes(0666).device(0x103));
        other("special/disk", EntryKind.BLOCK_DEVICE, attributes(0660).device(0x800));
        byte[] notUtf8 = {'n', 'a', 'm', 'e', '-', (byte) 0xe9, (byte) 0xff};
        EntryPath odd = EntryPath.of("special").child(notUtf8);
        add(entry(odd, EntryKind.FILE, attributes(0644)).size(3).build(), text("odd"));
        file("special/naïve – 名前 🗝\n\"\\", text("in UTF-8"), attributes(0644));
    }

    private void attributes() {
        byte[] binary = {0, 1, 2, (byte) 0x80, (byte) 0xff, '\n'};
        file(
                "attributes/xattrs",
                text("x"),
                attributes(0644).xattrs(Map.of("user.binary", binary, "user.empty", text(""))));
        Map<String, byte[]> large = new TreeMap<>(Map.of("user.text", text("short")));
        large.put("user.large", lines(1500));
        file("attributes/large-xattrs", text("y"), attributes(0644).xattrs(large));
        file(
                "attributes/before-1970",
                text("z"),
                attributes(0644).modified(Instant.parse("1969-12-31T23:59:58.000000001Z")));
        file("attributes/none", text("none"), EntryAttributes.builder());
        EntryAttributes.Builder ids =
                EntryAttributes.builder().mode(0644).owner(4_294_967_294L, 0).modified(TIME);
        file("attributes/ids-only", text("ids"), ids);
        EntryPath item = EntryPath.of("attributes/item");
        add(
                entry(item, EntryKind.FILE, attributes(0644))
                        .itemId("item/4711 ü")
                        .size(4)
                        .build(),
                text("item"));
    }

    private static EntryAttributes.Builder attributes(int mode) {
        return EntryAttributes.builder()
                .mode(mode)
                .owner(1000, 100)
                .user("alice")
                .group("users")
                .modified(TIME);
    }

    private static SourceEntry.Builder entry(EntryPath path, EntryKind kind, EntryAttributes.Builder attributes) {
        return SourceEntry.builder(path, kind).attributes(attributes.build());
    }

    private void file(String path, byte[] content, EntryAttributes.Builder attributes) {
        EntryPath at = EntryPath.of(path);
        String version = "v" + Arrays.hashCode(content);
        add(
                entry(at, EntryKind.FILE, attributes)
                        .size(content.length)
                        .version(version)
                        .build(),
                content);
    }

    private void other(String path, EntryKind kind, EntryAttributes.Builder attributes) {
        EntryPath at = EntryPath.of(path);
        entries.put(at, entry(at, kind, attributes).build());
    }

    private void add(SourceEntry entry, byte[] content) {
        entries.put(entry.path(), entry);
        contents.put(entry.path(), content);
    }

    private void remove(String path) {
        entries.remove(EntryPath.of(path));
        contents.remove(EntryPath.of(path));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Numbered lines of 1 KiB: different everywhere, and small when compressed. */
    private static byte[] lines(int length) {
        StringBuilder lines = new StringBuilder(length + 1024);
        for (int i = 0; lines.length() < length; i++) {
            lines.append("%07d ".formatted(i)).append("golden ".repeat(145)).append('\n');
        }
        return Arrays.copyOf(text(lines.toString()), length);
    }

    /** Long runs of one byte each, the next one every 2 MiB. */
    private static byte[] steps(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + (i >> 21));
        }
        return bytes;
    }
}
