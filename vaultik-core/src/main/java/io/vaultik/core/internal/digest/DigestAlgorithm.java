package io.vaultik.core.internal.digest;

import io.vaultik.fault.UnsupportedFormatException;

/** The algorithms that content can be addressed by; each has digests of 32 bytes. */
public enum DigestAlgorithm {
    /** SHA-256 (FIPS 180-4). */
    SHA_256("sha-256"),
    /** BLAKE3, unkeyed. */
    BLAKE3("blake3");

    private final String id;

    DigestAlgorithm(String id) {
        this.id = id;
    }

    /**
     * Returns the name in the format.
     *
     * @return {@code sha-256} or {@code blake3}
     */
    public String id() {
        return id;
    }

    /**
     * Finds an algorithm.
     *
     * @param id its name in the format
     * @return the algorithm
     * @throws UnsupportedFormatException if this version has none of that name
     */
    public static DigestAlgorithm of(String id) throws UnsupportedFormatException {
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.id.equals(id)) {
                return algorithm;
            }
        }
        throw new UnsupportedFormatException("the digest algorithm {} is not known to this version", null, id);
    }

    /**
     * Makes a digester.
     *
     * @return a new one, for one thread
     */
    public Digester newDigester() {
        return switch (this) {
            case SHA_256 -> new Sha256();
            case BLAKE3 -> Blake3.hash();
        };
    }

    /**
     * Computes the digest of bytes at hand.
     *
     * @param bytes the bytes
     * @return their digest
     */
    public ContentDigest digest(byte[] bytes) {
        Digester digester = newDigester();
        digester.update(bytes, 0, bytes.length);
        return digester.digest();
    }

    @Override
    public String toString() {
        return id;
    }
}
