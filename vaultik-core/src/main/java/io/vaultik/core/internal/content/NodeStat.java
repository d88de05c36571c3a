package io.vaultik.core.internal.content;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a walk wants to know of an inode.
 *
 * @param mode type and permissions, as {@code st_mode} has them
 * @param device the device that holds it; 0 if the file system tells none
 * @param inode its number there; 0 if the file system tells none
 * @param size in bytes; of a link, the length of its text
 * @param modifiedNanos modification time, since 1970
 */
record NodeStat(int mode, long device, long inode, long size, long modifiedNanos) {
    private static final int TYPE = 0170000;
    private static final int LINK = 0120000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int OTHER = 0140000;
    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] NO_FOLLOW = {LinkOption.NOFOLLOW_LINKS};

    /** Reads the attributes of a path. */
    static NodeStat of(Path path, boolean follow) throws IOException {
        LinkOption[] options = follow ? FOLLOW : NO_FOLLOW;
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return plain(Files.readAttributes(path, BasicFileAttributes.class, options));
        }
        Map<String, Object> unix = Files.readAttributes(path, "unix:mode,dev,ino,size,lastModifiedTime", options);
        return new NodeStat(
                (int) number(unix, "mode"),
                number(unix, "dev"),
                number(unix, "ino"),
                number(unix, "size"),
                unix.get("lastModifiedTime") instanceof FileTime time ? time.to(TimeUnit.NANOSECONDS) : 0);
    }

    private static long number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Number number ? number.longValue() : 0;
    }

    /** On a file system without modes, files and directories have the usual ones. */
    private static NodeStat plain(BasicFileAttributes basic) {
        int mode = basic.isDirectory()
                ? DIRECTORY | 0755
                : basic.isSymbolicLink() ? LINK | 0777 : basic.isRegularFile() ? REGULAR | 0644 : OTHER;
        return new NodeStat(mode, 0, 0, basic.size(), basic.lastModifiedTime().to(TimeUnit.NANOSECONDS));
    }

    boolean isFile() {
        return (mode & TYPE) == REGULAR;
    }

    boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    int permissions() {
        return mode & 07777;
    }

    /** Tells whether both are surely one inode. */
    boolean sameInode(NodeStat other) {
        return inode != 0 && inode == other.inode && device == other.device;
    }
}
