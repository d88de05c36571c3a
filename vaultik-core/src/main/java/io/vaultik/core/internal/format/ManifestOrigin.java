package io.vaultik.core.internal.format;

import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.UnsupportedFormatException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The manifest that the writer of a snapshot signed, as it stands inside of the one that a copier or a repacker signed: the exact text
 * of its two lines, so that its signature can be checked by anybody. There is one level: the origin of a copy of a copy, and that of
 * a revision of a copy, is the first manifest. Immutable; two are equal if their lines are.
 */
public final class ManifestOrigin {
    private static final String WHAT = "the origin of a manifest";

    private final String lines;
    private final SignedManifest signed;

    private ManifestOrigin(String lines, SignedManifest signed) {
        this.lines = lines;
        this.signed = signed;
    }

    /**
     * Returns what a copy or a revision of a manifest has as its origin: the origin that it has itself, or else its own two lines.
     *
     * @param lines the decompressed object
     * @param signed what {@link SignedManifest#decode} says of them
     * @return the origin
     * @throws MalformedException if the lines are not text
     */
    public static ManifestOrigin of(byte[] lines, SignedManifest signed) throws MalformedException {
        ManifestOrigin first = signed.manifest().origin();
        if (first != null) {
            return first;
        }
        String text = new String(lines, StandardCharsets.UTF_8);
        if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), lines)) {
            throw new MalformedException("a manifest is not UTF-8", null);
        }
        return new ManifestOrigin(text, signed);
    }

    /**
     * Reads an origin and checks its signature.
     *
     * @param lines the text of two lines
     * @return the origin
     * @throws UnsupportedFormatException if it was written by a newer version
     * @throws MalformedException if it is damaged, or has an origin itself
     * @throws IntegrityException if its signature is wrong
     */
    static ManifestOrigin decode(String lines)
            throws MalformedException, UnsupportedFormatException, IntegrityException {
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        return new ManifestOrigin(lines, SignedManifest.decodeOriginal(WHAT, bytes));
    }

    /** {@return the two lines, each with its line feed} */
    public String lines() {
        return lines;
    }

    /** {@return what the writer of the snapshot signed} */
    public Manifest manifest() {
        return signed.manifest();
    }

    /** {@return the raw public key of the writer, 32 bytes; must not be changed} */
    public byte[] key() {
        return signed.key();
    }

    /**
     * Returns what tells whether two manifests, in any repositories, are of one snapshot.
     *
     * @return SHA-256 of the two lines, in hex, whatever the digest of the repository is
     */
    public String digest() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return Hex.of(sha256.digest(lines.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ManifestOrigin origin && origin.lines.equals(lines);
    }

    @Override
    public int hashCode() {
        return lines.hashCode();
    }

    @Override
    public String toString() {
        return "ManifestOrigin[" + signed.manifest().snapshot() + "]";
    }
}
