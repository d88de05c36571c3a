package io.vaultik.core.internal.catalog;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.vaultik.fault.CatalogCorruptException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads a block of {@link EntryBlockWriter}, one entry at a time. Strict: what that would not have written is refused, and
 * no claim of the block allocates more than stated bounds. Not thread-safe.
 */
public final class EntryBlockReader {
    /** The largest plain content: one entry of the largest kind on top of an almost full block. */
    static final int MAX_PLAIN_BYTES = 64 << 20;

    private static final int MAX_VERSION_BYTES = 3 * KnownEntry.MAX_VERSION_CHARS;
    private static final int MAX_BLOCK_REFS = 2 * KnownEntry.MAX_REFS;
    private static final long[] NO_REFS = {};

    private final ByteScan scan;
    private int left;
    private int refsLeft = MAX_BLOCK_REFS;
    private byte[] path = new byte[0];
    private long seconds;
    private long inode;
    private long expectedRef;

    /**
     * Opens a block.
     *
     * @param block the block
     * @throws CatalogCorruptException if it is not one, or its checksum does not match
     */
    public EntryBlockReader(byte[] block) throws CatalogCorruptException {
        this.scan = new ByteScan(decompress(block));
        if (scan.nextByte() != EntryBlockWriter.VERSION) {
            throw ByteScan.corrupt("is of an unknown version");
        }
        this.left = scan.nextBounded(scan.remaining());
    }

    /**
     * Returns the next entry.
     *
     * @return the entry, or null after the last
     * @throws CatalogCorruptException if the block is malformed
     */
    public @Nullable KnownEntry next() throws CatalogCorruptException {
        if (left == 0) {
            if (scan.remaining() > 0) {
                throw ByteScan.corrupt("goes on after its end");
            }
            return null;
        }
        left--;
        int flags = scan.nextByte();
        if (flags > (EntryBlockWriter.CTIME | EntryBlockWriter.INODE | EntryBlockWriter.LABEL)) {
            throw ByteScan.corrupt("holds an unknown flag");
        }
        readPath();
        int kind = scan.nextBounded(Integer.MAX_VALUE);
        FileState state = readState(flags);
        String version = (flags & EntryBlockWriter.LABEL) == 0 ? null : readVersion();
        return new KnownEntry(path, kind, state, version, readRefs());
    }

    private static byte[] decompress(byte[] block) throws CatalogCorruptException {
        long length = block.length == 0 ? -1 : Zstd.getFrameContentSize(block);
        if (Zstd.isError(length) || length < 2 || length > MAX_PLAIN_BYTES) {
            throw ByteScan.corrupt("is no frame of a known length");
        }
        byte[] plain = new byte[(int) length];
        try {
            if (Zstd.decompressByteArray(plain, 0, plain.length, block, 0, block.length) == length) {
                return plain;
            }
        } catch (ZstdException e) {
            // Said below, as for any other frame that does not hold what it claims.
        }
        throw ByteScan.corrupt("does not match its checksum or its length");
    }

    private void readPath() throws CatalogCorruptException {
        int prefix = scan.nextBounded(path.length);
        int suffix = scan.nextBounded(Math.min(scan.remaining(), KnownEntry.MAX_PATH_BYTES - prefix));
        byte[] next = new byte[prefix + suffix];
        System.arraycopy(path, 0, next, 0, prefix);
        scan.next(next, prefix, suffix);
        path = next;
    }

    private FileState readState(int flags) throws CatalogCorruptException {
        long size = scan.nextNumber();
        if (size < 0) {
            throw ByteScan.corrupt("holds a negative size");
        }
        Instant mtime = readTime(seconds);
        seconds = mtime.getEpochSecond();
        Instant ctime = (flags & EntryBlockWriter.CTIME) == 0 ? null : readTime(seconds);
        if ((flags & EntryBlockWriter.INODE) == 0) {
            return new FileState(size, mtime, ctime, null);
        }
        inode += scan.nextSigned();
        return new FileState(size, mtime, ctime, inode);
    }

    private Instant readTime(long before) throws CatalogCorruptException {
        long second = before + scan.nextSigned();
        int nanos = scan.nextBounded(999_999_999);
        try {
            return Instant.ofEpochSecond(second, nanos);
        } catch (DateTimeException e) {
            throw ByteScan.corrupt("holds a time out of bounds");
        }
    }

    private String readVersion() throws CatalogCorruptException {
        byte[] utf8 = scan.next(scan.nextBounded(Math.min(scan.remaining(), MAX_VERSION_BYTES)));
        String version;
        try {
            version = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ByteScan.corrupt("holds text that is not UTF-8");
        }
        if (version.length() > KnownEntry.MAX_VERSION_CHARS) {
            throw ByteScan.corrupt("holds a version that is too long");
        }
        return version;
    }

    private long[] readRefs() throws CatalogCorruptException {
        int count = scan.nextBounded(Math.min(refsLeft, KnownEntry.MAX_REFS));
        if (count == 0) {
            return NO_REFS;
        }
        refsLeft -= count;
        long[] refs = new long[count];
        int from = 0;
        while (from < count) {
            long first = expectedRef + scan.nextSigned();
            int length = count - from > 1 ? scan.nextBounded(count - from - 1) + 1 : 1;
            if (!ChunkRef.isValid(first) || !ChunkRef.isValid(first + length - 1)) {
                throw ByteScan.corrupt("holds a reference to no chunk");
            }
            for (int i = 0; i < length; i++) {
                refs[from + i] = first + i;
            }
            expectedRef = first + length;
            from += length;
        }
        return refs;
    }
}
