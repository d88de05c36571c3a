package io.vaultik.core.internal.format;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which revision of a snapshot a manifest is. What counts is the highest one: the greatest number, and among those of one number, made
 * at one time by two repackers, the greatest random text.
 *
 * @param number from 1
 * @param random 1 to 32 of {@code a-z 0-9}
 */
public record Revision(int number, String random) implements Comparable<Revision> {
    static final String GRAMMAR = "[1-9][0-9]{0,8}-[a-z0-9]{1,32}";
    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,8})-([a-z0-9]{1,32})");
    private static final Comparator<Revision> ORDER =
            Comparator.comparingInt(Revision::number).thenComparing(Revision::random);

    /**
     * Reads the text of a revision.
     *
     * @param text {@code <k>-<random>}
     * @return the revision, or empty if the text is none
     */
    public static Optional<Revision> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new Revision(Integer.parseInt(matcher.group(1)), matcher.group(2)))
                : Optional.empty();
    }

    /**
     * {@return the name of the session that makes it}
     *
     * @param dir the snapshot id
     */
    public String session(String dir) {
        return dir + "/" + this;
    }

    /** {@return the text of it, {@code <k>-<random>}} */
    @Override
    public String toString() {
        return number + "-" + random;
    }

    @Override
    public int compareTo(Revision other) {
        return ORDER.compare(this, other);
    }
}
