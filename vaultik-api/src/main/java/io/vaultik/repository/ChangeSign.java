package io.vaultik.repository;

/**
 * What is compared to tell that a file did not change since the last snapshot. Its type always is, and its time must lie at
 * least two seconds before the run that stored it.
 *
 * @since 0.1
 */
public enum ChangeSign {
    /** The length. */
    SIZE,
    /** The time of the last modification, to the nanosecond. */
    MODIFIED,
    /** The time at which the inode changed (ctime). */
    CHANGED,
    /** The number of the inode. */
    INODE
}
