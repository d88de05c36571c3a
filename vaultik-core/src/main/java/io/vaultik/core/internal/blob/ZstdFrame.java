package io.vaultik.core.internal.blob;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import io.vaultik.fault.MalformedException;
import java.util.Arrays;

/** Single zstd frames (RFC 8878) with content size and checksum. */
public final class ZstdFrame {
    private static final byte[] MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    /** Magic, descriptor, and the header of a block. */
    private static final int MIN_BYTES = 8;

    private ZstdFrame() {}

    /**
     * Compresses a document.
     *
     * @param plain the bytes
     * @param level the level of zstd
     * @return one frame
     */
    public static byte[] compress(byte[] plain, int level) {
        try (ZstdCompressCtx context = context(level)) {
            return context.compress(plain);
        }
    }

    /** Returns a context that makes such frames; closed by the caller. */
    static ZstdCompressCtx context(int level) {
        ZstdCompressCtx context = new ZstdCompressCtx();
        context.setLevel(level).setChecksum(true).setContentSize(true);
        return context;
    }

    /**
     * Decompresses one frame.
     *
     * @param address what is read, for messages
     * @param frame holds the frame
     * @param offset where it begins
     * @param length how many bytes it has
     * @param maxPlain the most bytes that it may hold; checked before anything is allocated
     * @return the content
     * @throws MalformedException if it is not one frame, is damaged, or claims to hold more
     */
    public static byte[] decompress(String address, byte[] frame, int offset, int length, int maxPlain)
            throws MalformedException {
        long claimed = isFrame(frame, offset, length) ? Zstd.getFrameContentSize(frame, offset, length) : -1;
        if (claimed < 0 || claimed > maxPlain) {
            throw new MalformedException("{} is no zstd frame of at most {} bytes", null, address, maxPlain);
        }
        byte[] plain = new byte[(int) claimed];
        try {
            // The library takes several frames in a row for one.
            long end = Zstd.findFrameCompressedSize(frame, offset, length);
            long done = Zstd.decompressByteArray(plain, 0, plain.length, frame, offset, length);
            if (end == length && done == claimed) {
                return plain;
            }
            throw new MalformedException("{} is not exactly one frame of {} bytes", null, address, claimed);
        } catch (ZstdException e) {
            throw new MalformedException("{} cannot be decompressed: {}", e, address, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns how many bytes a frame says that it holds.
     *
     * @param frame a frame, or anything else
     * @return 0 or more; 0 if it does not say it, and then {@link #decompress} refuses it
     */
    public static long claimedBytes(byte[] frame) {
        return isFrame(frame, 0, frame.length) ? Math.max(0, Zstd.getFrameContentSize(frame)) : 0;
    }

    /** Tells a frame from a skippable one, which claims to hold nothing, and from nothing at all. */
    private static boolean isFrame(byte[] bytes, int offset, int length) {
        return length >= MIN_BYTES && Arrays.equals(bytes, offset, offset + MAGIC.length, MAGIC, 0, MAGIC.length);
    }
}
