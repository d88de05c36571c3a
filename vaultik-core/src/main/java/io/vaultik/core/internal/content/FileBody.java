package io.vaultik.core.internal.content;

import io.vaultik.storage.ObjectBody;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file that is sent: opened when it is made, and again for every further try. Remembers why it could not be read, to tell that from
 * a store that fails. Used by one thread at a time.
 */
final class FileBody implements ObjectBody, Closeable {
    private final SourceFiles files;
    private final int index;
    private final long length;
    private @Nullable InputStream first;
    private volatile @Nullable IOException failure;

    FileBody(SourceFiles files, int index) throws IOException {
        this.files = files;
        this.index = index;
        SourceFiles.Opened opened = files.open(index);
        this.length = opened.length();
        this.first = opened.stream();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream open() throws IOException {
        InputStream stream = first;
        first = null;
        if (stream != null) {
            return new Watched(stream);
        }
        try {
            return new Watched(files.open(index).stream());
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** Returns why the file could not be read, or null if it could. */
    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public void close() throws IOException {
        InputStream stream = first;
        if (stream != null) {
            stream.close();
        }
    }

    private final class Watched extends FilterInputStream {
        Watched(InputStream stream) {
            super(stream);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int count) throws IOException {
            try {
                return super.read(into, offset, count);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
