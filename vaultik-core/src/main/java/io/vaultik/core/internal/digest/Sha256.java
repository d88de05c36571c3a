package io.vaultik.core.internal.digest;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

/** SHA-256 of the JDK, or of a provider that the application put before it. */
final class Sha256 implements Digester {
    private final MessageDigest digest;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        digest.update(bytes, offset, length);
    }

    @Override
    public void digestInto(byte[] out, int offset) {
        Objects.checkFromIndexSize(offset, ContentDigest.BYTES, out.length);
        try {
            digest.digest(out, offset, ContentDigest.BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("32 bytes are enough for SHA-256", e);
        }
    }

    @Override
    public void reset() {
        digest.reset();
    }
}
