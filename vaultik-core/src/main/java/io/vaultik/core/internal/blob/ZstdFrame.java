package io.vaultik.core.internal.blob;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import io.vaultik.fault.MalformedException;

/** Single zstd frames (RFC 8878) with content size and checksum. */
public final class ZstdFrame {
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
        // The library does not look at nothing.
        long claimed = length == 0 ? -1 : Zstd.getFrameContentSize(frame, offset, length);
        if (claimed < 0 || claimed > maxPlain || Zstd.isError(claimed)) {
            throw new MalformedException("{} is no zstd frame of at most {} bytes", null, address, maxPlain);
        }
        byte[] plain = new byte[(int) claimed];
        long done;
        try {
            done = Zstd.decompressByteArray(plain, 0, plain.length, frame, offset, length);
        } catch (ZstdException e) {
            throw new MalformedException("{} cannot be decompressed: {}", e, address, String.valueOf(e.getMessage()));
        }
        if (done != claimed) {
            throw new MalformedException(
                    "{} cannot be decompressed: {} bytes instead of {}", null, address, done, claimed);
        }
        return plain;
    }
}
