package io.vaultik.core.internal.blob;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.vaultik.core.internal.age.AgeEncryptor;
import io.vaultik.core.internal.age.CiphertextSink;
import io.vaultik.core.internal.age.X25519Recipient;
import io.vaultik.core.internal.digest.DigestAlgorithm;
import io.vaultik.core.internal.digest.Digester;
import io.vaultik.core.internal.format.BlobDirectory;
import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Limits;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs chunks into one blob after the other: {@link #begin}, {@link #add} as often as the blob has room, {@link #finish}.
 *
 * <p>It owns a zstd context, a cipher, a hash and about 4 MiB, shares nothing, allocates nothing per chunk, and belongs to one
 * thread at a time. Closed by its owner.
 */
public final class BlobWriter implements AutoCloseable {
    private final BlobKind kind;
    private final AgeEncryptor encryptor;
    private final Digester digester;
    private final ZstdCompressCtx zstd;
    private final byte[] segment = new byte[Limits.SEGMENT_TARGET_BYTES];
    private byte[] stored = new byte[(int) Zstd.compressBound(Limits.SEGMENT_TARGET_BYTES)];
    private BlobDirectory.Builder directory;
    private @Nullable CiphertextSink sink;
    private int headerLength;
    private int filled;
    private long plainOffset;
    private long cipherBytes;

    /**
     * Makes a writer.
     *
     * @param kind what its blobs hold
     * @param recipients who can read them
     * @param random where keys come from
     * @param algorithm what names the blobs
     * @param level the level of zstd
     */
    public BlobWriter(
            BlobKind kind,
            List<X25519Recipient> recipients,
            SecureRandom random,
            DigestAlgorithm algorithm,
            int level) {
        this.kind = kind;
        this.encryptor = new AgeEncryptor(recipients, random);
        this.digester = algorithm.newDigester();
        this.zstd = ZstdFrame.context(level);
        this.directory = new BlobDirectory.Builder(kind);
    }

    /**
     * Begins a blob; one that was not finished is given up.
     *
     * @param target takes the encrypted bytes
     * @throws IOException if it fails
     */
    public void begin(CiphertextSink target) throws IOException {
        directory = new BlobDirectory.Builder(kind);
        digester.reset();
        filled = 0;
        plainOffset = 0;
        cipherBytes = 0;
        sink = target;
        headerLength = encryptor.begin(this::take);
    }

    /** {@return whether a blob was begun and not finished} */
    public boolean isOpen() {
        return sink != null;
    }

    /**
     * Adds a chunk.
     *
     * @param digest its digest, 32 bytes
     * @param bytes holds it
     * @param offset where it begins
     * @param length its length, at least 1
     * @return its index in the blob
     * @throws IOException if the sink fails; the blob is lost then
     */
    public int add(byte[] digest, byte[] bytes, int offset, int length) throws IOException {
        if (filled > 0 && filled + length > segment.length) {
            closeSegment(segment, 0, filled);
            filled = 0;
        }
        int index = directory.chunk(digest, 0, length);
        if (length > segment.length) {
            closeSegment(bytes, offset, length);
        } else {
            System.arraycopy(bytes, offset, segment, filled, length);
            filled += length;
        }
        return index;
    }

    /**
     * Returns where a chunk of the open blob lies, closing its segment if it is open.
     *
     * @param index the index of the chunk
     * @return its location; the blob is empty, since it has no name yet
     * @throws IOException if the sink fails; the blob is lost then
     */
    public ChunkLocation locate(int index) throws IOException {
        if (!directory.isLocated(index)) {
            closeSegment(segment, 0, filled);
            filled = 0;
        }
        return directory.location(index, "");
    }

    /** {@return how many encrypted bytes the blob has so far; an open segment does not count} */
    public long length() {
        return cipherBytes;
    }

    /** {@return how many chunks the blob holds so far} */
    public int chunkCount() {
        return directory.chunkCount();
    }

    /**
     * {@return whether the blob should be finished: it has reached its target or holds the most chunks that it may}
     *
     * @param targetBytes how many encrypted bytes it is to have
     */
    public boolean isFull(long targetBytes) {
        return cipherBytes >= targetBytes || directory.chunkCount() >= Limits.MAX_CHUNKS_PER_BLOB;
    }

    /**
     * Finishes the blob.
     *
     * @return its name and directory; the sink has all of its bytes
     * @throws IOException if the sink fails; the blob is lost then
     */
    public SealedBlob finish() throws IOException {
        if (filled > 0) {
            closeSegment(segment, 0, filled);
            filled = 0;
        }
        BlobDirectory finished = directory.build();
        byte[] frame = finished.encode();
        encryptor.write(frame, 0, frame.length);
        encryptor.finish();
        sink = null;
        byte[] name = new byte[32];
        digester.digestInto(name, 0);
        return new SealedBlob(Hex.of(name), cipherBytes, headerLength, finished);
    }

    /** Gives up an unfinished blob and frees native memory. */
    @Override
    public void close() {
        sink = null;
        zstd.close();
    }

    private void closeSegment(byte[] bytes, int offset, int length) throws IOException {
        int bound = (int) Zstd.compressBound(length);
        if (stored.length < bound) {
            stored = new byte[bound];
        }
        int size = zstd.compressByteArray(stored, 0, stored.length, bytes, offset, length);
        directory.segment((int) plainOffset, size, length);
        encryptor.write(stored, 0, size);
        plainOffset += size;
    }

    private void take(byte[] bytes, int offset, int length) throws IOException {
        CiphertextSink target = sink;
        if (target == null) {
            throw new IllegalStateException("no blob was begun");
        }
        digester.update(bytes, offset, length);
        target.write(bytes, offset, length);
        cipherBytes += length;
    }
}
