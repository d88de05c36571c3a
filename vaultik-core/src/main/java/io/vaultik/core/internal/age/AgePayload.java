package io.vaultik.core.internal.age;

import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;

/**
 * Random access to an age file whose header and length are known: which bytes to fetch for a range of the plaintext
 * ({@link #cipherRange}), and the plaintext of what was fetched ({@link #decrypt}).
 *
 * <p>Every chunk is authenticated together with its place, and the last one with being the last: a file that was cut at a
 * chunk or extended shows as soon as its last chunk is read. Immutable and thread-safe; it holds the key of one file.
 */
public final class AgePayload {
    private final String address;
    private final byte[] payloadKey;
    private final int headerBytes;
    private final long fileBytes;
    private final long chunks;

    private AgePayload(String address, byte[] payloadKey, int headerBytes, long fileBytes, long chunks) {
        this.address = address;
        this.payloadKey = payloadKey;
        this.headerBytes = headerBytes;
        this.fileBytes = fileBytes;
        this.chunks = chunks;
    }

    /**
     * Opens a file by its header.
     *
     * @param header the header, of {@link AgeHeader#parse}
     * @param fileBytes the length of the whole age file
     * @param unwrapper who can open it
     * @return the payload
     * @throws MalformedException if the header breaks the format, or no age file with it has that length
     * @throws io.vaultik.fault.WrongKeyException if it is encrypted to other recipients
     * @throws IntegrityException if the header is damaged
     * @throws VaultikException if the unwrapper fails
     */
    public static AgePayload open(AgeHeader header, long fileBytes, FileKeyUnwrapper unwrapper)
            throws VaultikException {
        long payloadBytes = fileBytes - header.headerBytes();
        long chunks = payloadBytes / StreamCipher.SEALED_BYTES;
        long rest = payloadBytes % StreamCipher.SEALED_BYTES;
        boolean onlyEmpty = chunks == 0 && rest == StreamCipher.TAG_BYTES;
        if (payloadBytes < StreamCipher.TAG_BYTES || rest != 0 && rest <= StreamCipher.TAG_BYTES && !onlyEmpty) {
            throw new MalformedException("{} has {} bytes, as no age file has", null, header.address(), fileBytes);
        }
        return new AgePayload(
                header.address(),
                header.payloadKey(unwrapper),
                header.headerBytes(),
                fileBytes,
                rest == 0 ? chunks : chunks + 1);
    }

    /**
     * Tells how long an age file gets.
     *
     * @param headerBytes the length of its header, nonce included
     * @param plainBytes the length of its plaintext
     * @return the length of the file
     */
    public static long fileBytes(int headerBytes, long plainBytes) {
        long chunks = Math.max(1, (plainBytes + StreamCipher.CHUNK_BYTES - 1) / StreamCipher.CHUNK_BYTES);
        return headerBytes + plainBytes + chunks * StreamCipher.TAG_BYTES;
    }

    /**
     * Returns the length of the plaintext, as the length of the file implies it.
     *
     * @return a number of bytes
     */
    public long plainBytes() {
        return fileBytes - headerBytes - chunks * StreamCipher.TAG_BYTES;
    }

    /**
     * Tells what to fetch for a range of the plaintext.
     *
     * @param offset the first byte of plaintext
     * @param length how many bytes of plaintext
     * @return the whole encrypted chunks that hold it
     * @throws MalformedException if the range does not lie within the plaintext
     */
    public CipherRange cipherRange(long offset, long length) throws MalformedException {
        long plainBytes = plainBytes();
        if (offset < 0 || length < 0 || length > plainBytes - offset) {
            throw new MalformedException(
                    "{} has {} bytes of plaintext: none are at {} + {}", null, address, plainBytes, offset, length);
        }
        // The one chunk of an empty plaintext is fetched none the less: that it is empty must be authenticated too.
        if (length == 0 && plainBytes > 0) {
            return new CipherRange(headerBytes, 0);
        }
        long first = offset / StreamCipher.CHUNK_BYTES;
        long last = (offset + length - 1) / StreamCipher.CHUNK_BYTES;
        long from = headerBytes + first * StreamCipher.SEALED_BYTES;
        long to = last + 1 == chunks ? fileBytes : headerBytes + (last + 1) * StreamCipher.SEALED_BYTES;
        return new CipherRange(from, to - from);
    }

    /**
     * Decrypts a fetched range.
     *
     * @param cipherBytes the bytes of {@code cipherRange(offset, length)}, all of them and no others
     * @param offset the first byte of plaintext
     * @param length how many bytes of plaintext
     * @return exactly these bytes
     * @throws MalformedException if the range does not lie within the plaintext
     * @throws IntegrityException if the bytes are fewer or more than asked for, damaged, or of another place
     */
    public byte[] decrypt(byte[] cipherBytes, long offset, int length) throws MalformedException, IntegrityException {
        CipherRange range = cipherRange(offset, length);
        if (cipherBytes.length != range.length()) {
            throw new IntegrityException(address, range.length() + " bytes", cipherBytes.length + " bytes", null);
        }
        byte[] result = new byte[length];
        if (cipherBytes.length > 0) {
            openAll(cipherBytes, offset, result);
        }
        return result;
    }

    private void openAll(byte[] cipherBytes, long offset, byte[] result) throws IntegrityException {
        StreamCipher cipher = StreamCipher.opening(payloadKey);
        byte[] sealed = new byte[Math.min(StreamCipher.SEALED_BYTES, cipherBytes.length)];
        byte[] plain = new byte[StreamCipher.CHUNK_BYTES];
        long chunk = offset / StreamCipher.CHUNK_BYTES;
        int skip = (int) (offset % StreamCipher.CHUNK_BYTES);
        int done = 0;
        for (int from = 0; from < cipherBytes.length; from += StreamCipher.SEALED_BYTES) {
            int sealedBytes = Math.min(StreamCipher.SEALED_BYTES, cipherBytes.length - from);
            System.arraycopy(cipherBytes, from, sealed, 0, sealedBytes);
            int opened = open(cipher, chunk, sealed, sealedBytes, plain);
            int step = Math.min(opened - skip, result.length - done);
            System.arraycopy(plain, skip, result, done, step);
            done += step;
            skip = 0;
            chunk++;
        }
        Arrays.fill(plain, (byte) 0);
    }

    private int open(StreamCipher cipher, long chunk, byte[] sealed, int sealedBytes, byte[] plain)
            throws IntegrityException {
        try {
            return cipher.open(chunk, chunk == chunks - 1, sealed, sealedBytes, plain);
        } catch (AEADBadTagException e) {
            throw AgeDecryptor.damaged(address, chunk, e);
        }
    }
}
