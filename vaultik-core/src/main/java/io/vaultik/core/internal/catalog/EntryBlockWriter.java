package io.vaultik.core.internal.catalog;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Packs known entries into blocks. Not thread-safe.
 *
 * <p>A block is one zstd frame (level 1, with content size and checksum) around:
 *
 * <pre>
 * block   = version(1) count entry*
 * entry   = flags prefix suffixLength suffix kind size mtime [ctime] [inode] [version] refCount run*
 * flags   = 1 ctime | 2 inode | 4 version
 * mtime   = signed(seconds - those of the entry before) nanos       ctime: the same against this entry's mtime
 * inode   = signed(inode - that of the entry before)
 * version = length utf8
 * run     = signed(first - the reference after the one before) [length - 1]
 * </pre>
 *
 * <p>{@code prefix} is how many bytes a path shares with the one before; a run is a sequence of references that follow each
 * other, and has no length where only one reference is left. All else are base-128 numbers.
 */
public final class EntryBlockWriter {
    /** How large the plain content of a block grows before {@link #isFull()} says so. */
    public static final int TARGET_BYTES = 128 << 10;

    static final int VERSION = 1;
    static final int CTIME = 1;
    static final int INODE = 2;
    static final int LABEL = 4;

    private static final int FULL_REFS = 1 << 16;
    private static final int LEVEL = 1;

    private final ByteSink body = new ByteSink();
    private int count;
    private int refs;
    private byte[] path = new byte[0];
    private long seconds;
    private long inode;
    private long expectedRef;

    /** Makes a writer whose first block is empty. */
    public EntryBlockWriter() {}

    /**
     * Tells whether nothing was added since the last block.
     *
     * @return true if a block would be empty
     */
    public boolean isEmpty() {
        return count == 0;
    }

    /**
     * Tells whether it is time to finish the block. A block must not go on when it is full: what a block may hold is bounded.
     *
     * @return true if the block has reached its size
     */
    public boolean isFull() {
        return body.length() >= TARGET_BYTES || refs >= FULL_REFS;
    }

    /**
     * Adds an entry.
     *
     * @param entry the entry
     * @throws IllegalStateException if the block is full
     * @throws IllegalArgumentException if a reference is none
     */
    public void add(KnownEntry entry) {
        if (isFull()) {
            throw new IllegalStateException("the block is full");
        }
        for (long ref : entry.refs()) {
            if (!ChunkRef.isValid(ref)) {
                throw new IllegalArgumentException("not a chunk: " + ref);
            }
        }
        FileState state = entry.state();
        body.putByte((state.ctime() == null ? 0 : CTIME)
                | (state.inode() == null ? 0 : INODE)
                | (entry.version() == null ? 0 : LABEL));
        putPath(entry.path());
        body.putNumber(entry.kind());
        putState(state);
        if (entry.version() != null) {
            byte[] version = entry.version().getBytes(StandardCharsets.UTF_8);
            body.putNumber(version.length);
            body.put(version, 0, version.length);
        }
        putRefs(entry.refs());
        count++;
    }

    /**
     * Ends the block and begins another.
     *
     * @return the block
     */
    public byte[] finish() {
        ByteSink plain = new ByteSink();
        plain.putByte(VERSION);
        plain.putNumber(count);
        plain.put(body.array(), 0, body.length());
        reset();
        try (ZstdCompressCtx zstd = new ZstdCompressCtx()) {
            zstd.setLevel(LEVEL).setChecksum(true).setContentSize(true);
            byte[] block = new byte[Math.toIntExact(Zstd.compressBound(plain.length()))];
            int length = zstd.compressByteArray(block, 0, block.length, plain.array(), 0, plain.length());
            return Arrays.copyOf(block, length);
        }
    }

    private void reset() {
        body.clear();
        count = 0;
        refs = 0;
        path = new byte[0];
        seconds = 0;
        inode = 0;
        expectedRef = 0;
    }

    private void putPath(byte[] next) {
        int mismatch = Arrays.mismatch(path, next);
        int prefix = mismatch < 0 ? next.length : mismatch;
        body.putNumber(prefix);
        body.putNumber(next.length - prefix);
        body.put(next, prefix, next.length - prefix);
        path = next;
    }

    private void putState(FileState state) {
        body.putNumber(state.size());
        Instant mtime = state.mtime();
        putTime(mtime, seconds);
        seconds = mtime.getEpochSecond();
        if (state.ctime() != null) {
            putTime(state.ctime(), seconds);
        }
        if (state.inode() != null) {
            body.putSigned(state.inode() - inode);
            inode = state.inode();
        }
    }

    private void putTime(Instant time, long before) {
        body.putSigned(time.getEpochSecond() - before);
        body.putNumber(time.getNano());
    }

    private void putRefs(long[] list) {
        body.putNumber(list.length);
        int from = 0;
        while (from < list.length) {
            int to = from + 1;
            while (to < list.length && list[to] == list[to - 1] + 1) {
                to++;
            }
            body.putSigned(list[from] - expectedRef);
            if (list.length - from > 1) {
                body.putNumber(to - from - 1);
            }
            expectedRef = list[to - 1] + 1;
            from = to;
        }
        refs += list.length;
    }
}
