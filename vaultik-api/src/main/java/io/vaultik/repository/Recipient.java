package io.vaultik.repository;

import java.util.regex.Pattern;

/**
 * A public key that snapshots are encrypted to: an age X25519 recipient. It is no secret.
 *
 * @param text the key as text, {@code age1} and 58 characters
 * @since 0.1
 */
public record Recipient(String text) {
    private static final Pattern SHAPE = Pattern.compile("age1[02-9ac-hj-np-z]{58}");

    /**
     * Checks the shape of a key. Its checksum is checked when a repository is opened with it.
     *
     * @param text the key as text, without white space around it
     * @throws IllegalArgumentException if the text does not have the shape of a key
     */
    public Recipient {
        if (!SHAPE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a recipient is age1 and 58 characters, not \"" + abbreviated(text) + "\"");
        }
    }

    /**
     * Reads a key.
     *
     * @param text the key as text, {@code age1} and 58 characters
     * @return the key
     * @throws IllegalArgumentException if the text does not have the shape of a key
     */
    public static Recipient parse(String text) {
        return new Recipient(text.strip());
    }

    @Override
    public String toString() {
        return text;
    }

    /** A secret key pasted in the wrong place must not end up in a message. */
    private static String abbreviated(String text) {
        return text.length() <= 8 ? text : text.substring(0, 8) + "…";
    }
}
