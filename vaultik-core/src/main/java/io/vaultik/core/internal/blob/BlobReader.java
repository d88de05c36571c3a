package io.vaultik.core.internal.blob;

import io.vaultik.core.internal.age.AgeHeader;
import io.vaultik.core.internal.age.AgePayload;
import io.vaultik.core.internal.age.CipherRange;
import io.vaultik.core.internal.age.FileKeyUnwrapper;
import io.vaultik.core.internal.format.BlobDirectory;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads ranges of one blob in a storage. The header is read once, together with the first range where that is near. Thread-safe.
 *
 * <p>Decryption authenticates the bytes and their place in the file, but not that the file is the one that was meant: whoever
 * takes chunks out of a segment checks their digests.
 */
public final class BlobReader {
    /** A first range that ends before this is read together with the header, in one call. */
    private static final int JOINED_READ_BYTES = 256 << 10;

    private final ObjectStorage storage;
    private final BlobAddress address;
    private final ObjectKey key;
    private final FileKeyUnwrapper unwrapper;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable AgePayload payload;

    /**
     * Makes a reader; nothing is read yet.
     *
     * @param storage where the blob is
     * @param address which blob
     * @param unwrapper who can open it
     */
    public BlobReader(ObjectStorage storage, BlobAddress address, FileKeyUnwrapper unwrapper) {
        this.storage = storage;
        this.address = address;
        this.key = Keys.blob(address.name());
        this.unwrapper = unwrapper;
    }

    /** {@return the key of the blob in its storage} */
    public ObjectKey key() {
        return key;
    }

    /**
     * Reads and decrypts a range of the plaintext, with one call to the storage once the header is known.
     *
     * @param offset where it begins
     * @param length how many bytes
     * @return the plaintext
     * @throws io.vaultik.storage.ObjectNotFoundException if the blob is gone
     * @throws IntegrityException if it is damaged, or shorter than its address says
     * @throws VaultikException if it cannot be read or opened
     */
    public byte[] read(long offset, int length) throws VaultikException {
        AgePayload opened = payload;
        if (opened != null) {
            CipherRange range = opened.cipherRange(offset, length);
            return opened.decrypt(fetch(range.offset(), Math.toIntExact(range.length())), offset, length);
        }
        opening.lock();
        try {
            if (payload == null) {
                return readWithHeader(offset, length);
            }
        } finally {
            opening.unlock();
        }
        return read(offset, length);
    }

    /**
     * Reads one segment.
     *
     * @param offset where it begins in the plaintext
     * @param storedLength its length as it is stored
     * @return its decompressed bytes
     * @throws VaultikException as {@link #read}
     */
    public byte[] segment(int offset, int storedLength) throws VaultikException {
        byte[] frame = read(offset, storedLength);
        return decompress(frame, 0, frame.length, offset);
    }

    /**
     * Decompresses one segment out of a range that was read.
     *
     * @param range holds the segment as it is stored
     * @param at where it begins in the range
     * @param storedLength its length
     * @param offset where it begins in the plaintext of the blob, for messages
     * @return its decompressed bytes
     * @throws MalformedException if it is damaged
     */
    public byte[] decompress(byte[] range, int at, int storedLength, int offset) throws MalformedException {
        return ZstdFrame.decompress(key + " segment at " + offset, range, at, storedLength, Limits.MAX_SEGMENT_BYTES);
    }

    /**
     * Reads the directory from the end of the blob.
     *
     * @return what the blob holds
     * @throws VaultikException as {@link #read}
     */
    public BlobDirectory directory() throws VaultikException {
        long plainBytes = payload().plainBytes();
        int tailLength = (int) Math.min(plainBytes, 64 << 10);
        byte[] tail = read(plainBytes - tailLength, tailLength);
        if (tailLength < BlobDirectory.TRAILER_BYTES) {
            throw new MalformedException("{} holds no directory", null, key);
        }
        int frame = BlobDirectory.frameLength(
                Arrays.copyOfRange(tail, tailLength - BlobDirectory.TRAILER_BYTES, tailLength));
        if (frame > plainBytes) {
            throw new MalformedException("{} holds a directory that is longer than itself", null, key);
        }
        return BlobDirectory.decode(
                frame <= tailLength
                        ? Arrays.copyOfRange(tail, tailLength - frame, tailLength)
                        : read(plainBytes - frame, frame));
    }

    private AgePayload payload() throws VaultikException {
        if (payload == null) {
            read(0, 0);
        }
        AgePayload opened = payload;
        if (opened == null) {
            throw new IllegalStateException("reading opens the payload");
        }
        return opened;
    }

    private byte[] readWithHeader(long offset, int length) throws VaultikException {
        // An upper bound of where the range ends in the file: each 64 KiB of plaintext carry a tag of 16 bytes.
        long end = address.headerLength() + (((offset + length) >> 16) + 1) * ((64 << 10) + 16);
        int joined = (int) Math.min(Math.min(end, address.length()), JOINED_READ_BYTES);
        boolean isNear = end <= JOINED_READ_BYTES || address.length() <= JOINED_READ_BYTES;
        byte[] beginning = fetch(0, isNear ? joined : address.headerLength());
        AgePayload opened = open(beginning);
        payload = opened;
        CipherRange range = opened.cipherRange(offset, length);
        long to = range.offset() + range.length();
        if (to > beginning.length) {
            return read(offset, length);
        }
        return opened.decrypt(Arrays.copyOfRange(beginning, (int) range.offset(), (int) to), offset, length);
    }

    private AgePayload open(byte[] beginning) throws VaultikException {
        AgeHeader header = AgeHeader.parse(key.value(), beginning, beginning.length);
        if (header == null || header.headerBytes() != address.headerLength()) {
            throw new IntegrityException(
                    key.value(),
                    "a header of " + address.headerLength() + " bytes",
                    header == null ? "a longer one" : header.headerBytes() + " bytes",
                    null);
        }
        return AgePayload.open(header, address.length(), unwrapper);
    }

    private byte[] fetch(long offset, int length) throws VaultikException {
        if (length == 0) {
            return new byte[0];
        }
        try (InputStream in = storage.read(key, offset, length)) {
            byte[] bytes = new byte[length];
            int read = in.readNBytes(bytes, 0, length);
            if (read < length) {
                throw new EOFException(read + " of " + length + " bytes");
            }
            return bytes;
        } catch (ObjectNotFoundException e) {
            throw e;
        } catch (StorageException e) {
            requireLength(e);
            throw e;
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(true, "reading {} at {} failed", e, key, offset);
        }
    }

    /** Tells a blob that was cut from a storage that fails: only after a failure, so that it costs nothing otherwise. */
    private void requireLength(StorageException failure) throws VaultikException {
        if (failure.retryable()) {
            return;
        }
        Optional<ObjectInfo> info = storage.stat(key);
        if (info.isPresent() && info.get().length() != address.length()) {
            throw new IntegrityException(
                    key.value(), address.length() + " bytes", info.get().length() + " bytes", failure);
        }
    }
}
