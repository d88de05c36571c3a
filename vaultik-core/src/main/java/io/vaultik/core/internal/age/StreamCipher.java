package io.vaultik.core.internal.age;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals or opens the chunks of a payload: STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) as age has it.
 *
 * <pre>
 * nonce = chunk number, 11 bytes, big-endian || 1 if it is the last chunk, else 0
 * chunk = ChaCha20-Poly1305(payload key, nonce, 65,536 bytes of plaintext; the last chunk 1 to 65,536, or 0 if alone)
 * </pre>
 *
 * Arrays begin at 0 and full chunks fill theirs: Conscrypt is up to ten times slower with an offset into a larger array.
 * One cipher object serves all chunks of a file. For one thread.
 */
final class StreamCipher {
    static final int CHUNK_BYTES = 64 * 1024;
    static final int TAG_BYTES = 16;
    static final int SEALED_BYTES = CHUNK_BYTES + TAG_BYTES;
    static final String ALGORITHM = "ChaCha20-Poly1305";

    private final int mode;
    private final Cipher cipher;
    private final byte[] nonce = new byte[12];
    private SecretKeySpec key;

    private StreamCipher(int mode, byte[] payloadKey) {
        try {
            this.cipher = Cipher.getInstance(ALGORITHM);
        } catch (GeneralSecurityException e) {
            throw noCipher(e);
        }
        this.mode = mode;
        this.key = new SecretKeySpec(payloadKey, "ChaCha20");
    }

    static StreamCipher sealing(byte[] payloadKey) {
        return new StreamCipher(Cipher.ENCRYPT_MODE, payloadKey);
    }

    static StreamCipher opening(byte[] payloadKey) {
        return new StreamCipher(Cipher.DECRYPT_MODE, payloadKey);
    }

    void rekey(byte[] payloadKey) {
        key = new SecretKeySpec(payloadKey, "ChaCha20");
    }

    /** Seals the first {@code length} bytes of {@code plain} to the beginning of {@code sealed}; returns how many. */
    int seal(long chunk, boolean last, byte[] plain, int length, byte[] sealed) {
        try {
            return run(chunk, last, plain, length, sealed);
        } catch (GeneralSecurityException e) {
            throw noCipher(e);
        }
    }

    /** Opens the first {@code length} bytes of {@code sealed} to the beginning of {@code plain}; returns how many. */
    int open(long chunk, boolean last, byte[] sealed, int length, byte[] plain) throws AEADBadTagException {
        try {
            return run(chunk, last, sealed, length, plain);
        } catch (AEADBadTagException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw noCipher(e);
        }
    }

    private int run(long chunk, boolean last, byte[] in, int length, byte[] out) throws GeneralSecurityException {
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[10 - i] = (byte) (chunk >>> (8 * i));
        }
        nonce[11] = (byte) (last ? 1 : 0);
        cipher.init(mode, key, new IvParameterSpec(nonce));
        return cipher.doFinal(in, 0, length, out, 0);
    }

    static IllegalStateException noCipher(GeneralSecurityException e) {
        return new IllegalStateException("no provider of " + ALGORITHM + " works", e);
    }
}
