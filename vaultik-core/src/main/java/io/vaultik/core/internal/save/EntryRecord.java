package io.vaultik.core.internal.save;

import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An entry as a record of a sort. The bytes live for one run only, so they have no version:
 *
 * <pre>
 * record     = head path attributes itemId refCount ref* signs
 * head       = pathLength(4) end of itemId(4) kind(1) flags(1) size(8) seconds(8) nanos(4) of the modification
 * attributes = flags(1) [mode(4)] [uid(8)] [gid(8)] [user] [group] [link target] [device(8)] xattrCount(4) (name value)*
 * signs      = [seconds(8) nanos(4) of the inode's change] [inode(8)] [version] [hard-link id]
 * </pre>
 *
 * All that becomes part of a node stands before the signs. {@link RawEntry} reads records where they are.
 *
 * @param entry the entry, with the size that was read if its content is known
 * @param refs the chunks of its content; empty for what has none
 */
record EntryRecord(SourceEntry entry, long[] refs) {
    private static final int MODE = 1;
    private static final int UID = 2;
    private static final int GID = 4;
    private static final int USER = 8;
    private static final int GROUP = 16;
    private static final int TARGET = 32;
    private static final int DEVICE = 64;
    private static final int SPARSE = 128;

    /** Room for the texts that most entries have beside their path. */
    private static final int USUAL_BYTES = 32;

    byte[] encode() {
        byte[] path = entry.path().bytes();
        Instant modified = entry.attributes().modified().orElse(null);
        RecordSink out = new RecordSink(RawEntry.PATH + path.length + USUAL_BYTES + Long.BYTES * refs.length);
        out.putInt(path.length);
        out.putInt(0);
        out.putByte(entry.kind().ordinal());
        out.putByte(flags());
        out.putLong(entry.size());
        out.putLong(modified == null ? 0 : modified.getEpochSecond());
        out.putInt(modified == null ? 0 : modified.getNano());
        out.put(path);
        putAttributes(out, entry.attributes());
        out.putSized(bytes(entry.itemId().orElse(null)));
        out.setInt(RawEntry.END, out.length());
        out.putInt(refs.length);
        out.reserveLongs(refs.length);
        for (long ref : refs) {
            out.putLong(ref);
        }
        putSigns(out);
        return out.toBytes();
    }

    static EntryRecord decode(byte[] record) {
        EntryPath path = RawEntry.path(record);
        RecordScan in = new RecordScan(record, RawEntry.PATH + RawEntry.pathLength(record));
        SourceEntry.Builder entry =
                SourceEntry.builder(path, RawEntry.kind(record)).size(RawEntry.size(record));
        entry.attributes(nextAttributes(in, RawEntry.modified(record)));
        entry.itemId(in.nextText());
        long[] refs = new long[in.nextInt()];
        for (int i = 0; i < refs.length; i++) {
            refs[i] = in.nextLong();
        }
        if (RawEntry.has(record, RawEntry.CHANGED)) {
            entry.changed(Instant.ofEpochSecond(in.nextLong(), in.nextInt()));
        }
        if (RawEntry.has(record, RawEntry.INODE)) {
            entry.inode(in.nextLong());
        }
        entry.version(RawEntry.has(record, RawEntry.VERSION) ? in.nextText() : null);
        entry.hardLinkId(RawEntry.has(record, RawEntry.HARD_LINK) ? in.nextText() : null);
        return new EntryRecord(entry.build(), refs);
    }

    private int flags() {
        return (entry.attributes().modified().isPresent() ? RawEntry.MODIFIED : 0)
                | (entry.changed().isPresent() ? RawEntry.CHANGED : 0)
                | (entry.inode().isPresent() ? RawEntry.INODE : 0)
                | (entry.version().isPresent() ? RawEntry.VERSION : 0)
                | (entry.hardLinkId().isPresent() ? RawEntry.HARD_LINK : 0);
    }

    private void putSigns(RecordSink out) {
        Instant changed = entry.changed().orElse(null);
        if (changed != null) {
            out.putLong(changed.getEpochSecond());
            out.putInt(changed.getNano());
        }
        if (entry.inode().isPresent()) {
            out.putLong(entry.inode().getAsLong());
        }
        putIfPresent(out, bytes(entry.version().orElse(null)));
        putIfPresent(out, bytes(entry.hardLinkId().orElse(null)));
    }

    private static void putAttributes(RecordSink out, EntryAttributes a) {
        byte[] user = bytes(a.user().orElse(null));
        byte[] group = bytes(a.group().orElse(null));
        byte[] target = a.linkTarget().orElse(null);
        out.putByte((a.mode().isPresent() ? MODE : 0)
                | (a.uid().isPresent() ? UID : 0)
                | (a.gid().isPresent() ? GID : 0)
                | (user != null ? USER : 0)
                | (group != null ? GROUP : 0)
                | (target != null ? TARGET : 0)
                | (a.device().isPresent() ? DEVICE : 0)
                | (a.sparse() ? SPARSE : 0));
        if (a.mode().isPresent()) {
            out.putInt(a.mode().getAsInt());
        }
        if (a.uid().isPresent()) {
            out.putLong(a.uid().getAsLong());
        }
        if (a.gid().isPresent()) {
            out.putLong(a.gid().getAsLong());
        }
        putIfPresent(out, user);
        putIfPresent(out, group);
        putIfPresent(out, target);
        if (a.device().isPresent()) {
            out.putLong(a.device().getAsLong());
        }
        out.putInt(a.xattrs().size());
        for (Map.Entry<String, byte[]> xattr : a.xattrs().entrySet()) {
            out.putSized(bytes(xattr.getKey()));
            out.putSized(xattr.getValue());
        }
    }

    private static EntryAttributes nextAttributes(RecordScan in, @Nullable Instant modified) {
        EntryAttributes.Builder a = EntryAttributes.builder().modified(modified);
        int flags = in.nextByte();
        if ((flags & MODE) != 0) {
            a.mode(in.nextInt());
        }
        long uid = (flags & UID) != 0 ? in.nextLong() : -1;
        long gid = (flags & GID) != 0 ? in.nextLong() : -1;
        if (uid >= 0 && gid >= 0) {
            a.owner(uid, gid);
        }
        a.user((flags & USER) != 0 ? in.nextText() : null);
        a.group((flags & GROUP) != 0 ? in.nextText() : null);
        byte[] target = (flags & TARGET) != 0 ? in.nextSized() : null;
        if (target != null) {
            a.linkTarget(target);
        }
        if ((flags & DEVICE) != 0) {
            a.device(in.nextLong());
        }
        return a.sparse((flags & SPARSE) != 0).xattrs(nextXattrs(in)).build();
    }

    private static Map<String, byte[]> nextXattrs(RecordScan in) {
        int count = in.nextInt();
        if (count == 0) {
            return Map.of();
        }
        Map<String, byte[]> xattrs = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String name = in.nextText();
            byte[] value = in.nextSized();
            if (name != null && value != null) {
                xattrs.put(name, value);
            }
        }
        return xattrs;
    }

    private static void putIfPresent(RecordSink out, byte @Nullable [] value) {
        if (value != null) {
            out.putSized(value);
        }
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
