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

    /** Kind, size and the two of the modification. */
    private static final int STATE_NUMBERS = 4;

    private final ByteScan scan;
    private final long[] numbers = new long[STATE_NUMBERS + 3];
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
        boolean hasChange = (flags & EntryBlockWriter.CTIME) != 0;
        boolean hasInode = (flags & EntryBlockWriter.INODE) != 0;
        // In one loop, since reading a number is what most of the code of this method is made of.
        scan.nextNumbers(numbers, STATE_NUMBERS + (hasChange ? 2 : 0) + (hasInode ? 1 : 0));
        int kind = ByteScan.bounded(numbers[0], Integer.MAX_VALUE);
        FileState state = state(hasChange, hasInode);
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
        scan.nextNumbers(numbers, 2);
        int prefix = ByteScan.bounded(numbers[0], path.length);
        int suffix = ByteScan.bounded(numbers[1], Math.min(scan.remaining(), KnownEntry.MAX_PATH_BYTES - prefix));
        byte[] next = new byte[prefix + suffix];
        System.arraycopy(path, 0, next, 0, prefix);
        scan.next(next, prefix, suffix);
        path = next;
    }

    /** Takes the numbers that were read: kind, size, the two of a time, and those that not every entry has. */
    private FileState state(boolean hasChange, boolean hasInode) throws CatalogCorruptException {
        long size = numbers[1];
        if (size < 0) {
            throw ByteScan.corrupt("holds a negative size");
        }
        Instant mtime = time(seconds, numbers[2], numbers[3]);
        seconds = mtime.getEpochSecond();
        Instant ctime = hasChange ? time(seconds, numbers[4], numbers[5]) : null;
        if (!hasInode) {
            return new FileState(size, mtime, ctime, null);
        }
        inode += ByteScan.signed(numbers[hasChange ? 6 : 4]);
        return new FileState(size, mtime, ctime, inode);
    }

    private static Instant time(long before, long difference, long nanoseconds) throws CatalogCorruptException {
        long second = before + ByteScan.signed(difference);
        int nanos = ByteScan.bounded(nanoseconds, 999_999_999);
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
