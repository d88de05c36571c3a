package io.vaultik.core.internal.fs;

import io.vaultik.repository.EntryPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules with the syntax and the meaning of the lines of a {@code .gitignore} at the root, see gitignore(5): {@code #} begins a
 * comment, {@code !} takes an exclusion back, a slash at the start or in the middle anchors a pattern at the root, one at the
 * end restricts it to directories, and the last rule that matches decides. What lies below an excluded directory is excluded,
 * whatever later rules say. Patterns and names are compared as bytes, case matters. Immutable and thread-safe.
 */
public final class IgnoreRules implements PathFilter {
    private final List<Rule> rules;
    private volatile @Nullable Verdict last;

    private IgnoreRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    private record Rule(GlobPattern pattern, boolean negated, boolean directoriesOnly, boolean anchored) {}

    /** What was found for a directory last; files in the order of a walk share it. */
    private record Verdict(byte[] directory, boolean excluded) {}

    /**
     * Reads rules.
     *
     * @param lines one rule, comment or empty line each, without line ends
     * @return the rules
     */
    public static IgnoreRules of(List<String> lines) {
        return ofBytes(lines.stream()
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    /**
     * Reads rules for names that need not be text.
     *
     * @param lines one rule, comment or empty line each, without line ends
     * @return the rules
     */
    public static IgnoreRules ofBytes(List<byte[]> lines) {
        List<Rule> rules = new ArrayList<>();
        for (byte[] line : lines) {
            Rule rule = rule(line);
            if (rule != null) {
                rules.add(rule);
            }
        }
        return new IgnoreRules(rules);
    }

    /** Reads a line; null if it holds no rule. */
    private static @Nullable Rule rule(byte[] line) {
        if (line.length == 0 || line[0] == '#') {
            return null;
        }
        int start = line[0] == '!' ? 1 : 0;
        int end = withoutTrailingSpaces(line);
        boolean directoriesOnly = end > start && line[end - 1] == '/';
        if (directoriesOnly) {
            end--;
        }
        boolean anchored = false;
        for (int i = start; i < end; i++) {
            anchored |= line[i] == '/';
        }
        int first = anchored && line[start] == '/' ? start + 1 : start;
        if (first >= end) {
            return null;
        }
        GlobPattern pattern = GlobPattern.compile(Arrays.copyOfRange(line, first, end));
        return new Rule(pattern, start == 1, directoriesOnly, anchored);
    }

    /** Returns where a line ends without the spaces after it, unless a backslash keeps them. */
    private static int withoutTrailingSpaces(byte[] line) {
        int end = line.length;
        int spaces = -1;
        for (int i = 0; i < line.length; i++) {
            if (line[i] == ' ') {
                spaces = spaces < 0 ? i : spaces;
            } else {
                spaces = -1;
                i += line[i] == '\\' ? 1 : 0;
            }
        }
        return spaces < 0 ? end : spaces;
    }

    @Override
    public boolean excluded(EntryPath path, boolean directory) {
        if (rules.isEmpty() || path.isRoot()) {
            return false;
        }
        byte[] bytes = path.bytes();
        int slash = bytes.length - 1;
        while (slash > 0 && bytes[slash] != '/') {
            slash--;
        }
        return (slash > 0 && excludedDirectory(bytes, slash)) || decide(bytes, bytes.length, directory);
    }

    /** Tells whether a directory, or one above it, is excluded. */
    private boolean excludedDirectory(byte[] path, int length) {
        Verdict known = last;
        if (known != null && Arrays.equals(known.directory, 0, known.directory.length, path, 0, length)) {
            return known.excluded;
        }
        boolean excluded = false;
        for (int i = 1; i <= length && !excluded; i++) {
            excluded = (i == length || path[i] == '/') && decide(path, i, true);
        }
        last = new Verdict(Arrays.copyOf(path, length), excluded);
        return excluded;
    }

    /** Asks the rules for one path, the last first. */
    private boolean decide(byte[] path, int length, boolean directory) {
        int name = length;
        while (name > 0 && path[name - 1] != '/') {
            name--;
        }
        for (int i = rules.size() - 1; i >= 0; i--) {
            Rule rule = rules.get(i);
            if ((directory || !rule.directoriesOnly) && rule.pattern.matches(path, rule.anchored ? 0 : name, length)) {
                return !rule.negated;
            }
        }
        return false;
    }
}
