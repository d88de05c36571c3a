package io.vaultik.storage;

/**
 * The name of one object in a storage: 1 to 512 characters of {@code A-Z a-z 0-9 . _ ~ / -}, made of segments between
 * slashes, none of which is empty, {@code .} or {@code ..}. So a key is always a safe relative path, and odd names never
 * reach a backend.
 *
 * @param value the key as text
 * @since 0.1
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {
    /** The longest key, in characters (all of which are ASCII). */
    public static final int MAX_LENGTH = 512;

    /**
     * Checks a key.
     *
     * @param value the key as text
     * @throws IllegalArgumentException if the text is no key
     */
    public ObjectKey {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a key has 1 to " + MAX_LENGTH + " characters, not " + value.length());
        }
        int start = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i == value.length() || value.charAt(i) == '/') {
                checkSegment(value, start, i);
                start = i + 1;
            } else if (!isAllowed(value.charAt(i))) {
                throw new IllegalArgumentException("character " + i + " of a key is not one of A-Z a-z 0-9 . _ ~ / -");
            }
        }
    }

    /**
     * Makes a key from text.
     *
     * @param value the text
     * @return the key
     * @throws IllegalArgumentException if the text is no key
     */
    public static ObjectKey of(String value) {
        return new ObjectKey(value);
    }

    /**
     * Tells whether a text is a key.
     *
     * @param value any text
     * @return true if {@link #of} would accept it
     */
    public static boolean isValid(String value) {
        try {
            return !new ObjectKey(value).value.isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public int compareTo(ObjectKey other) {
        return value.compareTo(other.value);
    }

    /** Returns the key as text; keys hold no user-derived paths and may be logged. */
    @Override
    public String toString() {
        return value;
    }

    private static void checkSegment(String value, int start, int end) {
        boolean dots = end - start <= 2 && value.substring(start, end).chars().allMatch(c -> c == '.');
        if (dots) {
            throw new IllegalArgumentException("a key has an empty, . or .. segment at character " + start);
        }
    }

    private static boolean isAllowed(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._~-".indexOf(c) >= 0;
    }
}
