package io.vaultik.core.internal.content;

import io.vaultik.core.internal.digest.Blake3;
import io.vaultik.core.internal.digest.Blake3Form;
import io.vaultik.core.internal.digest.Blake3Mode;
import io.vaultik.store.HashAlgorithm;
import io.vaultik.store.WalkOptions;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The function that gives the checksums of a manifest, as one lane has it. For one thread. */
final class Checksums {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final HashAlgorithm algorithm;
    private final @Nullable Blake3 blake3;
    private final @Nullable MessageDigest other;

    /** Makes a function; the mode is taken for BLAKE3 alone. */
    Checksums(HashAlgorithm algorithm, Blake3Mode mode) {
        this.algorithm = algorithm;
        this.blake3 = algorithm == HashAlgorithm.BLAKE3 ? new Blake3(mode, Blake3Form.best()) : null;
        this.other = algorithm == HashAlgorithm.BLAKE3 ? null : jdk(algorithm);
    }

    /** Returns the mode of BLAKE3 that options ask for. */
    static Blake3Mode mode(WalkOptions options) {
        return options.context().map(Blake3Mode::deriveKey).orElse(Blake3Mode.HASH);
    }

    private static MessageDigest jdk(HashAlgorithm algorithm) {
        try {
            return MessageDigest.getInstance(algorithm == HashAlgorithm.MD5 ? "MD5" : "SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has MD5 and SHA-256", e);
        }
    }

    int bytes() {
        return algorithm.digestBytes();
    }

    void update(byte[] bytes, int offset, int length) {
        if (blake3 != null) {
            blake3.update(bytes, offset, length);
        } else if (other != null) {
            other.update(bytes, offset, length);
        }
    }

    /** Forgets what was updated. */
    void reset() {
        if (blake3 != null) {
            blake3.reset();
        } else if (other != null) {
            other.reset();
        }
    }

    /** Writes the checksum and starts anew. */
    void finish(byte[] out) {
        if (blake3 != null) {
            blake3.digestInto(out, 0);
        } else if (other != null) {
            try {
                other.digest(out, 0, bytes());
            } catch (DigestException e) {
                throw new IllegalStateException("there is room for " + algorithm, e);
            }
        }
    }

    /** Returns the lower-case hexadecimal digits of a digest. */
    static byte[] hex(byte[] digest, int offset, int length) {
        byte[] hex = new byte[2 * length];
        for (int i = 0; i < length; i++) {
            hex[2 * i] = DIGITS[digest[offset + i] >> 4 & 0xf];
            hex[2 * i + 1] = DIGITS[digest[offset + i] & 0xf];
        }
        return hex;
    }
}
