package io.vaultik.core.internal.age;

import java.util.List;

/**
 * A recipient stanza of an age header: the file key, wrapped for one recipient.
 *
 * <pre>
 * stanza   = "-&gt; " argument *(" " argument) LF body      ; the first argument is the type
 * argument = 1*VCHAR                                      ; printable ASCII without space
 * body     = *full-line short-line                        ; base64 of 64 columns; the last line is shorter, maybe empty
 * </pre>
 *
 * Immutable and thread-safe.
 */
public final class Stanza {
    private final String type;
    private final List<String> arguments;
    private final byte[] body;

    /**
     * Makes a stanza.
     *
     * @param type the type, such as {@code X25519}
     * @param arguments what follows the type
     * @param body the wrapped key; copied
     * @throws IllegalArgumentException if the type or an argument is empty or has another character than printable ASCII
     */
    public Stanza(String type, List<String> arguments, byte[] body) {
        if (!isArgument(type) || !arguments.stream().allMatch(Stanza::isArgument)) {
            throw new IllegalArgumentException("a stanza's arguments are words of printable ASCII");
        }
        this.type = type;
        this.arguments = List.copyOf(arguments);
        this.body = body.clone();
    }

    static boolean isArgument(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /**
     * Returns the type.
     *
     * @return the first argument
     */
    public String type() {
        return type;
    }

    /**
     * Returns what follows the type.
     *
     * @return the other arguments
     */
    public List<String> arguments() {
        return arguments;
    }

    /**
     * Returns the wrapped key.
     *
     * @return a copy
     */
    public byte[] body() {
        return body.clone();
    }

    void appendTo(StringBuilder header) {
        header.append("-> ").append(type);
        for (String argument : arguments) {
            header.append(' ').append(argument);
        }
        header.append('\n');
        String text = RawBase64.encode(body);
        int at = 0;
        for (; text.length() - at >= HeaderParser.COLUMNS; at += HeaderParser.COLUMNS) {
            header.append(text, at, at + HeaderParser.COLUMNS).append('\n');
        }
        header.append(text, at, text.length()).append('\n');
    }

    @Override
    public String toString() {
        return "Stanza[" + type + ", " + arguments.size() + " arguments, " + body.length + " bytes]";
    }
}
