package io.vaultik.examples.cli;

import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Entries of a snapshot, as fields of JSON and as lines like those of {@code ls -l}. */
final class EntryOutput {
    private static final String PERMISSIONS = "rwxrwxrwx";

    private EntryOutput() {}

    /** Writes the fields of an entry. What the snapshot does not know is left out. */
    static void write(JsonOutput json, Entry entry) throws IOException {
        EntryAttributes attributes = entry.attributes();
        path(json, "path", entry.path());
        json.field("kind", Choices.word(entry.kind()));
        json.field("size", entry.size());
        if (attributes.mode().isPresent()) {
            json.field("mode", attributes.mode().getAsInt());
        }
        if (attributes.uid().isPresent()) {
            json.field("uid", attributes.uid().getAsLong());
        }
        if (attributes.gid().isPresent()) {
            json.field("gid", attributes.gid().getAsLong());
        }
        optional(json, "user", attributes.user());
        optional(json, "group", attributes.group());
        optional(json, "modified", attributes.modified());
        if (attributes.linkTarget().isPresent()) {
            name(json, "linkTarget", attributes.linkTarget().get());
        }
        if (entry.hardLinkTo().isPresent()) {
            path(json, "hardLink", entry.hardLinkTo().get());
        }
        if (attributes.device().isPresent()) {
            json.field("deviceMajor", attributes.device().getAsLong() >>> 32);
            json.field("deviceMinor", attributes.device().getAsLong() & 0xffff_ffffL);
        }
        if (attributes.sparse()) {
            json.field("sparse", true);
        }
        optional(json, "item", entry.itemId());
        xattrs(json, attributes.xattrs());
    }

    /** Writes a path; one that is not UTF-8 as it looks, and as Base64 of its bytes beside it. */
    static void path(JsonOutput json, String field, EntryPath path) throws IOException {
        json.field(field, path);
        if (!path.isText()) {
            json.bytes(field + "Bytes", path.bytes());
        }
    }

    /** Writes an entry as a line: mode, owner, size, time, path. */
    static void write(TextOutput text, Entry entry) throws IOException {
        EntryAttributes attributes = entry.attributes();
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        line.writeBytes(String.format(
                        Locale.ROOT,
                        "%s %-17s %12d %-20s ",
                        mode(entry),
                        owner(attributes),
                        entry.size(),
                        attributes.modified().map(Amounts::instant).orElse("-"))
                .getBytes(StandardCharsets.UTF_8));
        line.writeBytes(entry.path().bytes());
        attributes.linkTarget().ifPresent(target -> {
            line.writeBytes(" -> ".getBytes(StandardCharsets.UTF_8));
            line.writeBytes(target);
        });
        text.line(line.toByteArray());
    }

    /** Returns kind and permissions as {@code ls -l} shows them. */
    static String mode(Entry entry) {
        int mode = entry.attributes().mode().orElse(0);
        StringBuilder shown = new StringBuilder(10).append(letter(entry.kind()));
        for (int i = 0; i < 9; i++) {
            shown.append((mode & 0400 >> i) != 0 ? PERMISSIONS.charAt(i) : '-');
        }
        special(shown, 3, (mode & 04000) != 0, 's');
        special(shown, 6, (mode & 02000) != 0, 's');
        special(shown, 9, (mode & 01000) != 0, 't');
        return shown.toString();
    }

    private static void special(StringBuilder shown, int at, boolean set, char letter) {
        if (set) {
            shown.setCharAt(at, shown.charAt(at) == 'x' ? letter : Character.toUpperCase(letter));
        }
    }

    private static char letter(EntryKind kind) {
        return switch (kind) {
            case FILE -> '-';
            case DIRECTORY -> 'd';
            case SYMLINK -> 'l';
            case FIFO -> 'p';
            case CHARACTER_DEVICE -> 'c';
            case BLOCK_DEVICE -> 'b';
        };
    }

    private static String owner(EntryAttributes attributes) {
        return attributes.user().orElseGet(() -> number(attributes.uid())) + ":"
                + attributes.group().orElseGet(() -> number(attributes.gid()));
    }

    private static String number(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "-";
    }

    private static void optional(JsonOutput json, String field, Optional<?> value) throws IOException {
        if (value.isPresent()) {
            json.field(field, value);
        }
    }

    private static void name(JsonOutput json, String field, byte[] bytes) throws IOException {
        String text = RawText.decode(bytes);
        json.field(field, text);
        if (!RawText.isText(text)) {
            json.bytes(field + "Bytes", bytes);
        }
    }

    private static void xattrs(JsonOutput json, Map<String, byte[]> xattrs) throws IOException {
        if (!xattrs.isEmpty()) {
            json.object("xattrs", fields -> {
                for (Map.Entry<String, byte[]> xattr : xattrs.entrySet()) {
                    fields.bytes(xattr.getKey(), xattr.getValue());
                }
            });
        }
    }
}
