package io.vaultik.store;

/**
 * The name of a manifest: the unkeyed BLAKE3 of its text, without comment lines and with its final line feed. It is not the
 * checksum of the root directory, which leaves permissions and sizes out.
 *
 * @param hex 64 hexadecimal digits, in lower case
 * @since 0.1
 */
public record ManifestId(String hex) implements Comparable<ManifestId> {
    /**
     * Checks an id.
     *
     * @param hex 64 hexadecimal digits, in lower case
     * @throws IllegalArgumentException if the text is not 64 hexadecimal digits in lower case
     */
    public ManifestId {
        if (!isValid(hex)) {
            throw new IllegalArgumentException("the id of a manifest is 64 hexadecimal digits in lower case");
        }
    }

    /**
     * Makes an id from text.
     *
     * @param hex 64 hexadecimal digits, in lower case
     * @return the id
     * @throws IllegalArgumentException if the text is anything else
     */
    public static ManifestId of(String hex) {
        return new ManifestId(hex);
    }

    /**
     * Makes an id from a digest.
     *
     * @param digest a digest of BLAKE3
     * @return the id
     * @throws IllegalArgumentException if it is of another algorithm
     */
    public static ManifestId of(Digest digest) {
        if (digest.algorithm() != HashAlgorithm.BLAKE3) {
            throw new IllegalArgumentException("the id of a manifest is a digest of BLAKE3, not " + digest.algorithm());
        }
        return new ManifestId(digest.hex());
    }

    /**
     * Tells whether a text is an id.
     *
     * @param text any text
     * @return true if {@link #of(String)} would accept it
     */
    public static boolean isValid(String text) {
        return Digest.isHex(HashAlgorithm.BLAKE3, text);
    }

    /**
     * Returns the id as a digest.
     *
     * @return a digest of BLAKE3
     */
    public Digest digest() {
        return Digest.ofHex(hex);
    }

    @Override
    public int compareTo(ManifestId other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
