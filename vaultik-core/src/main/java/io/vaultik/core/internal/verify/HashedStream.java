package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.digest.ContentDigest;
import io.vaultik.core.internal.digest.Digester;
import io.vaultik.core.internal.work.Interrupts;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.LongAdder;

/** Hashes and counts what passes through it. One thread; closing it closes the source. */
final class HashedStream extends InputStream {
    private final InputStream source;
    private final Digester digester;
    private final LongAdder total;
    private final byte[] one = new byte[1];
    private long count;

    HashedStream(InputStream source, Digester digester, LongAdder total) {
        this.source = source;
        this.digester = digester;
        this.total = total;
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int step = source.read(into, offset, length);
        if (step > 0) {
            digester.update(into, offset, step);
            total.add(step);
            count += step;
        }
        return step;
    }

    /**
     * Reads what is left, up to a length.
     *
     * @param maxBytes how many bytes the stream should have in all; it is not read much further
     * @return how many bytes it had, or more than that many
     */
    long drain(long maxBytes) throws IOException {
        byte[] buffer = new byte[64 << 10];
        while (count <= maxBytes && read(buffer, 0, buffer.length) >= 0) {
            Interrupts.check();
        }
        return count;
    }

    /** Returns the digest of all bytes so far. Called once. */
    ContentDigest digest() {
        return digester.digest();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
