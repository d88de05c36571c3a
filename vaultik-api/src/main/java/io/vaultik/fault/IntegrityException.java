package io.vaultik.fault;

import org.jspecify.annotations.Nullable;

/**
 * Bytes do not match the digest, the length or the signature that they are bound to: the object was damaged, swapped or
 * forged. None of the bytes in question were handed out as good.
 *
 * @since 0.1
 */
public class IntegrityException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /** What was read: a storage key, with the place in it where that is known. */
    private final String address;
    /** What was to be there: a digest in hex, a length, or a phrase. */
    private final String expected;
    /** What was there: a digest in hex, a length, or a phrase. */
    private final String actual;

    /**
     * Makes an exception.
     *
     * @param address what was read: a storage key, with the place in it where that is known
     * @param expected the digest, length or state that was to be there
     * @param actual what was there
     * @param cause what led to it, or null
     */
    public IntegrityException(String address, String expected, String actual, @Nullable Throwable cause) {
        super("{} is damaged: expected {}, found {}", cause, address, expected, actual);
        this.address = address;
        this.expected = expected;
        this.actual = actual;
    }

    /**
     * Returns what was read.
     *
     * @return a storage key, with the place in it where that is known
     */
    public String address() {
        return address;
    }

    /**
     * Returns what was to be there.
     *
     * @return a digest in hex, a length, or a phrase
     */
    public String expected() {
        return expected;
    }

    /**
     * Returns what was there.
     *
     * @return a digest in hex, a length, or a phrase
     */
    public String actual() {
        return actual;
    }
}
