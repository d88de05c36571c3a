package io.vaultik.core.internal.digest;

import io.vaultik.fault.MalformedException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A digest of 32 bytes: the address of content. Immutable and thread-safe; ordered by its unsigned bytes. */
public final class ContentDigest implements Comparable<ContentDigest> {
    /** The length of a digest. */
    public static final int BYTES = 32;

    private final byte[] bytes;

    private ContentDigest(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Makes a digest.
     *
     * @param bytes 32 bytes; copied
     * @return the digest
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static ContentDigest of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a digest has 32 bytes, not " + bytes.length);
        }
        return new ContentDigest(bytes.clone());
    }

    /**
     * Makes a digest of a part of an array.
     *
     * @param bytes an array
     * @param offset where the 32 bytes begin in it; they are copied
     * @return the digest
     */
    public static ContentDigest of(byte[] bytes, int offset) {
        Objects.checkFromIndexSize(offset, BYTES, bytes.length);
        return new ContentDigest(Arrays.copyOfRange(bytes, offset, offset + BYTES));
    }

    /**
     * Parses a digest.
     *
     * @param text 64 hex digits, in lower case
     * @return the digest
     * @throws MalformedException if it is anything else
     */
    public static ContentDigest ofHex(String text) throws MalformedException {
        if (text.length() != 2 * BYTES || !text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
            throw new MalformedException("a digest is 64 hex digits in lower case", null);
        }
        return new ContentDigest(HexFormat.of().parseHex(text));
    }

    /**
     * Returns the text form.
     *
     * @return 64 hex digits, in lower case
     */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Returns the bytes.
     *
     * @return a copy of 32 bytes
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Writes the bytes.
     *
     * @param out takes 32 bytes
     * @param offset where they begin in it
     */
    public void writeTo(byte[] out, int offset) {
        Objects.checkFromIndexSize(offset, BYTES, out.length);
        System.arraycopy(bytes, 0, out, offset, BYTES);
    }

    @Override
    public int compareTo(ContentDigest other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ContentDigest that && Arrays.equals(bytes, that.bytes);
    }

    /** Returns the first four bytes: all of a digest are as good as random. */
    @Override
    public int hashCode() {
        return bytes[0] << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
    }

    @Override
    public String toString() {
        return hex();
    }
}
