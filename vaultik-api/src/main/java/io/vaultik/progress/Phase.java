package io.vaultik.progress;

/**
 * A part of an operation.
 *
 * @since 0.1
 */
public enum Phase {
    /** Looking at the source, or at the entries of a snapshot. */
    SCAN,
    /** Moving content: reading and storing files, restoring them, checking blobs. */
    CONTENT,
    /** Building and storing the tree, or finishing directories. */
    TREE,
    /** Making the result visible. */
    COMMIT
}
