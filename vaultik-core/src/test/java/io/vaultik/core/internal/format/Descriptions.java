package io.vaultik.core.internal.format;

import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryPath;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as text with all that they say, since arrays in them compare by identity. */
final class Descriptions {
    private Descriptions() {}

    static String of(@Nullable ChunkLocation location) {
        return location == null
                ? "-"
                : String.join(
                        ":",
                        location.blob(),
                        "" + location.segmentOffset(),
                        "" + location.segmentLength(),
                        "" + location.offset(),
                        "" + location.length(),
                        hex(location.digest()));
    }

    static String of(List<ChunkLocation> locations) {
        return locations.stream().map(Descriptions::of).collect(Collectors.joining(",", "[", "]"));
    }

    static String of(TreeEntry line) {
        Entry entry = line.entry();
        return String.join(
                "|",
                hex(entry.path()),
                entry.kind().toString(),
                "" + entry.size(),
                of(entry.attributes()),
                entry.linkTo() == null ? "-" : hex(entry.linkTo()),
                "" + entry.item(),
                of(line.chunks()),
                of(line.lists()),
                of(line.attributes()),
                of(line.target()));
    }

    static String of(EntryAttributes a) {
        return String.join(
                ";",
                a.mode().toString(),
                a.uid().toString(),
                a.gid().toString(),
                a.user().toString(),
                a.group().toString(),
                a.modified().toString(),
                a.linkTarget().map(Descriptions::hex).orElse("-"),
                a.device().toString(),
                "" + a.sparse(),
                of(a.xattrs()));
    }

    static String of(Map<String, byte[]> xattrs) {
        Map<String, String> text = new TreeMap<>();
        xattrs.forEach((name, value) -> text.put(name, hex(value)));
        return text.toString();
    }

    static String of(TreeChild child) {
        return hex(child.first()) + "|" + of(child.location()) + "|" + child.entries();
    }

    static String of(SnapshotRecord record) {
        String attachments = record.attachments().stream()
                .map(a -> a.name() + "|" + a.size() + "|" + of(a.chunks()) + "|" + of(a.lists()))
                .collect(Collectors.joining(";"));
        return String.join(
                "|",
                record.repository().toString(),
                record.snapshot(),
                record.sourceId(),
                record.displayName(),
                "" + record.name(),
                record.host(),
                record.user(),
                record.paths().toString(),
                record.started().toString(),
                record.ended().toString(),
                record.labels().toString(),
                record.counts().toString(),
                "" + record.previous(),
                record.software(),
                of(record.root()),
                attachments);
    }

    private static String hex(EntryPath path) {
        return hex(path.bytes());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
