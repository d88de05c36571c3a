package io.vaultik.core.internal.blob;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.age.X25519Identity;
import io.vaultik.core.internal.age.X25519Recipient;
import io.vaultik.core.internal.digest.DigestAlgorithm;
import io.vaultik.core.internal.format.BlobDirectory;
import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** A blob of given chunks in a storage in memory. */
final class PackedBlob {
    static final X25519Identity IDENTITY = X25519Identity.generate(TestRandom.secure(1));
    private static final X25519Recipient OTHER =
            X25519Identity.generate(TestRandom.secure(2)).recipient();

    final MemoryStorage storage = new MemoryStorage();
    final List<byte[]> chunks;
    final SealedBlob sealed;
    final byte[] bytes;

    PackedBlob(List<byte[]> chunks) throws IOException {
        this.chunks = chunks;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BlobWriter writer = writer()) {
            writer.begin(out::write);
            sealed = fill(writer, chunks);
        }
        bytes = out.toByteArray();
        put(bytes);
    }

    static BlobWriter writer() {
        return new BlobWriter(
                BlobKind.DATA, List.of(OTHER, IDENTITY.recipient()), TestRandom.secure(3), DigestAlgorithm.SHA_256, 3);
    }

    static SealedBlob fill(BlobWriter writer, List<byte[]> chunks) throws IOException {
        for (byte[] chunk : chunks) {
            writer.add(digest(chunk), chunk, 0, chunk.length);
        }
        return writer.finish();
    }

    static byte[] digest(byte[] bytes) {
        byte[] digest = new byte[32];
        var digester = DigestAlgorithm.SHA_256.newDigester();
        digester.update(bytes, 0, bytes.length);
        digester.digestInto(digest, 0);
        return digest;
    }

    /** Puts other bytes in the place of the blob. */
    void put(byte[] other) throws VaultikException {
        storage.put(Keys.blob(sealed.name()), ObjectBody.of(other), PutMode.REPLACE);
    }

    BlobAddress address() {
        return new BlobAddress(sealed.name(), sealed.length(), sealed.headerLength());
    }

    BlobReader reader() {
        return reader(storage);
    }

    BlobReader reader(ObjectStorage of) {
        return new BlobReader(of, address(), IDENTITY);
    }

    /** Reads a chunk as a restore does; throws if its digest is not right. */
    static byte[] chunk(BlobReader reader, ChunkLocation location) throws VaultikException {
        byte[] segment = reader.segment(location.segmentOffset(), location.segmentLength());
        byte[] chunk = Arrays.copyOfRange(segment, location.offset(), location.offset() + location.length());
        if (!Arrays.equals(digest(chunk), location.digest())) {
            throw new io.vaultik.fault.IntegrityException(reader.key().value(), "a chunk", "another", null);
        }
        return chunk;
    }

    /** Reads all chunks by their locations. */
    void readAll(BlobReader reader) throws VaultikException {
        BlobDirectory directory = sealed.directory();
        for (int i = 0; i < directory.chunkCount(); i++) {
            if (!Arrays.equals(chunk(reader, directory.location(i, sealed.name())), chunks.get(i))) {
                throw new AssertionError("chunk " + i + " has other bytes");
            }
        }
    }
}
