package io.vaultik.core;

import io.vaultik.core.internal.digest.Blake3;
import io.vaultik.core.internal.digest.VerifiedStream;
import io.vaultik.store.Digest;
import java.io.IOException;
import java.io.InputStream;

/**
 * The digest that names objects of a content store: BLAKE3, unkeyed.
 *
 * @since 0.1
 */
public final class Hashing {
    private static final int BUFFER_BYTES = 256 << 10;

    private Hashing() {}

    /**
     * Computes the address of bytes at hand.
     *
     * @param bytes the bytes
     * @return their digest
     */
    public static Digest digest(byte[] bytes) {
        Blake3 digester = Blake3.hash();
        digester.update(bytes, 0, bytes.length);
        return Digest.ofHex(digester.digest().hex());
    }

    /**
     * Computes the address of what a stream delivers.
     *
     * @param stream the bytes; read to the end, not closed
     * @return their digest
     * @throws IOException if the stream fails
     */
    public static Digest digest(InputStream stream) throws IOException {
        Blake3 digester = Blake3.hash();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int step = stream.readNBytes(buffer, 0, buffer.length);
                step > 0;
                step = stream.readNBytes(buffer, 0, buffer.length)) {
            digester.update(buffer, 0, step);
        }
        return Digest.ofHex(digester.digest().hex());
    }

    /**
     * Verifies a stream while it is read, as {@link io.vaultik.store.StoredObject#open()} asks for: the last bytes are held back
     * until all of them agree with length and digest; if they do not, reading ends with an {@link
     * io.vaultik.fault.IntegrityException}.
     *
     * @param stream the bytes; closed with the result
     * @param expected the digest that they must have
     * @param length how many they must be
     * @param address what is read, for messages; never with a path of a user
     * @return a stream for one thread
     */
    public static InputStream verified(InputStream stream, Digest expected, long length, String address) {
        return new VerifiedStream(stream, address, expected.hex(), length, Blake3.hash());
    }
}
