package io.vaultik.core.internal.content;

import io.vaultik.fault.MalformedException;
import io.vaultik.store.ManifestEntry;
import io.vaultik.store.ManifestEntry.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Entries as bytes: about 50 bytes and the path for each, in arrays of {@value #CHUNK_BYTES} bytes, so that a million entries are
 * no million objects. An entry is named by its place. Written by one thread, then only read, by any.
 *
 * <pre>
 * entry = flags:1, permissions length:1, checksum length:2, path length:2, size:8, permissions, checksum, path
 * flags = 1 a directory, 2 the checksum is bytes whose lower-case hexadecimal digits are meant
 * </pre>
 */
final class EntryTable {
    private static final int CHUNK_BITS = 18;
    /** Small enough that the collector of a small heap does not give each array regions of its own. */
    static final int CHUNK_BYTES = 1 << CHUNK_BITS;

    /** The longest path, in bytes. */
    static final int MAX_PATH_BYTES = 65_535;

    static final int MAX_PERMISSIONS_BYTES = 255;
    static final int MAX_CHECKSUM_BYTES = 1_024;

    private static final int MAX_CHUNKS = 1 << (32 - CHUNK_BITS);
    private static final int FIXED_BYTES = 14;
    private static final int DIRECTORY = 1;
    private static final int BINARY = 2;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final List<byte[]> chunks = new ArrayList<>();
    private byte[] last = new byte[0];
    private int used;

    /** Adds an entry and returns its place. */
    int add(Kind kind, byte[] permissions, byte[] checksum, long size, byte[] path) throws MalformedException {
        if (permissions.length > MAX_PERMISSIONS_BYTES
                || checksum.length > MAX_CHECKSUM_BYTES
                || path.length > MAX_PATH_BYTES) {
            throw new MalformedException("an entry of a manifest has a field that is too long", null);
        }
        boolean binary = isHex(checksum);
        int checksumBytes = binary ? checksum.length / 2 : checksum.length;
        int at = reserve(FIXED_BYTES + permissions.length + checksumBytes + path.length);
        int place = (chunks.size() - 1) << CHUNK_BITS | at;
        byte[] out = last;
        out[at] = (byte) ((kind == Kind.DIRECTORY ? DIRECTORY : 0) | (binary ? BINARY : 0));
        out[at + 1] = (byte) permissions.length;
        putShort(out, at + 2, checksumBytes);
        putShort(out, at + 4, path.length);
        putLong(out, at + 6, size);
        int to = at + FIXED_BYTES;
        System.arraycopy(permissions, 0, out, to, permissions.length);
        to += permissions.length;
        if (binary) {
            for (int i = 0; i < checksumBytes; i++) {
                out[to + i] = (byte)
                        (HexFormat.fromHexDigit(checksum[2 * i]) << 4 | HexFormat.fromHexDigit(checksum[2 * i + 1]));
            }
        } else {
            System.arraycopy(checksum, 0, out, to, checksumBytes);
        }
        System.arraycopy(path, 0, out, to + checksumBytes, path.length);
        return place;
    }

    private int reserve(int bytes) throws MalformedException {
        if (last.length - used < bytes) {
            if (chunks.size() == MAX_CHUNKS) {
                throw new MalformedException("a manifest has more entries than memory holds", null);
            }
            last = new byte[CHUNK_BYTES];
            chunks.add(last);
            used = 0;
        }
        int at = used;
        used += bytes;
        return at;
    }

    /** Returns how many bytes the table takes. */
    long bytes() {
        return (long) chunks.size() * CHUNK_BYTES;
    }

    /** Compares the paths of two entries by their unsigned bytes. */
    int comparePaths(int a, int b) {
        return comparePaths(this, a, this, b);
    }

    static int comparePaths(EntryTable one, int a, EntryTable other, int b) {
        byte[] left = one.chunk(a);
        byte[] right = other.chunk(b);
        int from = one.pathStart(a);
        int to = other.pathStart(b);
        return Arrays.compareUnsigned(left, from, from + one.pathLength(a), right, to, to + other.pathLength(b));
    }

    /** Compares the path of an entry with the first bytes of an array. */
    int comparePath(int place, byte[] path, int length) {
        int from = pathStart(place);
        return Arrays.compareUnsigned(chunk(place), from, from + pathLength(place), path, 0, length);
    }

    /** Tells whether the path of an entry begins with a prefix. */
    boolean startsWith(int place, byte[] prefix) {
        int from = pathStart(place);
        return pathLength(place) >= prefix.length
                && Arrays.equals(chunk(place), from, from + prefix.length, prefix, 0, prefix.length);
    }

    /** Tells whether two entries agree in everything but the path. */
    static boolean sameValues(EntryTable one, int a, EntryTable other, int b) {
        byte[] left = one.chunk(a);
        byte[] right = other.chunk(b);
        int i = at(a);
        int j = at(b);
        boolean sameLengths = left[i] == right[j]
                && left[i + 1] == right[j + 1]
                && left[i + 2] == right[j + 2]
                && left[i + 3] == right[j + 3];
        return sameLengths && Arrays.equals(left, i + 6, one.pathStart(a), right, j + 6, other.pathStart(b));
    }

    boolean isDirectory(int place) {
        return (chunk(place)[at(place)] & DIRECTORY) != 0;
    }

    /** Tells whether the checksum is a digest of 32 bytes. */
    boolean hasDigest(int place) {
        return (chunk(place)[at(place)] & BINARY) != 0 && checksumLength(place) == 32;
    }

    /** Writes the 32 bytes of the checksum, which is a digest. */
    void digest(int place, byte[] out) {
        System.arraycopy(chunk(place), checksumStart(place), out, 0, out.length);
    }

    /** Tells whether two entries have the same digest. */
    boolean sameDigest(int a, int b) {
        int i = checksumStart(a);
        int j = checksumStart(b);
        return Arrays.equals(chunk(a), i, i + 32, chunk(b), j, j + 32);
    }

    /** Returns the first four bytes of the digest, which are as good as random. */
    int digestHash(int place) {
        byte[] bytes = chunk(place);
        int i = checksumStart(place);
        return bytes[i] << 24 | (bytes[i + 1] & 0xff) << 16 | (bytes[i + 2] & 0xff) << 8 | bytes[i + 3] & 0xff;
    }

    long size(int place) {
        return longAt(chunk(place), at(place) + 6);
    }

    byte[] path(int place) {
        int from = pathStart(place);
        return Arrays.copyOfRange(chunk(place), from, from + pathLength(place));
    }

    ManifestEntry entry(int place) {
        byte[] bytes = chunk(place);
        Kind kind = isDirectory(place) ? Kind.DIRECTORY : Kind.FILE;
        int permissions = bytes[at(place) + 1] & 0xff;
        return new ManifestEntry(
                kind,
                text(bytes, at(place) + FIXED_BYTES, permissions),
                checksum(place),
                size(place),
                text(bytes, pathStart(place), pathLength(place)));
    }

    private String checksum(int place) {
        int from = checksumStart(place);
        int length = checksumLength(place);
        return (chunk(place)[at(place)] & BINARY) != 0
                ? HexFormat.of().formatHex(chunk(place), from, from + length)
                : text(chunk(place), from, length);
    }

    /** Returns how many bytes the line has, with its line feed. */
    int lineLength(int place) {
        byte[] bytes = chunk(place);
        int at = at(place);
        int checksum = checksumLength(place) * ((bytes[at] & BINARY) != 0 ? 2 : 1);
        int size = Long.toUnsignedString(size(place)).length();
        return 1 + 1 + (bytes[at + 1] & 0xff) + 1 + checksum + 1 + size + 1 + pathLength(place) + 1;
    }

    /** Writes the line with its line feed and returns where it ends. There is room for {@link #lineLength} bytes. */
    int writeLine(int place, byte[] out, int offset) {
        byte[] bytes = chunk(place);
        int at = at(place);
        int to = offset;
        out[to++] = (byte) (isDirectory(place) ? 'D' : 'F');
        out[to++] = ' ';
        to = copy(bytes, at + FIXED_BYTES, bytes[at + 1] & 0xff, out, to);
        out[to++] = ' ';
        int from = checksumStart(place);
        int length = checksumLength(place);
        if ((bytes[at] & BINARY) != 0) {
            for (int i = from; i < from + length; i++) {
                out[to++] = DIGITS[bytes[i] >> 4 & 0xf];
                out[to++] = DIGITS[bytes[i] & 0xf];
            }
        } else {
            to = copy(bytes, from, length, out, to);
        }
        out[to++] = ' ';
        byte[] size = Long.toUnsignedString(size(place)).getBytes(StandardCharsets.US_ASCII);
        to = copy(size, 0, size.length, out, to);
        out[to++] = ' ';
        to = copy(bytes, pathStart(place), pathLength(place), out, to);
        out[to++] = '\n';
        return to;
    }

    private static int copy(byte[] from, int start, int length, byte[] out, int to) {
        System.arraycopy(from, start, out, to, length);
        return to + length;
    }

    private byte[] chunk(int place) {
        return chunks.get(place >>> CHUNK_BITS);
    }

    private static int at(int place) {
        return place & CHUNK_BYTES - 1;
    }

    private int checksumStart(int place) {
        return at(place) + FIXED_BYTES + (chunk(place)[at(place) + 1] & 0xff);
    }

    private int checksumLength(int place) {
        return shortAt(chunk(place), at(place) + 2);
    }

    private int pathStart(int place) {
        return checksumStart(place) + checksumLength(place);
    }

    private int pathLength(int place) {
        return shortAt(chunk(place), at(place) + 4);
    }

    private static String text(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }

    private static boolean isHex(byte[] text) {
        for (byte b : text) {
            if ((b < '0' || b > '9') && (b < 'a' || b > 'f')) {
                return false;
            }
        }
        return text.length % 2 == 0;
    }

    private static int shortAt(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private static void putShort(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >> 8);
        bytes[at + 1] = (byte) value;
    }

    private static long longAt(byte[] bytes, int at) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | bytes[at + i] & 0xff;
        }
        return value;
    }

    private static void putLong(byte[] bytes, int at, long value) {
        for (int i = 0; i < 8; i++) {
            bytes[at + i] = (byte) (value >> 8 * (7 - i));
        }
    }
}
