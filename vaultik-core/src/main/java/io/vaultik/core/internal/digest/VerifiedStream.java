package io.vaultik.core.internal.digest;

import io.vaultik.fault.IntegrityException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the bytes of another stream, but holds the last block back until length and digest of all of them agree. So whoever has
 * read as many bytes as there are to be, or has reached the end, has the right ones, even if he never asks for the end. Otherwise the
 * read that would deliver the last block fails, and so does every later one.
 *
 * <p>For one thread. Closing it closes the source and verifies nothing.
 */
public final class VerifiedStream extends InputStream {
    private static final int BLOCK_BYTES = 256 << 10;

    private final InputStream source;
    private final String address;
    private final String expected;
    private final long expectedBytes;
    private final Digester digester;
    private byte[] current;
    private byte[] next;
    private int at;
    private int end;
    private int nextEnd;
    private long count;
    private boolean begun;
    private boolean verified;
    private @Nullable IntegrityException failure;

    /**
     * Makes a stream.
     *
     * @param source where the bytes come from; closed with this
     * @param address what is read, for messages
     * @param expected the digest that they must have, in hex
     * @param expectedBytes how many they must be
     * @param digester a new one
     */
    public VerifiedStream(InputStream source, String address, String expected, long expectedBytes, Digester digester) {
        this.digester = digester;
        this.source = source;
        this.address = address;
        this.expected = expected;
        this.expectedBytes = expectedBytes;
        int block = (int) Math.max(1, Math.min(BLOCK_BYTES, expectedBytes + 1));
        this.current = new byte[block];
        this.next = new byte[expectedBytes < block ? 0 : block];
    }

    /**
     * {@inheritDoc}
     *
     * @throws IntegrityException if the bytes are more or fewer than expected, or have another digest
     */
    @Override
    public int read() throws IOException {
        return fill() ? current[at++] & 0xff : -1;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IntegrityException if the bytes are more or fewer than expected, or have another digest
     */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int step = Math.min(length, end - at);
        System.arraycopy(current, at, into, offset, step);
        at += step;
        return step;
    }

    /** {@return why the bytes are not those of the address, once that is known; else null} */
    public @Nullable IntegrityException failure() {
        return failure;
    }

    /** Makes sure that there are bytes that may be handed out; false at the verified end. */
    private boolean fill() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (!begun) {
            end = take(current);
            begun = true;
            ahead();
        }
        if (at == end && nextEnd > 0) {
            byte[] swap = current;
            current = next;
            next = swap;
            at = 0;
            end = nextEnd;
            nextEnd = 0;
            ahead();
        }
        return at < end;
    }

    /** Reads one block further, so that the one at hand is known not to be the last, or to be right. */
    private void ahead() throws IOException {
        if (verified) {
            return;
        }
        if (end == current.length && next.length > 0) {
            nextEnd = take(next);
            if (nextEnd == next.length) {
                return;
            }
        }
        verify();
    }

    private int take(byte[] block) throws IOException {
        int step = source.readNBytes(block, 0, block.length);
        count += step;
        if (count > expectedBytes) {
            throw fail(expectedBytes + " bytes", "more");
        }
        digester.update(block, 0, step);
        return step;
    }

    private void verify() throws IntegrityException {
        if (count != expectedBytes) {
            throw fail(expectedBytes + " bytes", count + " bytes");
        }
        String actual = digester.digest().hex();
        if (!actual.equals(expected)) {
            throw fail(expected, actual);
        }
        verified = true;
    }

    private IntegrityException fail(String wanted, String found) {
        IntegrityException exception = new IntegrityException(address, wanted, found, null);
        failure = exception;
        return exception;
    }

    @Override
    public int available() {
        return failure == null ? end - at : 0;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
