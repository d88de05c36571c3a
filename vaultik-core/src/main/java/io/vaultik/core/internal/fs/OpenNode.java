package io.vaultik.core.internal.fs;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * One inode, held open, so that what is set reaches this inode and no other that took its name. The setters answer false
 * where the file system or missing privilege refuses the attribute, which is no failure of the entry. Closed by who opened it;
 * safe for use by several threads until then.
 */
interface OpenNode extends Closeable {
    FileStat stat() throws IOException;

    boolean setOwner(long uid, long gid) throws IOException;

    /** Sets the bits {@code mode & 07777}. */
    boolean setMode(int mode) throws IOException;

    /** Sets the time of the last modification, to the nanosecond; the time of the last access becomes the same. */
    boolean setModified(Instant time) throws IOException;

    /** Returns the names of the extended attributes; none where there are no such attributes. */
    List<byte[]> xattrNames() throws IOException;

    /** Sets an extended attribute; false also where it does not fit. */
    boolean setXattr(String name, byte[] value) throws IOException;

    /** Removes an extended attribute; an absent one is success. */
    boolean removeXattr(byte[] name) throws IOException;
}
