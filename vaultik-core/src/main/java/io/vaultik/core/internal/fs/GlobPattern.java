package io.vaultik.core.internal.fs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pattern in the language of gitignore(5), over bytes: {@code *} and {@code ?} do not match a slash, {@code [...]} is a set
 * with ranges, negation and POSIX classes, {@code **} between slashes stands for any directories, a backslash takes away the
 * meaning of the next byte. A pattern that is malformed matches nothing. Immutable.
 *
 * <p>Where git itself departs from its manual, the manual counts: in {@code a**}{@code /b} the stars are a plain {@code *}.
 *
 * <p>Matching runs all alternatives at once, as an automaton: its time is at most the length of the pattern times the length
 * of the text, for any pattern.
 */
final class GlobPattern {
    private static final int ONE = -1;
    private static final int STAR = -2;
    private static final int DEEP = -3;
    /** Directories and the slash after them, or nothing: {@code **}{@code /} at the start of a component. */
    private static final int DIRECTORIES = -4;

    private static final int FIRST_SET = -5;

    private final int[] tokens;
    private final List<boolean[]> sets;
    private final boolean malformed;
    private final byte @Nullable [] suffix;
    private final boolean literal;

    private GlobPattern(Parser parsed) {
        this.tokens = parsed.tokens();
        this.sets = parsed.sets;
        this.malformed = parsed.malformed;
        this.literal = Arrays.stream(tokens).allMatch(token -> token >= 0);
        boolean starFirst = tokens.length > 1 && tokens[0] == STAR;
        boolean simple = starFirst && Arrays.stream(tokens).skip(1).allMatch(token -> token >= 0 && token != '/');
        this.suffix = simple || literal ? bytes(tokens, starFirst ? 1 : 0) : null;
    }

    static GlobPattern compile(byte[] pattern) {
        Parser parser = new Parser(pattern);
        parser.parse();
        return new GlobPattern(parser);
    }

    /** Tells whether the whole of a range of bytes matches. */
    boolean matches(byte[] text, int from, int to) {
        if (malformed) {
            return false;
        }
        if (suffix == null) {
            return run(text, from, to);
        }
        int start = to - suffix.length;
        if (start < from || (literal && start != from)) {
            return false;
        }
        if (!Arrays.equals(suffix, 0, suffix.length, text, start, to)) {
            return false;
        }
        for (int i = from; i < start; i++) {
            if (text[i] == '/') {
                return false;
            }
        }
        return true;
    }

    private boolean run(byte[] text, int from, int to) {
        boolean[] now = new boolean[tokens.length + 1];
        boolean[] next = new boolean[tokens.length + 1];
        now[0] = true;
        close(now, true);
        for (int i = from; i < to; i++) {
            Arrays.fill(next, false);
            boolean any = false;
            int b = text[i] & 0xff;
            for (int state = 0; state < tokens.length; state++) {
                if (now[state]) {
                    any |= step(state, b, next);
                }
            }
            if (!any) {
                return false;
            }
            close(next, b == '/');
            boolean[] spare = now;
            now = next;
            next = spare;
        }
        return now[tokens.length];
    }

    /** Takes one byte in one state; false if no state follows. */
    private boolean step(int state, int b, boolean[] next) {
        int token = tokens[state];
        boolean stays = token == DEEP || token == DIRECTORIES || (token == STAR && b != '/');
        boolean goesOn = token >= 0 ? token == b : b != '/' && (token == ONE || inSet(token, b));
        next[state] |= stays;
        next[state + 1] |= goesOn;
        return stays || goesOn;
    }

    private boolean inSet(int token, int b) {
        return token <= FIRST_SET && sets.get(FIRST_SET - token)[b];
    }

    /** Adds the states that are reached without taking a byte. */
    private void close(boolean[] states, boolean atStartOfComponent) {
        for (int state = 0; state < tokens.length; state++) {
            int token = tokens[state];
            boolean mayBeEmpty = token == STAR || token == DEEP || (token == DIRECTORIES && atStartOfComponent);
            if (states[state] && mayBeEmpty) {
                states[state + 1] = true;
            }
        }
    }

    private static byte[] bytes(int[] tokens, int from) {
        byte[] bytes = new byte[tokens.length - from];
        for (int i = from; i < tokens.length; i++) {
            bytes[i - from] = (byte) tokens[i];
        }
        return bytes;
    }

    /** Reads a pattern once. */
    private static final class Parser {
        final List<boolean[]> sets = new ArrayList<>();
        boolean malformed;
        private final byte[] pattern;
        private final int[] parsed;
        private int count;
        private int at;

        Parser(byte[] pattern) {
            this.pattern = pattern;
            this.parsed = new int[pattern.length];
        }

        int[] tokens() {
            return Arrays.copyOf(parsed, count);
        }

        /** Returns the byte at a place, or 0 behind the end; a pattern holds no NUL that could match. */
        private int peek(int place) {
            return place < pattern.length ? pattern[place] & 0xff : 0;
        }

        void parse() {
            while (at < pattern.length && !malformed) {
                int b = peek(at);
                switch (b) {
                    case '?' -> add(ONE);
                    case '*' -> stars();
                    case '[' -> set();
                    case '\\' -> {
                        at++;
                        malformed = at == pattern.length;
                        add(peek(at));
                    }
                    default -> add(b);
                }
            }
        }

        private void add(int token) {
            if (!malformed) {
                parsed[count++] = token;
            }
            at++;
        }

        private void stars() {
            int start = at;
            while (peek(at) == '*') {
                at++;
            }
            boolean component = start == 0 || peek(start - 1) == '/';
            boolean several = at - start > 1;
            boolean escapedSlash = peek(at) == '\\' && peek(at + 1) == '/';
            if (several && component && peek(at) == '/') {
                add(DIRECTORIES);
            } else if (several && component && (at == pattern.length || escapedSlash)) {
                at--;
                add(DEEP);
            } else {
                at--;
                add(STAR);
            }
        }

        private void set() {
            boolean[] members = new boolean[256];
            at++;
            boolean negated = peek(at) == '!' || peek(at) == '^';
            if (negated) {
                at++;
            }
            int previous = 0;
            boolean first = true;
            while (!malformed && (first || peek(at) != ']')) {
                first = false;
                previous = member(members, previous);
                at++;
            }
            if (negated) {
                for (int i = 0; i < members.length; i++) {
                    members[i] = !members[i];
                }
            }
            add(FIRST_SET - sets.size());
            sets.add(members);
        }

        /** Takes one member of a set and stops at its last byte; the byte that a range may begin with, or 0. */
        private int member(boolean[] members, int previous) {
            boolean escaped = peek(at) == '\\';
            int b = literal();
            if (!escaped && b == '-' && previous != 0 && peek(at + 1) != 0 && peek(at + 1) != ']') {
                at++;
                int last = literal();
                for (int i = previous; i <= last; i++) {
                    members[i] = true;
                }
                return 0;
            }
            if (!escaped && b == '[' && peek(at + 1) == ':') {
                int end = at + 2;
                while (peek(end) != 0 && peek(end) != ']') {
                    end++;
                }
                malformed |= peek(end) == 0;
                if (end - 1 > at + 1 && peek(end - 1) == ':') {
                    addClass(members, new String(pattern, at + 2, end - at - 3, StandardCharsets.ISO_8859_1));
                    at = end;
                    return 0;
                }
            }
            members[b] = true;
            return b;
        }

        /** Returns the byte at this place, behind a backslash if there is one. */
        private int literal() {
            if (peek(at) == '\\') {
                at++;
            }
            malformed |= peek(at) == 0;
            return peek(at);
        }

        private void addClass(boolean[] members, String name) {
            boolean known = true;
            for (int i = 0; i < 128 && known; i++) {
                char c = (char) i;
                boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                boolean digit = c >= '0' && c <= '9';
                boolean graph = c > ' ' && c < 127;
                switch (name) {
                    case "alnum" -> members[i] |= letter || digit;
                    case "alpha" -> members[i] |= letter;
                    case "blank" -> members[i] |= c == ' ' || c == '\t';
                    case "cntrl" -> members[i] |= c < ' ' || c == 127;
                    case "digit" -> members[i] |= digit;
                    case "graph" -> members[i] |= graph;
                    case "lower" -> members[i] |= letter && c >= 'a';
                    case "print" -> members[i] |= graph || c == ' ';
                    case "punct" -> members[i] |= graph && !letter && !digit;
                    case "space" -> members[i] |= c == ' ' || (c >= '\t' && c <= '\r');
                    case "upper" -> members[i] |= letter && c <= 'Z';
                    case "xdigit" -> members[i] |= digit || (letter && (c | 0x20) <= 'f');
                    default -> known = false;
                }
            }
            malformed |= !known;
        }
    }
}
