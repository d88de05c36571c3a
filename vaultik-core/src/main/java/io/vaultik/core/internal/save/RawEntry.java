package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.FileState;
import io.vaultik.core.internal.catalog.KnownEntry;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads records of {@link EntryRecord} where they are: what most entries need on their way, without an object for each. */
final class RawEntry {
    /** Where the end of what stands before the chunks is told. */
    static final int END = 4;

    /** Where the path begins. */
    static final int PATH = 30;

    static final int MODIFIED = 1;
    static final int CHANGED = 2;
    static final int INODE = 4;
    static final int VERSION = 8;
    static final int HARD_LINK = 16;

    private static final int KIND = 8;
    private static final int FLAGS = 9;
    private static final int SIZE = 10;
    private static final int SECONDS = 18;
    private static final int NANOS = 26;
    private static final int TIME_BYTES = 12;
    private static final EntryKind[] KINDS = EntryKind.values();

    private RawEntry() {}

    /** Compares two records by path, in the order of a snapshot. */
    static int compare(byte[] a, byte[] b) {
        return compare(a, PATH, pathLength(a), b, PATH, pathLength(b));
    }

    /** Compares the path of a record with a path. */
    static int comparePath(byte[] record, byte[] path) {
        return compare(record, PATH, pathLength(record), path, 0, path.length);
    }

    static int pathLength(byte[] record) {
        return RecordScan.intAt(record, 0);
    }

    static EntryPath path(byte[] record) {
        return EntryPath.ofBytes(pathBytes(record));
    }

    static byte[] pathBytes(byte[] record) {
        return Arrays.copyOfRange(record, PATH, PATH + pathLength(record));
    }

    /** Returns how long the path of the parent is; -1 for the root, which has none. */
    static int parentLength(byte[] record) {
        int at = pathLength(record) - 1;
        while (at > 0 && record[PATH + at] != '/') {
            at--;
        }
        return at;
    }

    /** Tells whether the first bytes of a path are a directory that contains another entry, or is that entry. */
    static boolean contains(byte[] record, int length, byte[] other) {
        int otherLength = pathLength(other);
        return length == 0
                || otherLength >= length
                        && Arrays.equals(record, PATH, PATH + length, other, PATH, PATH + length)
                        && (otherLength == length || other[PATH + length] == '/');
    }

    static EntryKind kind(byte[] record) {
        return KINDS[record[KIND]];
    }

    static long size(byte[] record) {
        return RecordScan.longAt(record, SIZE);
    }

    static boolean has(byte[] record, int flag) {
        return (record[FLAGS] & flag) != 0;
    }

    static @Nullable Instant modified(byte[] record) {
        return has(record, MODIFIED) ? time(record, SECONDS) : null;
    }

    /** Tells whether the modification is a time. */
    static boolean isModified(byte[] record, Instant time) {
        return modifiedSeconds(record) == time.getEpochSecond() && RecordScan.intAt(record, NANOS) == time.getNano();
    }

    /** Tells whether the modification comes later than a time less some seconds. */
    static boolean isModifiedAfter(byte[] record, Instant time, long seconds) {
        long modified = modifiedSeconds(record) + seconds;
        return modified > time.getEpochSecond()
                || modified == time.getEpochSecond() && RecordScan.intAt(record, NANOS) > time.getNano();
    }

    /** Returns when the inode was changed, if that is known. */
    static @Nullable Instant changed(byte[] record) {
        return has(record, CHANGED) ? time(record, signs(record)) : null;
    }

    /** Tells whether the time of the inode's change is this one, or is as unknown. */
    static boolean isChanged(byte[] record, @Nullable Instant time) {
        if (time == null || !has(record, CHANGED)) {
            return time == null && !has(record, CHANGED);
        }
        int at = signs(record);
        return RecordScan.longAt(record, at) == time.getEpochSecond()
                && RecordScan.intAt(record, at + Long.BYTES) == time.getNano();
    }

    static @Nullable Long inode(byte[] record) {
        return has(record, INODE) ? RecordScan.longAt(record, signs(record) + changedBytes(record)) : null;
    }

    /** Tells whether a state is all that this entry says of its own. */
    static boolean hasState(byte[] record, FileState state) {
        return size(record) == state.size()
                && has(record, MODIFIED)
                && isModified(record, state.mtime())
                && isChanged(record, state.ctime())
                && Objects.equals(inode(record), state.inode());
    }

    static @Nullable String version(byte[] record) {
        return has(record, VERSION) ? texts(record).nextText() : null;
    }

    static @Nullable String hardLinkId(byte[] record) {
        if (!has(record, HARD_LINK)) {
            return null;
        }
        RecordScan texts = texts(record);
        if (has(record, VERSION)) {
            texts.nextText();
        }
        return texts.nextText();
    }

    /** Returns how many bytes attributes and item id have. */
    static int attributeBytes(byte[] record) {
        return RecordScan.intAt(record, END) - PATH - pathLength(record);
    }

    static int refCount(byte[] record) {
        return RecordScan.intAt(record, RecordScan.intAt(record, END));
    }

    static long ref(byte[] record, int index) {
        return RecordScan.longAt(record, RecordScan.intAt(record, END) + Integer.BYTES + Long.BYTES * index);
    }

    /** Returns where the signs begin: what stands before them, and nothing else, becomes part of a node. */
    static int signs(byte[] record) {
        return RecordScan.intAt(record, END) + Integer.BYTES + Long.BYTES * refCount(record);
    }

    /** Returns the record of an entry without chunks, with a content. */
    static byte[] withContent(byte[] record, long size, long[] refs) {
        int at = RecordScan.intAt(record, END);
        int added = Long.BYTES * refs.length;
        byte[] filled = Arrays.copyOf(record, record.length + added);
        RecordSink.setLong(filled, SIZE, size);
        RecordSink.setInt(filled, at, refs.length);
        at += Integer.BYTES;
        System.arraycopy(record, at, filled, at + added, record.length - at);
        for (long ref : refs) {
            RecordSink.setLong(filled, at, ref);
            at += Long.BYTES;
        }
        return filled;
    }

    /** Returns what the catalog keeps of a file. */
    static KnownEntry known(byte[] record) {
        Instant modified = modified(record);
        FileState state = new FileState(
                size(record), modified == null ? Instant.EPOCH : modified, changed(record), inode(record));
        long[] refs = new long[refCount(record)];
        for (int i = 0; i < refs.length; i++) {
            refs[i] = ref(record, i);
        }
        return new KnownEntry(pathBytes(record), KnownFiles.FILE, state, version(record), refs);
    }

    private static int compare(byte[] a, int aFrom, int aLength, byte[] b, int bFrom, int bLength) {
        int at = Arrays.mismatch(a, aFrom, aFrom + aLength, b, bFrom, bFrom + bLength);
        if (at < 0) {
            return 0;
        }
        if (at == aLength || at == bLength) {
            return aLength - bLength;
        }
        return weight(a[aFrom + at]) - weight(b[bFrom + at]);
    }

    private static int weight(byte b) {
        return b == '/' ? 0 : b & 0xff;
    }

    private static long modifiedSeconds(byte[] record) {
        return RecordScan.longAt(record, SECONDS);
    }

    private static Instant time(byte[] record, int at) {
        return Instant.ofEpochSecond(RecordScan.longAt(record, at), RecordScan.intAt(record, at + Long.BYTES));
    }

    private static int changedBytes(byte[] record) {
        return has(record, CHANGED) ? TIME_BYTES : 0;
    }

    private static RecordScan texts(byte[] record) {
        int inodeBytes = has(record, INODE) ? Long.BYTES : 0;
        return new RecordScan(record, signs(record) + changedBytes(record) + inodeBytes);
    }
}
