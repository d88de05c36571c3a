package io.vaultik.core.internal.age;

import io.vaultik.fault.MalformedException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An age recipient: a public key, {@code age1…}. Whoever has it can encrypt to its identity and read nothing. Immutable
 * and thread-safe; equal if the keys are.
 */
public final class X25519Recipient {
    private static final String PREFIX = "age";
    private static final String WHAT = "an age recipient";

    private final byte[] point;

    X25519Recipient(byte[] point) {
        this.point = point.clone();
    }

    /**
     * Parses a recipient.
     *
     * @param text {@code age1} and 58 characters, in lower case
     * @return the recipient
     * @throws MalformedException if it is not one, was mistyped, or is a point of low order, to which nothing is secret
     */
    public static X25519Recipient parse(String text) throws MalformedException {
        byte[] point = Bech32.decodeKey(WHAT, PREFIX, text);
        if (X25519.multiply(new byte[X25519.KEY_BYTES], point) == null) {
            throw new MalformedException("not {}: a point of low order keeps no secret", null, WHAT);
        }
        return new X25519Recipient(point);
    }

    /**
     * Wraps a file key for this recipient.
     *
     * @param fileKey 16 bytes
     * @param random where the ephemeral key comes from
     * @return a stanza of type X25519
     */
    Stanza wrap(byte[] fileKey, SecureRandom random) {
        byte[] scalar = new byte[X25519.KEY_BYTES];
        random.nextBytes(scalar);
        byte[] secret = X25519.multiply(scalar, point);
        if (secret == null) {
            throw new IllegalStateException("the point was checked when it was parsed");
        }
        Stanza stanza = X25519Stanza.seal(secret, X25519.publicKey(scalar), point, fileKey);
        Arrays.fill(scalar, (byte) 0);
        Arrays.fill(secret, (byte) 0);
        return stanza;
    }

    byte[] point() {
        return point;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof X25519Recipient that && Arrays.equals(point, that.point);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(point);
    }

    /**
     * {@return recipients as text, in ascending order}
     *
     * @param recipients any
     */
    public static List<String> texts(List<X25519Recipient> recipients) {
        return recipients.stream().map(X25519Recipient::toString).sorted().toList();
    }

    /** Returns the text that {@link #parse} reads. */
    @Override
    public String toString() {
        return Bech32.encode(PREFIX, point);
    }
}
