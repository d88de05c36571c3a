package io.vaultik.core.internal.work;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals and opens the blocks of one spool file: AES-GCM (NIST SP 800-38D) with the number of the block as the nonce. Every
 * block is sealed once under a key that no other file has, so no nonce repeats.
 *
 * <p>Not thread-safe.
 */
final class SpoolCipher {
    static final int TAG_BYTES = 16;

    private static final int NONCE_BYTES = 12;

    private final SecretKey key;
    private final Cipher cipher;

    SpoolCipher(SecretKey key) {
        this.key = key;
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has AES-GCM", e);
        }
    }

    /** Encrypts {@code length} bytes of {@code plain} and puts {@code length + TAG_BYTES} into {@code sealed}. */
    void seal(long block, byte[] plain, int length, byte[] sealed) {
        try {
            init(Cipher.ENCRYPT_MODE, block);
            cipher.doFinal(plain, 0, length, sealed, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a block cannot be encrypted", e);
        }
    }

    /** Decrypts a block of {@code length} bytes, tag included; {@code plain} holds nothing of use if that fails. */
    void open(long block, byte[] sealed, int length, byte[] plain) throws GeneralSecurityException {
        init(Cipher.DECRYPT_MODE, block);
        cipher.doFinal(sealed, 0, length, plain, 0);
    }

    private void init(int mode, long block) throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putLong(block).array();
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
    }
}
