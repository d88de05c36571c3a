package io.vaultik.core.internal.state;

import io.vaultik.fault.MalformedException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The Ed25519 key (RFC 8032) by which a writer signs its manifests. It opens nothing. Kept as one line: the base64 of the PKCS #8
 * form of the private key, a space, the base64 of the 32 raw bytes of the public key. Immutable.
 *
 * @param privateKey signs
 * @param publicKey the raw public key, 32 bytes; must not be changed
 */
public record WriterKey(PrivateKey privateKey, byte[] publicKey) {
    private static final int RAW_BYTES = 32;

    static WriterKey generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(255, random);
            KeyPair pair = generator.generateKeyPair();
            byte[] der = pair.getPublic().getEncoded();
            return new WriterKey(pair.getPrivate(), Arrays.copyOfRange(der, der.length - RAW_BYTES, der.length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime since 15 has Ed25519", e);
        }
    }

    static WriterKey parse(String text, Path file) throws MalformedException {
        List<String> parts = List.of(text.strip().split(" "));
        try {
            if (parts.size() == 2) {
                byte[] der = Base64.getDecoder().decode(parts.get(0));
                byte[] raw = Base64.getDecoder().decode(parts.get(1));
                PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der));
                if (raw.length == RAW_BYTES) {
                    return new WriterKey(key, raw);
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new MalformedException("{} does not hold a writer's key", e, file);
        }
        throw new MalformedException("{} does not hold a writer's key", null, file);
    }

    String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return base64.encodeToString(privateKey.getEncoded()) + " " + base64.encodeToString(publicKey) + "\n";
    }

    /** Shows the public key only. */
    @Override
    public String toString() {
        return "WriterKey[" + Base64.getEncoder().encodeToString(publicKey) + "]";
    }
}
