package io.vaultik.core.internal.format;

import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.UnsupportedFormatException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * A manifest and who signed it. The object is a zstd frame of two JSON lines: the manifest, and
 *
 * <pre>
 * {"key":"&lt;base64 of 32 bytes&gt;","signature":"&lt;base64 of 64 bytes&gt;"}
 * </pre>
 *
 * The signature is Ed25519 (RFC 8032) over {@code vaultik-manifest-1}, a NUL, and the exact bytes of line 1.
 *
 * @param manifest what was signed
 * @param key the raw public key of the writer, 32 bytes; must not be changed
 */
public record SignedManifest(Manifest manifest, byte[] key) {
    private static final byte[] CONTEXT = "vaultik-manifest-1\0".getBytes(StandardCharsets.US_ASCII);

    /** The DER prefix of an Ed25519 public key (RFC 8410): the raw key follows. */
    private static final byte[] DER_PREFIX = Hex.bytes("302a300506032b6570032100");

    /**
     * Signs a manifest.
     *
     * @param manifest line 1
     * @param privateKey the Ed25519 key of the writer
     * @param publicKey the raw public key that belongs to it, 32 bytes
     * @return the two lines with their line feeds, to be compressed
     */
    public static byte[] sign(Manifest manifest, PrivateKey privateKey, byte[] publicKey) {
        byte[] line = manifest.encode();
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(privateKey);
            signature.update(CONTEXT);
            signature.update(line);
            byte[] signed = signature.sign();
            byte[] second = JsonTree.write(out -> {
                out.writeRaw('\n');
                out.writeStartObject();
                out.writeStringField("key", Base64.getEncoder().encodeToString(publicKey));
                out.writeStringField("signature", Base64.getEncoder().encodeToString(signed));
                out.writeEndObject();
                out.writeRaw('\n');
            });
            byte[] both = Arrays.copyOf(line, line.length + second.length);
            System.arraycopy(second, 0, both, line.length, second.length);
            return both;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime since 15 has Ed25519", e);
        }
    }

    /**
     * Reads the two lines and checks the signature.
     *
     * @param where names the object in messages
     * @param lines the decompressed object
     * @return the manifest and the key that signed it; whether that key is to be trusted is for the caller
     * @throws UnsupportedFormatException if it was written by a newer version
     * @throws MalformedException if it is damaged
     * @throws IntegrityException if the signature is wrong
     */
    public static SignedManifest decode(String where, byte[] lines)
            throws MalformedException, UnsupportedFormatException, IntegrityException {
        return decode(where, lines, Manifest::decode);
    }

    /** Reads the two lines of an origin: they may not have one. */
    static SignedManifest decodeOriginal(String where, byte[] lines)
            throws MalformedException, UnsupportedFormatException, IntegrityException {
        return decode(where, lines, Manifest::decodeOriginal);
    }

    private interface LineReader {
        Manifest read(byte[] line) throws MalformedException, UnsupportedFormatException, IntegrityException;
    }

    private static SignedManifest decode(String where, byte[] lines, LineReader reader)
            throws MalformedException, UnsupportedFormatException, IntegrityException {
        int end = 0;
        while (end < lines.length && lines[end] != '\n') {
            end++;
        }
        if (end == lines.length) {
            throw new MalformedException("{} has no second line", null, where);
        }
        if (lines[lines.length - 1] != '\n') {
            throw new MalformedException("{} is cut", null, where);
        }
        byte[] line = Arrays.copyOf(lines, end);
        JsonTree second =
                JsonTree.parse("the signature of a manifest", Arrays.copyOfRange(lines, end + 1, lines.length));
        byte[] key = base64(second.string("key"), 32);
        if (!verifies(line, key, base64(second.string("signature"), 64))) {
            throw new IntegrityException(where, "a valid signature", "a signature over other bytes", null);
        }
        return new SignedManifest(reader.read(line), key);
    }

    private static boolean verifies(byte[] line, byte[] key, byte[] signed) {
        try {
            byte[] der = Arrays.copyOf(DER_PREFIX, DER_PREFIX.length + key.length);
            System.arraycopy(key, 0, der, DER_PREFIX.length, key.length);
            PublicKey publicKey = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(publicKey);
            signature.update(CONTEXT);
            signature.update(line);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] base64(String text, int length) throws MalformedException {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            // One form only: the decoder ignores bits that the last character has too many of.
            if (bytes.length == length
                    && Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new MalformedException("the signature of a manifest is not base64", e);
        }
        throw new MalformedException("the signature of a manifest does not have {} bytes", null, length);
    }
}
