package io.vaultik.core.internal.fs;

import io.vaultik.repository.EntryKind;
import java.io.IOException;
import java.util.Map;

/**
 * A directory, held open. Every name is one component, resolved in this directory, and never followed if it is a symbolic
 * link. Failures are the exceptions of {@code java.nio.file}, {@link io.vaultik.fault.NoSpaceException}, and {@link
 * io.vaultik.fault.UnsafePathException} where a link stands in the way.
 */
interface OpenDirectory extends OpenNode {
    /** Returns the names in this directory, sorted, without {@code .} and {@code ..}. */
    NameTable names() throws IOException;

    FileStat stat(byte[] name) throws IOException;

    OpenDirectory openDirectory(byte[] name) throws IOException;

    /** Opens what {@code ..} is now; the caller checks that it is the directory it means. */
    OpenDirectory openParent() throws IOException;

    byte[] readLink(byte[] name) throws IOException;

    /**
     * Reads the extended attributes of an entry, of every namespace that is visible.
     *
     * @param name the entry
     * @param leftOut called if an attribute may not be read, or its name is no text
     */
    Map<String, byte[]> xattrs(byte[] name, Runnable leftOut) throws IOException;

    /** Opens a regular file for reading; never blocks on what took its place. */
    OpenFile openFile(byte[] name) throws IOException;

    /** Makes a file, readable by its owner only, and opens it for writing. */
    OpenFile createFile(byte[] name) throws IOException;

    /** Opens an entry of any kind for setting its attributes, without opening its content. */
    OpenNode openNode(byte[] name) throws IOException;

    /** Makes a directory; the mask of the process takes bits away. */
    void makeDirectory(byte[] name, int mode) throws IOException;

    void makeSymlink(byte[] name, byte[] target) throws IOException;

    /**
     * Makes a FIFO or a device, open to its owner only.
     *
     * @param device {@code major << 32 | minor}
     * @return false if the privilege for it is missing
     */
    boolean makeSpecial(byte[] name, EntryKind kind, long device) throws IOException;

    /** Makes a second name in this directory for an inode that has a name in another. */
    void link(OpenDirectory from, byte[] existing, byte[] name) throws IOException;

    /**
     * Renames within this directory, atomically.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the new name is taken and is not to be replaced, or is a directory
     */
    void rename(byte[] from, byte[] to, boolean replace) throws IOException;

    /** Removes a name: an empty directory, or anything else. */
    void remove(byte[] name, boolean directory) throws IOException;
}
