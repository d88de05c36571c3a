package io.vaultik.repository;

import java.util.regex.Pattern;

/**
 * The name of a snapshot: 1 to 200 of {@code A-Z a-z 0-9 . _ -}, beginning with the UTC time at which it was begun. Nothing
 * but the time is ever read from it; host and name stand in the snapshot itself.
 *
 * <p>The id of a snapshot that was copied in from another repository is the one that it had there, {@code ~}, and 1 to 32 of {@code
 * a-z 0-9} that the copier chose at random: so copies of two snapshots of one id are two snapshots.
 *
 * @param value the id as text
 * @since 0.1
 */
public record SnapshotId(String value) implements Comparable<SnapshotId> {
    private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}(~[a-z0-9]{1,32})?");

    /**
     * Checks an id.
     *
     * @param value the id as text
     * @throws IllegalArgumentException if the text is no id; {@code .} and {@code ..} are none
     */
    public SnapshotId {
        if (!GRAMMAR.matcher(value).matches()) {
            throw new IllegalArgumentException("a snapshot id is 1 to 200 of A-Z a-z 0-9 . _ - and begins with no dot;"
                    + " that of a copy goes on with ~ and 1 to 32 of a-z 0-9");
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

    /**
     * Returns the id that the snapshot had where it was made.
     *
     * @return this id without what a copier added; of a snapshot that is no copy, this id
     */
    public SnapshotId original() {
        int end = value.indexOf('~');
        return end < 0 ? this : new SnapshotId(value.substring(0, end));
    }

    /** Compares as text, first the ids that the snapshots had where they were made. */
    @Override
    public int compareTo(SnapshotId other) {
        int byOriginal = original().value.compareTo(other.original().value);
        return byOriginal != 0 ? byOriginal : value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
