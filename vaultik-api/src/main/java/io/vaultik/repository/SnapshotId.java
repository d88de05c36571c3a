package io.vaultik.repository;

import java.util.regex.Pattern;

/**
 * The name of a snapshot: 1 to 200 of {@code A-Z a-z 0-9 . _ -}, beginning with the UTC time at which it was begun. Nothing
 * but the time is ever read from it; host and name stand in the snapshot itself.
 *
 * @param value the id as text
 * @since 0.1
 */
public record SnapshotId(String value) implements Comparable<SnapshotId> {
    private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}");

    /**
     * Checks an id.
     *
     * @param value the id as text
     * @throws IllegalArgumentException if the text is no id; {@code .} and {@code ..} are none
     */
    public SnapshotId {
        if (!GRAMMAR.matcher(value).matches()) {
            throw new IllegalArgumentException("a snapshot id is 1 to 200 of A-Z a-z 0-9 . _ - and begins with no dot");
        }
    }

    /**
     * Makes an id from text.
     *
     * @param value the text
     * @return the id
     * @throws IllegalArgumentException if the text is no id
     */
    public static SnapshotId of(String value) {
        return new SnapshotId(value);
    }

    @Override
    public int compareTo(SnapshotId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
