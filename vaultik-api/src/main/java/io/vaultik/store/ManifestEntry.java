package io.vaultik.store;

import io.vaultik.fault.Concealed;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One line of a manifest: a file or a directory. It holds what the line says, which need not make sense: whether an entry can
 * be fetched is found out when it is. Immutable.
 *
 * @param kind file or directory
 * @param permissions {@code mode & 07777} in octal digits without padding, as it stands in the manifest; of a followed
 *     link, the link's own
 * @param checksum hexadecimal digits: of a file, the digest of its content; of a directory, the digest of the sorted distinct
 *     checksums of its children
 * @param size of a file, its length in bytes, but of a followed link the length of the link itself; of a directory, the sum
 *     over its children; an unsigned number ({@link Long#toUnsignedString(long)})
 * @param path begins with {@code ./}, or with {@code /} in absolute manifests; a directory ends in {@code /}, and the root is
 *     {@code ./}
 * @since 0.1
 */
public record ManifestEntry(Kind kind, String permissions, String checksum, long size, String path) {
    private static final int MAX_MODE = 07777;

    /** What an entry is. */
    public enum Kind {
        /** A regular file, or what a followed link led to. */
        FILE('F'),
        /** A directory. */
        DIRECTORY('D');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        /**
         * Returns how the kind is written in a manifest.
         *
         * @return {@code F} or {@code D}
         */
        public char letter() {
            return letter;
        }
    }

    /**
     * Tells whether this is a file.
     *
     * @return true for {@link Kind#FILE}
     */
    public boolean isFile() {
        return kind == Kind.FILE;
    }

    /**
     * Returns the permissions as a number.
     *
     * @return 0 to 07777, or empty if the text is no such number
     */
    public OptionalInt mode() {
        try {
            int mode = Integer.parseUnsignedInt(permissions, 8);
            boolean plain = permissions.length() <= 6 && permissions.charAt(0) != '+';
            return plain && mode >= 0 && mode <= MAX_MODE ? OptionalInt.of(mode) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /**
     * Returns the checksum as the address of an object.
     *
     * @return the digest, or empty if the checksum is not 64 lower-case hexadecimal digits
     */
    public Optional<Digest> digest() {
        return Digest.isHex(HashAlgorithm.BLAKE3, checksum) ? Optional.of(Digest.ofHex(checksum)) : Optional.empty();
    }

    /**
     * Returns the entry as it stands in a manifest.
     *
     * @return {@code TYPE PERM CHECKSUM SIZE PATH}, without a line feed; with the path in clear
     */
    public String line() {
        return kind.letter() + " " + permissions + " " + checksum + " " + Long.toUnsignedString(size) + " " + path;
    }

    /** Returns the entry with its path concealed. */
    @Override
    public String toString() {
        return kind.letter() + " " + permissions + " " + checksum + " " + Long.toUnsignedString(size) + " "
                + new Concealed(path);
    }
}
