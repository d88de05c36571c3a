package io.vaultik.store;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The digest of content, with its algorithm: the address of an object. Immutable and thread-safe; ordered by algorithm, then
 * by unsigned bytes.
 *
 * @since 0.1
 */
public final class Digest implements Comparable<Digest> {
    private final HashAlgorithm algorithm;
    private final byte[] bytes;

    private Digest(HashAlgorithm algorithm, byte[] bytes) {
        this.algorithm = algorithm;
        this.bytes = bytes;
    }

    /**
     * Makes a digest.
     *
     * @param algorithm what computed it
     * @param bytes as many bytes as the algorithm has; copied
     * @return the digest
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static Digest of(HashAlgorithm algorithm, byte[] bytes) {
        if (bytes.length != algorithm.digestBytes()) {
            throw new IllegalArgumentException(
                    "a digest of " + algorithm + " has " + algorithm.digestBytes() + " bytes, not " + bytes.length);
        }
        return new Digest(algorithm, bytes.clone());
    }

    /**
     * Parses the address of an object.
     *
     * @param hex 64 hexadecimal digits, in lower case
     * @return the digest, of BLAKE3
     * @throws IllegalArgumentException if the text is anything else
     */
    public static Digest ofHex(String hex) {
        return ofHex(HashAlgorithm.BLAKE3, hex);
    }

    /**
     * Parses a digest.
     *
     * @param algorithm what computed it
     * @param hex two hexadecimal digits for each byte, in lower case
     * @return the digest
     * @throws IllegalArgumentException if the text is anything else
     */
    public static Digest ofHex(HashAlgorithm algorithm, String hex) {
        if (!isHex(algorithm, hex)) {
            throw new IllegalArgumentException("a digest of " + algorithm + " is " + 2 * algorithm.digestBytes()
                    + " hexadecimal digits in lower case");
        }
        return new Digest(algorithm, HexFormat.of().parseHex(hex));
    }

    /**
     * Tells whether a text is a digest.
     *
     * @param algorithm the algorithm it is of
     * @param text any text
     * @return true if {@link #ofHex(HashAlgorithm, String)} would accept it
     */
    public static boolean isHex(HashAlgorithm algorithm, String text) {
        if (text.length() != 2 * algorithm.digestBytes()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns what computed this digest.
     *
     * @return the algorithm
     */
    public HashAlgorithm algorithm() {
        return algorithm;
    }

    /**
     * Returns the bytes.
     *
     * @return a copy
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Returns the text form.
     *
     * @return two hexadecimal digits for each byte, in lower case
     */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public int compareTo(Digest other) {
        int byAlgorithm = algorithm.compareTo(other.algorithm);
        return byAlgorithm != 0 ? byAlgorithm : Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Digest that && algorithm == that.algorithm && Arrays.equals(bytes, that.bytes);
    }

    /** Returns the first four bytes: all of a digest are as good as random. */
    @Override
    public int hashCode() {
        return bytes[0] << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
    }

    /** Returns the text form; a digest is no secret and may be logged. */
    @Override
    public String toString() {
        return hex();
    }
}
