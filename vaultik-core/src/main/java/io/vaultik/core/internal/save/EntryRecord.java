package io.vaultik.core.internal.save;

import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An entry as a record of a sort: the length of the path, the path, then the rest. The bytes live for one run only, so they have no
 * version.
 *
 * @param entry the entry, with the size that was read if its content is known
 * @param refs the chunks of its content; empty for what has none
 */
record EntryRecord(SourceEntry entry, long[] refs) {
    private static final EntryKind[] KINDS = EntryKind.values();

    /** Compares two records by path, in the order of a snapshot. */
    static int compare(byte[] a, byte[] b) {
        int aLength = ByteBuffer.wrap(a).getInt();
        int bLength = ByteBuffer.wrap(b).getInt();
        int at = java.util.Arrays.mismatch(a, 4, 4 + aLength, b, 4, 4 + bLength);
        if (at < 0) {
            return 0;
        }
        if (at == aLength || at == bLength) {
            return aLength - bLength;
        }
        return weight(a[4 + at]) - weight(b[4 + at]);
    }

    private static int weight(byte b) {
        return b == '/' ? 0 : b & 0xff;
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(192);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            byte[] path = entry.path().bytes();
            out.writeInt(path.length);
            out.write(path);
            out.writeByte(entry.kind().ordinal());
            out.writeLong(entry.size());
            writeText(out, entry.itemId().orElse(null));
            writeText(out, entry.version().orElse(null));
            writeText(out, entry.hardLinkId().orElse(null));
            writeLong(out, entry.inode().isPresent(), entry.inode().orElse(0));
            writeTime(out, entry.changed().orElse(null));
            writeAttributes(out, entry.attributes());
            out.writeInt(refs.length);
            for (long ref : refs) {
                out.writeLong(ref);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static EntryRecord decode(byte[] record) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(record))) {
            EntryPath path = EntryPath.ofBytes(in.readNBytes(in.readInt()));
            SourceEntry.Builder entry = SourceEntry.builder(path, KINDS[in.readByte()]);
            entry.size(in.readLong());
            entry.itemId(readText(in));
            entry.version(readText(in));
            entry.hardLinkId(readText(in));
            if (in.readBoolean()) {
                entry.inode(in.readLong());
            }
            entry.changed(readTime(in));
            entry.attributes(readAttributes(in));
            long[] refs = new long[in.readInt()];
            for (int i = 0; i < refs.length; i++) {
                refs[i] = in.readLong();
            }
            return new EntryRecord(entry.build(), refs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeAttributes(DataOutputStream out, EntryAttributes a) throws IOException {
        out.writeShort(a.mode().orElse(-1));
        writeLong(out, a.uid().isPresent(), a.uid().orElse(0));
        writeLong(out, a.gid().isPresent(), a.gid().orElse(0));
        writeText(out, a.user().orElse(null));
        writeText(out, a.group().orElse(null));
        writeTime(out, a.modified().orElse(null));
        writeBytes(out, a.linkTarget().orElse(null));
        writeLong(out, a.device().isPresent(), a.device().orElse(0));
        out.writeBoolean(a.sparse());
        out.writeInt(a.xattrs().size());
        for (Map.Entry<String, byte[]> xattr : a.xattrs().entrySet()) {
            writeText(out, xattr.getKey());
            writeBytes(out, xattr.getValue());
        }
    }

    private static EntryAttributes readAttributes(DataInputStream in) throws IOException {
        EntryAttributes.Builder a = EntryAttributes.builder();
        int mode = in.readShort();
        if (mode >= 0) {
            a.mode(mode);
        }
        long uid = in.readBoolean() ? in.readLong() : -1;
        long gid = in.readBoolean() ? in.readLong() : -1;
        if (uid >= 0 && gid >= 0) {
            a.owner(uid, gid);
        }
        a.user(readText(in));
        a.group(readText(in));
        a.modified(readTime(in));
        byte[] target = readBytes(in);
        if (target != null) {
            a.linkTarget(target);
        }
        if (in.readBoolean()) {
            a.device(in.readLong());
        }
        a.sparse(in.readBoolean());
        Map<String, byte[]> xattrs = new TreeMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            String name = readText(in);
            byte[] value = readBytes(in);
            if (name != null && value != null) {
                xattrs.put(name, value);
            }
        }
        return a.xattrs(xattrs).build();
    }

    private static void writeLong(DataOutputStream out, boolean present, long value) throws IOException {
        out.writeBoolean(present);
        if (present) {
            out.writeLong(value);
        }
    }

    private static void writeTime(DataOutputStream out, @Nullable Instant time) throws IOException {
        out.writeBoolean(time != null);
        if (time != null) {
            out.writeLong(time.getEpochSecond());
            out.writeInt(time.getNano());
        }
    }

    private static @Nullable Instant readTime(DataInputStream in) throws IOException {
        return in.readBoolean() ? Instant.ofEpochSecond(in.readLong(), in.readInt()) : null;
    }

    private static void writeText(DataOutputStream out, @Nullable String text) throws IOException {
        writeBytes(out, text == null ? null : text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static @Nullable String readText(DataInputStream in) throws IOException {
        byte[] bytes = readBytes(in);
        return bytes == null ? null : new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static void writeBytes(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static byte @Nullable [] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }
}
