package io.vaultik.core.internal.age;

import io.vaultik.fault.MalformedException;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The stanza {@code X25519} of the age specification.
 *
 * <pre>
 * argument = base64(share), share = X25519(ephemeral scalar, 9)
 * wrap key = HKDF-SHA-256(secret, salt = share || recipient, info = "age-encryption.org/v1/X25519")
 * body     = ChaCha20-Poly1305(wrap key, nonce = 12 zero bytes, file key)
 * </pre>
 */
final class X25519Stanza {
    static final String TYPE = "X25519";

    private static final String INFO = "age-encryption.org/v1/X25519";
    private static final int BODY_BYTES = FileKey.BYTES + StreamCipher.TAG_BYTES;

    private X25519Stanza() {}

    static Stanza seal(byte[] secret, byte[] share, byte[] recipient, byte[] fileKey) {
        try {
            byte[] body = cipher(Cipher.ENCRYPT_MODE, secret, share, recipient).doFinal(fileKey);
            return new Stanza(TYPE, List.of(RawBase64.encode(share)), body);
        } catch (GeneralSecurityException e) {
            throw StreamCipher.noCipher(e);
        }
    }

    /** Returns the share of a stanza of this type, after all checks that need no key. */
    static byte[] share(Stanza stanza) throws MalformedException {
        if (stanza.arguments().size() != 1) {
            throw new MalformedException(
                    "an X25519 stanza has {} arguments",
                    null,
                    stanza.arguments().size());
        }
        byte[] share = RawBase64.decode(stanza.arguments().get(0));
        if (share == null || share.length != X25519.KEY_BYTES) {
            throw new MalformedException("the share of an X25519 stanza is not canonical base64 of 32 bytes", null);
        }
        // Before the decryption: a body of another length could open under two keys (partitioning oracle).
        if (stanza.body().length != BODY_BYTES) {
            throw new MalformedException("the body of an X25519 stanza has {} bytes", null, stanza.body().length);
        }
        return share;
    }

    /** Returns the file key, or null if the body was not sealed under this secret. */
    static byte @Nullable [] open(byte[] secret, byte[] share, byte[] recipient, byte[] body) {
        try {
            return cipher(Cipher.DECRYPT_MODE, secret, share, recipient).doFinal(body);
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw StreamCipher.noCipher(e);
        }
    }

    private static Cipher cipher(int mode, byte[] secret, byte[] share, byte[] recipient)
            throws GeneralSecurityException {
        byte[] wrapKey = Hkdf.derive(secret, X25519.concat(share, recipient), INFO);
        Cipher cipher = Cipher.getInstance(StreamCipher.ALGORITHM);
        cipher.init(mode, new SecretKeySpec(wrapKey, "ChaCha20"), new IvParameterSpec(new byte[12]));
        return cipher;
    }
}
