package io.vaultik.core.internal.format;

import io.vaultik.fault.MalformedException;

/**
 * The limits of format 1. Every length that is read is checked against one of them before it is used, so that a hostile object
 * costs a bounded amount of memory.
 */
public final class Limits {
    /** The format version that this code writes, and the newest that it reads. */
    public static final int FORMAT = 1;

    /** The longest chunk, in bytes. */
    public static final int MAX_CHUNK_BYTES = 16 << 20;

    /** The longest segment before compression; a chunk may exceed the target and has a segment of its own then. */
    public static final int MAX_SEGMENT_BYTES = MAX_CHUNK_BYTES;

    /** How many bytes of chunks share a segment. */
    public static final int SEGMENT_TARGET_BYTES = 1 << 20;

    /** The longest segment as it is stored: zstd adds little to what it cannot compress. */
    public static final int MAX_STORED_SEGMENT_BYTES = MAX_SEGMENT_BYTES + (MAX_SEGMENT_BYTES >> 7) + 1024;

    /** How many chunks one blob holds at most. */
    public static final int MAX_CHUNKS_PER_BLOB = 65_536;

    /** The longest blob, in encrypted bytes. */
    public static final long MAX_BLOB_BYTES = 1L << 30;

    /** The longest header of a blob, in bytes. */
    public static final int MAX_HEADER_BYTES = 64 << 10;

    /** The longest directory of a blob, in bytes. */
    public static final int MAX_DIRECTORY_BYTES = 64 + MAX_CHUNKS_PER_BLOB * (36 + 20);

    /** The longest node of a tree, in bytes. */
    public static final int MAX_NODE_BYTES = 8 << 20;

    /** How many entries a leaf, or children an inner node, has at most. */
    public static final int MAX_NODE_ENTRIES = 1_024;

    /** The greatest level of a node. */
    public static final int MAX_LEVEL = 32;

    /** The longest small JSON object (configuration, session), in bytes. */
    public static final int MAX_SMALL_JSON_BYTES = 1 << 20;

    /** The longest manifest, record or collection state before compression, in bytes. */
    public static final int MAX_DOCUMENT_BYTES = 64 << 20;

    /** Chunk lists, link targets and attributes up to this many locations or bytes stand in the entry itself. */
    public static final int MAX_INLINE_CHUNKS = 16;

    /** Extended attributes and link targets up to this many bytes stand in the entry itself. */
    public static final int MAX_INLINE_BYTES = 1_024;

    private Limits() {}

    /**
     * Checks a length that was read.
     *
     * @param value what was read
     * @param max the greatest value that is allowed
     * @param what names the value in the message
     * @return the value
     * @throws MalformedException if it is negative or too great
     */
    public static int check(long value, long max, String what) throws MalformedException {
        if (value < 0 || value > max || value > Integer.MAX_VALUE) {
            throw new MalformedException("{} is {}, allowed are 0 to {}", null, what, value, max);
        }
        return (int) value;
    }
}
