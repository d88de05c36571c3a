package io.vaultik.core.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that breaks after a number of bytes, by an exception. Not thread-safe. */
final class BreakingStream extends FilterInputStream {
    private final Break onBreak;
    private long left;

    /** What is asked before each read. */
    interface Break {
        /** Throws if the stream is to break now; {@code left} is how many bytes may still come. */
        void check(long left) throws IOException;
    }

    BreakingStream(InputStream stream, long limit, Break onBreak) {
        super(stream);
        this.left = limit;
        this.onBreak = onBreak;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        onBreak.check(left);
        int count = super.read(target, offset, (int) Math.min(length, left));
        left -= Math.max(0, count);
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        onBreak.check(left);
        long skipped = super.skip(Math.min(count, left));
        left -= skipped;
        return skipped;
    }
}
