package io.vaultik.repository;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The path of an entry in a snapshot: relative, components between slashes, as bytes, since the names of a Unix file system
 * need not be text. The empty path is the root. Immutable.
 *
 * <p>The order is that of a snapshot: component by component, by unsigned bytes, a directory before its content. So {@code
 * a/b} comes before {@code a-b}.
 *
 * @since 0.1
 */
public final class EntryPath implements Comparable<EntryPath> {
    /** The longest path, in bytes. */
    public static final int MAX_BYTES = 65_536;

    /** The root of a snapshot: the path without components. */
    public static final EntryPath ROOT = new EntryPath(new byte[0]);

    private final byte[] bytes;

    private EntryPath(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Makes a path from text.
     *
     * @param path components between slashes; empty for the root
     * @return the path
     * @throws IllegalArgumentException if the path is absolute, too long, or has an empty, {@code .} or {@code ..} component
     *     or a NUL
     */
    public static EntryPath of(String path) {
        return ofBytes(path.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Makes a path from bytes.
     *
     * @param path components between slashes; empty for the root; copied
     * @return the path
     * @throws IllegalArgumentException if the path is absolute, too long, or has an empty, {@code .} or {@code ..} component
     *     or a NUL
     */
    public static EntryPath ofBytes(byte[] path) {
        if (path.length == 0) {
            return ROOT;
        }
        check(path);
        return new EntryPath(path.clone());
    }

    private static void check(byte[] path) {
        checkLength(path.length);
        int start = 0;
        for (int i = 0; i <= path.length; i++) {
            if (i == path.length || path[i] == '/') {
                checkComponent(path, start, i);
                start = i + 1;
            } else if (path[i] == 0) {
                throw new IllegalArgumentException("a path holds a NUL at byte " + i);
            }
        }
    }

    private static void checkLength(int length) {
        if (length > MAX_BYTES) {
            throw new IllegalArgumentException("a path has at most " + MAX_BYTES + " bytes, not " + length);
        }
    }

    /**
     * Returns the path of a child.
     *
     * @param name the name of the child, one component, as bytes
     * @return the path below this one
     * @throws IllegalArgumentException if the name is not one component
     */
    public EntryPath child(byte[] name) {
        if (name.length == 0 || indexOf(name, 0) >= 0) {
            throw new IllegalArgumentException("a name is one component");
        }
        // What is above was checked when this path was made.
        check(name);
        if (bytes.length == 0) {
            return new EntryPath(name.clone());
        }
        checkLength(bytes.length + 1 + name.length);
        byte[] joined = Arrays.copyOf(bytes, bytes.length + 1 + name.length);
        joined[bytes.length] = '/';
        System.arraycopy(name, 0, joined, bytes.length + 1, name.length);
        return new EntryPath(joined);
    }

    /**
     * Returns the path of a child.
     *
     * @param name the name of the child, one component
     * @return the path below this one
     * @throws IllegalArgumentException if the name is not one component
     */
    public EntryPath child(String name) {
        return child(name.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns a path below this one.
     *
     * @param relative the path from here
     * @return both joined
     */
    public EntryPath resolve(EntryPath relative) {
        if (bytes.length == 0) {
            return relative;
        }
        if (relative.bytes.length == 0) {
            return this;
        }
        byte[] joined = Arrays.copyOf(bytes, bytes.length + 1 + relative.bytes.length);
        joined[bytes.length] = '/';
        System.arraycopy(relative.bytes, 0, joined, bytes.length + 1, relative.bytes.length);
        return ofBytes(joined);
    }

    /**
     * Returns the path of the directory that holds this entry.
     *
     * @return the parent; the root is its own parent
     */
    public EntryPath parent() {
        int slash = lastSlash();
        return slash < 0 ? ROOT : new EntryPath(Arrays.copyOf(bytes, slash));
    }

    /**
     * Returns the last component.
     *
     * @return its bytes, a copy; empty for the root
     */
    public byte[] name() {
        return Arrays.copyOfRange(bytes, lastSlash() + 1, bytes.length);
    }

    /**
     * Returns how many components the path has.
     *
     * @return 0 for the root
     */
    public int depth() {
        if (bytes.length == 0) {
            return 0;
        }
        int depth = 1;
        for (byte b : bytes) {
            if (b == '/') {
                depth++;
            }
        }
        return depth;
    }

    /**
     * Tells whether this is the root.
     *
     * @return true for the empty path
     */
    public boolean isRoot() {
        return bytes.length == 0;
    }

    /**
     * Tells whether an entry is this one or lies below it.
     *
     * @param other another path
     * @return true if {@code other} begins with the components of this path
     */
    public boolean contains(EntryPath other) {
        int length = bytes.length;
        return length == 0
                || (other.bytes.length >= length
                        && Arrays.equals(bytes, 0, length, other.bytes, 0, length)
                        && (other.bytes.length == length || other.bytes[length] == '/'));
    }

    /**
     * Returns the path as bytes.
     *
     * @return a copy
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Tells whether the path is text.
     *
     * @return true if its bytes are valid UTF-8, so that {@link #toString()} loses nothing
     */
    public boolean isText() {
        for (byte b : bytes) {
            if (b < 0) {
                return decodes();
            }
        }
        return true;
    }

    /** Orders by components and unsigned bytes, a directory before its content. */
    @Override
    public int compareTo(EntryPath other) {
        return compare(bytes, other.bytes);
    }

    /**
     * Compares two paths as bytes, in the order of a snapshot.
     *
     * @param a a path
     * @param b another path
     * @return negative, 0 or positive
     */
    public static int compare(byte[] a, byte[] b) {
        int at = Arrays.mismatch(a, b);
        if (at < 0) {
            return 0;
        }
        if (at == a.length || at == b.length) {
            return a.length - b.length;
        }
        return weight(a[at]) - weight(b[at]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntryPath path && Arrays.equals(bytes, path.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Returns the path as text; bytes that are not UTF-8 show as U+FFFD. User data: conceal it in logs. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private boolean decodes() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private int lastSlash() {
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (bytes[i] == '/') {
                return i;
            }
        }
        return -1;
    }

    /** The slash sorts before every other byte, which makes byte order the order by components. */
    private static int weight(byte b) {
        return b == '/' ? 0 : b & 0xff;
    }

    private static int indexOf(byte[] name, int from) {
        for (int i = from; i < name.length; i++) {
            if (name[i] == '/') {
                return i;
            }
        }
        return -1;
    }

    private static void checkComponent(byte[] path, int start, int end) {
        int length = end - start;
        boolean dots = length <= 2;
        for (int i = start; i < end && dots; i++) {
            dots = path[i] == '.';
        }
        if (dots) {
            throw new IllegalArgumentException(
                    "a path is relative and has no empty, . or .. component (see byte " + start + ")");
        }
    }
}
