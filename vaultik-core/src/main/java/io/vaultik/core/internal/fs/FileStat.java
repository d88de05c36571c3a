package io.vaultik.core.internal.fs;

import io.vaultik.repository.EntryKind;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the file system says of one inode, as far as it says it. Immutable.
 *
 * <p>The layout of {@code struct statx} is the same on every architecture; see statx(2).
 */
final class FileStat {
    /** How many words of {@code struct statx} are read: up to its device. */
    static final int STATX_WORDS = 18;

    private static final int S_IFMT = 0170000;
    private static final int S_IFSOCK = 0140000;
    private static final int S_IFLNK = 0120000;
    private static final int S_IFREG = 0100000;
    private static final int S_IFBLK = 0060000;
    private static final int S_IFDIR = 0040000;
    private static final int S_IFCHR = 0020000;
    private static final int S_IFIFO = 0010000;

    private final int mode;
    private final boolean unix;
    private final long uid;
    private final long gid;
    private final long links;
    private final long device;
    private final long inode;
    private final long special;
    private final long size;
    private final long allocatedBytes;
    private final Instant modified;
    private final @Nullable Instant changed;

    private FileStat(long[] statx) {
        this.unix = true;
        this.links = low(statx[2]);
        this.uid = high(statx[2]);
        this.gid = low(statx[3]);
        this.mode = (int) high(statx[3]) & 0xffff;
        this.inode = statx[4];
        this.size = statx[5];
        this.allocatedBytes = statx[6] * 512;
        this.changed = Instant.ofEpochSecond(statx[12], low(statx[13]));
        this.modified = Instant.ofEpochSecond(statx[14], low(statx[15]));
        this.special = low(statx[16]) << 32 | high(statx[16]);
        this.device = low(statx[17]) << 32 | high(statx[17]);
    }

    private FileStat(Map<String, Object> unixAttributes) {
        this.unix = true;
        this.mode = (int) number(unixAttributes, "mode");
        this.uid = number(unixAttributes, "uid") & 0xffffffffL;
        this.gid = number(unixAttributes, "gid") & 0xffffffffL;
        this.links = number(unixAttributes, "nlink");
        this.inode = number(unixAttributes, "ino");
        this.device = number(unixAttributes, "dev");
        this.special = fromDeviceNumber(number(unixAttributes, "rdev"));
        this.size = number(unixAttributes, "size");
        this.allocatedBytes = size;
        this.modified = instant(unixAttributes.get("lastModifiedTime"), Instant.EPOCH);
        this.changed = instant(unixAttributes.get("ctime"), modified);
    }

    private FileStat(BasicFileAttributes basic) {
        this.unix = false;
        this.mode = (basic.isDirectory()
                ? S_IFDIR
                : basic.isSymbolicLink() ? S_IFLNK : basic.isRegularFile() ? S_IFREG : S_IFSOCK);
        this.uid = 0;
        this.gid = 0;
        this.links = 1;
        this.inode = 0;
        this.device = 0;
        this.special = 0;
        this.size = basic.size();
        this.allocatedBytes = size;
        this.modified = basic.lastModifiedTime().toInstant();
        this.changed = null;
    }

    /** Takes the first {@link #STATX_WORDS} words of {@code struct statx}. */
    static FileStat ofStatx(long[] statx) {
        return new FileStat(statx);
    }

    /** Takes the attributes that the JDK calls {@code unix:*}. */
    static FileStat ofUnix(Map<String, Object> unixAttributes) {
        return new FileStat(unixAttributes);
    }

    /** Takes what every file system has: no mode, no owner, no inode. */
    static FileStat ofBasic(BasicFileAttributes basic) {
        return new FileStat(basic);
    }

    /** Returns what the entry is, or null for a socket and for what has no name here. */
    @Nullable
    EntryKind kind() {
        return switch (mode & S_IFMT) {
            case S_IFREG -> EntryKind.FILE;
            case S_IFDIR -> EntryKind.DIRECTORY;
            case S_IFLNK -> EntryKind.SYMLINK;
            case S_IFIFO -> EntryKind.FIFO;
            case S_IFCHR -> EntryKind.CHARACTER_DEVICE;
            case S_IFBLK -> EntryKind.BLOCK_DEVICE;
            default -> null;
        };
    }

    boolean is(EntryKind kind) {
        return kind() == kind;
    }

    /** Tells whether mode, owner, links and inode are known. */
    boolean isUnix() {
        return unix;
    }

    /** Returns the permission bits with set-user-id, set-group-id and sticky. */
    int permissions() {
        return mode & 07777;
    }

    long uid() {
        return uid;
    }

    long gid() {
        return gid;
    }

    long links() {
        return links;
    }

    /** Returns the device that holds the inode, {@code major << 32 | minor} or as the JDK gives it. */
    long device() {
        return device;
    }

    long inode() {
        return inode;
    }

    /** Returns the device that the inode stands for, {@code major << 32 | minor}. */
    long special() {
        return special;
    }

    long size() {
        return size;
    }

    boolean sparse() {
        return allocatedBytes < size;
    }

    Instant modified() {
        return modified;
    }

    @Nullable
    Instant changed() {
        return changed;
    }

    boolean sameInode(FileStat other) {
        return unix && other.unix && inode == other.inode && device == other.device;
    }

    /** Returns the first of two numbers in a word, as every system has them that {@link LibC} is bound on. */
    private static long low(long word) {
        return word & 0xffffffffL;
    }

    private static long high(long word) {
        return word >>> 32;
    }

    private static long number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private static Instant instant(@Nullable Object time, Instant otherwise) {
        return time instanceof FileTime fileTime ? fileTime.toInstant() : otherwise;
    }

    /** Splits the {@code dev_t} of the C library, see makedev(3). */
    private static long fromDeviceNumber(long number) {
        long major = (number >>> 8 & 0xfff) | (number >>> 32 & 0xfffff000L);
        long minor = (number & 0xff) | (number >>> 12 & 0xffffff00L);
        return major << 32 | (minor & 0xffffffffL);
    }
}
