package io.vaultik.core.internal.age;

import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/**
 * The plaintext of a whole age file, as a stream. Only authenticated bytes are handed out; the end of the stream is only
 * reached if the file is whole and nothing follows it. After a failure every further read fails in the same way.
 *
 * <p>For one thread. Closing it closes the source.
 */
public final class AgeDecryptor extends InputStream {
    private static final int FIRST_READ_BYTES = 1024;

    private final String address;
    private final InputStream source;
    private final StreamCipher cipher;
    private final byte[] sealed = new byte[StreamCipher.SEALED_BYTES];
    private final byte[] plain = new byte[StreamCipher.CHUNK_BYTES];
    private int sealedBytes;
    private int at;
    private int end;
    private long chunk;
    private boolean lastDone;
    private @Nullable VaultikException failure;

    private AgeDecryptor(String address, InputStream source, byte[] payloadKey) {
        this.address = address;
        this.source = source;
        this.cipher = StreamCipher.opening(payloadKey);
    }

    /**
     * Reads the header and makes the stream. If this fails, the source is left open.
     *
     * @param address what is read, for messages
     * @param source the age file; closed with the stream
     * @param unwrapper who can open it
     * @return the plaintext
     * @throws MalformedException if it is not an age file, or its header breaks the format or a limit
     * @throws io.vaultik.fault.WrongKeyException if it is encrypted to other recipients
     * @throws IntegrityException if the header is damaged
     * @throws IOException if the source fails
     */
    public static AgeDecryptor open(String address, InputStream source, FileKeyUnwrapper unwrapper) throws IOException {
        byte[] prefix = new byte[FIRST_READ_BYTES];
        int length = source.readNBytes(prefix, 0, prefix.length);
        AgeHeader header = AgeHeader.parse(address, prefix, length);
        while (header == null) {
            if (length < prefix.length) {
                throw new MalformedException("{} ends within its age header", null, address);
            }
            int limit = AgeHeader.MAX_BYTES + AgeHeader.NONCE_BYTES;
            prefix = Arrays.copyOf(prefix, Math.min(limit, prefix.length * 4));
            length += source.readNBytes(prefix, length, prefix.length - length);
            header = AgeHeader.parse(address, prefix, length);
        }
        AgeDecryptor decryptor = new AgeDecryptor(address, source, header.payloadKey(unwrapper));
        decryptor.beginWith(prefix, header.headerBytes(), length);
        return decryptor;
    }

    /** What was read behind the header is less than a chunk: at most 64 KiB in all. */
    private void beginWith(byte[] bytes, int from, int to) {
        System.arraycopy(bytes, from, sealed, 0, to - from);
        sealedBytes = to - from;
    }

    @Override
    public int read() throws IOException {
        return fill() ? plain[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int step = Math.min(length, end - at);
        System.arraycopy(plain, at, into, offset, step);
        at += step;
        return step;
    }

    @Override
    public int available() {
        return end - at;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    /** Makes sure that a byte is there; false at the end. */
    private boolean fill() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (at == end && !lastDone) {
            try {
                openChunk();
            } catch (VaultikException e) {
                failure = e;
                throw e;
            }
        }
        return at < end;
    }

    private void openChunk() throws IOException {
        sealedBytes += source.readNBytes(sealed, sealedBytes, sealed.length - sealedBytes);
        // One byte beyond a full chunk tells whether it is the last one; it is the first of the next chunk.
        int next = sealedBytes == sealed.length ? source.read() : -1;
        boolean last = next < 0;
        if (sealedBytes < StreamCipher.TAG_BYTES) {
            throw new MalformedException("{} is cut within chunk {}", null, address, chunk);
        }
        if (sealedBytes == StreamCipher.TAG_BYTES && chunk > 0) {
            throw new MalformedException("{} ends with an empty chunk", null, address);
        }
        try {
            end = cipher.open(chunk, last, sealed, sealedBytes, plain);
        } catch (AEADBadTagException e) {
            throw damaged(address, chunk, e);
        }
        at = 0;
        chunk++;
        lastDone = last;
        sealed[0] = (byte) next;
        sealedBytes = last ? 0 : 1;
    }

    static IntegrityException damaged(String address, long chunk, AEADBadTagException cause) {
        return new IntegrityException(
                address, "64 KiB chunk " + chunk + " with a right tag", "a wrong tag, or a file cut there", cause);
    }
}
