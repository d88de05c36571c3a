package io.vaultik.core.internal.digest;

import io.vaultik.fault.IntegrityException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks length and digest of what passes through it. <strong>It hands out bytes before they are verified</strong>; but its
 * end is reached only if all were right: otherwise the read that would have met the end fails, and so does every later
 * one. More bytes than expected fail as soon as they show.
 *
 * <p>For one thread. Closing it closes the source and verifies nothing.
 */
public final class VerifyingInputStream extends InputStream {
    private final InputStream source;
    private final String address;
    private final ContentDigest expected;
    private final long expectedBytes;
    private final Digester digester;
    private long count;
    private boolean ended;
    private @Nullable IntegrityException failure;

    /**
     * Makes a stream.
     *
     * @param source where the bytes come from; closed with this
     * @param address what is read, for messages
     * @param algorithm the algorithm of the digest
     * @param expected the digest that the bytes must have
     * @param expectedBytes how many they must be
     */
    public VerifyingInputStream(
            InputStream source, String address, DigestAlgorithm algorithm, ContentDigest expected, long expectedBytes) {
        this.source = source;
        this.address = address;
        this.expected = expected;
        this.expectedBytes = expectedBytes;
        this.digester = algorithm.newDigester();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IntegrityException if the bytes are more or fewer than expected, or have another digest
     */
    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IntegrityException if the bytes are more or fewer than expected, or have another digest
     */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (failure != null) {
            throw failure;
        }
        if (length == 0) {
            return 0;
        }
        int step = ended ? -1 : source.read(into, offset, length);
        if (step < 0) {
            verify();
            return -1;
        }
        count += step;
        if (count > expectedBytes) {
            throw fail(expectedBytes + " bytes", "more");
        }
        digester.update(into, offset, step);
        return step;
    }

    private void verify() throws IntegrityException {
        if (ended) {
            return;
        }
        if (count != expectedBytes) {
            throw fail(expectedBytes + " bytes", count + " bytes");
        }
        ContentDigest actual = digester.digest();
        if (!actual.equals(expected)) {
            throw fail(expected.hex(), actual.hex());
        }
        ended = true;
    }

    private IntegrityException fail(String wanted, String found) {
        IntegrityException exception = new IntegrityException(address, wanted, found, null);
        failure = exception;
        return exception;
    }

    @Override
    public int available() throws IOException {
        return failure != null || ended ? 0 : source.available();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
