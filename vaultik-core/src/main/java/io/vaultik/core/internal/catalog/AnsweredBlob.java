package io.vaultik.core.internal.catalog;

/**
 * A blob whose put was answered.
 *
 * @param blob the id that was reserved for it
 * @param name the digest of its bytes, 32 bytes
 * @param length its length in bytes
 * @param headerLength the length of its header in bytes
 * @param contents what lies in it
 */
public record AnsweredBlob(int blob, byte[] name, long length, int headerLength, Contents contents) {
    /**
     * Checks the numbers.
     *
     * @param blob the id, at least 1
     * @param name the digest, 32 bytes
     * @param length bytes in all, at least those of the header
     * @param headerLength bytes of the header, at least 0
     * @param contents what lies in it
     * @throws IllegalArgumentException if a number is out of range or the name is no digest
     */
    public AnsweredBlob {
        if (blob < 1 || name.length != DigestRows.DIGEST_BYTES || headerLength < 0 || length < headerLength) {
            throw new IllegalArgumentException("not a stored blob: id " + blob + ", name of " + name.length
                    + " bytes, length " + length + ", header " + headerLength);
        }
    }

    /**
     * What lies in a blob.
     *
     * @param directory its directory, in a form that the caller knows
     * @param chunks the chunks that are found by their digest
     * @param nodes the nodes, found by the digest of their absolute form
     */
    public record Contents(byte[] directory, DigestRows chunks, DigestRows nodes) {}
}
