package io.vaultik.store;

/**
 * The algorithms by which a manifest can name content. Objects of a store are named by {@link #BLAKE3} alone.
 *
 * @since 0.1
 */
public enum HashAlgorithm {
    /** BLAKE3 with 32 bytes of output, unkeyed. */
    BLAKE3("blake3", 32),
    /** SHA-256 (FIPS 180-4); for manifests that are not stored. */
    SHA_256("sha256", 32),
    /** MD5 (RFC 1321); for manifests that are not stored, where other programs want it. It proves nothing. */
    MD5("md5", 16);

    private final String id;
    private final int bytes;

    HashAlgorithm(String id, int bytes) {
        this.id = id;
        this.bytes = bytes;
    }

    /**
     * Returns the name of the algorithm on a command line.
     *
     * @return lower-case text
     */
    public String id() {
        return id;
    }

    /**
     * Returns how long a digest is.
     *
     * @return the length in bytes
     */
    public int digestBytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return id;
    }
}
