package io.vaultik.repository;

/**
 * What an entry of a tree is.
 *
 * @since 0.1
 */
public enum EntryKind {
    /** A regular file. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** A symbolic link; its target is kept as it is, never followed. */
    SYMLINK,
    /** A named pipe. */
    FIFO,
    /** A character device. */
    CHARACTER_DEVICE,
    /** A block device. */
    BLOCK_DEVICE
}
