package io.vaultik.core.internal.age;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;

/**
 * The function X25519 of RFC 7748 on plain 32-byte arrays, through JCA. Keys pass as the DER forms of RFC 8410, which
 * every provider reads; both have a fixed prefix.
 */
final class X25519 {
    static final int KEY_BYTES = 32;

    private static final String ALGORITHM = "X25519";
    private static final byte[] PRIVATE_PREFIX = HexFormat.of().parseHex("302e020100300506032b656e04220420");
    private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b656e032100");
    private static final byte[] BASE_POINT = basePoint();

    private X25519() {}

    /**
     * Returns the public key of a scalar.
     *
     * @param scalar 32 bytes, clamped by the function itself
     * @return 32 bytes
     */
    static byte[] publicKey(byte[] scalar) {
        byte[] point = multiply(scalar, BASE_POINT);
        if (point == null) {
            throw new IllegalStateException("the X25519 provider calls the base point a point of low order");
        }
        return point;
    }

    /**
     * Multiplies a point.
     *
     * @param scalar 32 bytes, clamped by the function itself
     * @param point 32 bytes
     * @return 32 bytes, or null if the point has low order, so that the product is zero and secret to nobody
     */
    static byte @Nullable [] multiply(byte[] scalar, byte[] point) {
        try {
            KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
            PrivateKey privateKey = keys.generatePrivate(new PKCS8EncodedKeySpec(concat(PRIVATE_PREFIX, scalar)));
            PublicKey publicKey = keys.generatePublic(new X509EncodedKeySpec(concat(PUBLIC_PREFIX, point)));
            KeyAgreement agreement = KeyAgreement.getInstance(ALGORITHM);
            agreement.init(privateKey);
            return product(agreement, publicKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no provider of X25519 works; the JDK's is in jdk.crypto.ec", e);
        }
    }

    /** Providers differ: some refuse a point of low order, in either call, others return zeros. */
    private static byte @Nullable [] product(KeyAgreement agreement, PublicKey publicKey) {
        byte[] secret;
        try {
            agreement.doPhase(publicKey, true);
            secret = agreement.generateSecret();
        } catch (InvalidKeyException | IllegalStateException e) {
            return null;
        }
        int or = 0;
        for (byte b : secret) {
            or |= b;
        }
        return or == 0 ? null : secret;
    }

    static byte[] concat(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] basePoint() {
        byte[] point = new byte[KEY_BYTES];
        point[0] = 9;
        return point;
    }
}
