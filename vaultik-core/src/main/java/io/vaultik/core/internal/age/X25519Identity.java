package io.vaultik.core.internal.age;

import io.vaultik.fault.MalformedException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An age identity: the secret key {@code AGE-SECRET-KEY-1…} that opens what was encrypted to its recipient. Immutable and
 * thread-safe. Only {@link #text()} shows the secret.
 */
public final class X25519Identity implements FileKeyUnwrapper {
    private static final String PREFIX = "AGE-SECRET-KEY-";
    private static final String WHAT = "an age identity";

    private final byte[] scalar;
    private final X25519Recipient recipient;

    private X25519Identity(byte[] scalar) {
        this.scalar = scalar;
        this.recipient = new X25519Recipient(X25519.publicKey(scalar));
    }

    /**
     * Parses an identity.
     *
     * @param text {@code AGE-SECRET-KEY-1} and 58 characters, in upper case
     * @return the identity
     * @throws MalformedException if it is not one or was mistyped; the message does not quote it
     */
    public static X25519Identity parse(String text) throws MalformedException {
        return new X25519Identity(Bech32.decodeKey(WHAT, PREFIX, text));
    }

    /**
     * Makes a new identity.
     *
     * @param random where the key comes from
     * @return the identity
     */
    public static X25519Identity generate(SecureRandom random) {
        byte[] scalar = new byte[X25519.KEY_BYTES];
        random.nextBytes(scalar);
        return new X25519Identity(scalar);
    }

    /**
     * Returns the public key.
     *
     * @return what others encrypt to
     */
    public X25519Recipient recipient() {
        return recipient;
    }

    /**
     * Returns the secret as text, to be written to a file that only its owner reads.
     *
     * @return the text that {@link #parse} reads
     */
    public String text() {
        return Bech32.encode(PREFIX.toLowerCase(Locale.ROOT), scalar).toUpperCase(Locale.ROOT);
    }

    /**
     * {@inheritDoc}
     *
     * @throws MalformedException if an X25519 stanza is not of the form that the specification gives, or its share is a
     *     point of low order
     */
    @Override
    public byte @Nullable [] unwrap(List<Stanza> stanzas) throws MalformedException {
        for (Stanza stanza : stanzas) {
            byte[] fileKey = stanza.type().equals(X25519Stanza.TYPE) ? unwrap(stanza) : null;
            if (fileKey != null) {
                return fileKey;
            }
        }
        return null;
    }

    private byte @Nullable [] unwrap(Stanza stanza) throws MalformedException {
        byte[] share = X25519Stanza.share(stanza);
        byte[] secret = X25519.multiply(scalar, share);
        if (secret == null) {
            throw new MalformedException("the share of an X25519 stanza is a point of low order", null);
        }
        byte[] fileKey = X25519Stanza.open(secret, share, recipient.point(), stanza.body());
        Arrays.fill(secret, (byte) 0);
        return fileKey;
    }

    /** Returns the recipient; never the secret. */
    @Override
    public String toString() {
        return "X25519Identity[" + recipient + "]";
    }
}
