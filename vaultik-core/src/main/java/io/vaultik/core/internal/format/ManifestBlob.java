package io.vaultik.core.internal.format;

/**
 * A blob that a snapshot needs, as its manifest says. In JSON: {@code ["<name>",length,"d"|"m",usedBytes,plainBytes,headerLength]}.
 *
 * @param name hex digest of its encrypted bytes
 * @param length its length in encrypted bytes
 * @param kind data or metadata
 * @param usedBytes plain bytes of the distinct chunks that the snapshot uses
 * @param plainBytes plain bytes of all its chunks
 * @param headerLength where the encrypted payload begins, after header and nonce
 */
public record ManifestBlob(String name, long length, BlobKind kind, long usedBytes, long plainBytes, int headerLength) {
    /**
     * Returns the blob as it is after more of it is used.
     *
     * @param bytes plain bytes, of which some may be used already
     * @return the blob; what is used is at most all of it
     */
    public ManifestBlob withMoreUsed(long bytes) {
        return new ManifestBlob(name, length, kind, Math.min(plainBytes, usedBytes + bytes), plainBytes, headerLength);
    }
}
