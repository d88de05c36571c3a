package io.vaultik.core.internal.save;

import io.vaultik.core.internal.chunk.Chunker;
import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.SourceContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads files and stores their chunks. It owns its buffer, hash, compressor, cipher and open blob, so that lanes share nothing while
 * bytes flow. Closed by its lane.
 */
final class FileLane implements AutoCloseable {
    /** What a record of an entry can hold; with chunks of the usual size, a file of about 1 TiB. */
    private static final int MAX_CHUNKS = 2_000_000;

    private final Chunker chunker;
    private final BlobPacker packer;
    private final byte[] buffer;

    FileLane(SaveSession session, Chunker chunker) throws VaultikException {
        this.chunker = chunker;
        this.packer = new BlobPacker(BlobKind.DATA, session);
        this.buffer = new byte[2 * chunker.parameters().maxBytes()];
    }

    /**
     * The chunks of a content.
     *
     * @param refs where they lie, in order
     * @param length how many bytes they have together
     */
    record Stored(long[] refs, long length) {}

    /** A failure of the source, told from failures of the store, which end the operation. */
    static final class SourceFailure extends Exception {
        private static final long serialVersionUID = 1L;

        private final IOException source;

        SourceFailure(IOException source) {
            super(source);
            this.source = source;
        }

        IOException source() {
            return source;
        }
    }

    /**
     * Stores a content from its beginning to its end.
     *
     * @throws SourceFailure if it cannot be read
     * @throws VaultikException if it cannot be stored
     */
    Stored store(SourceContent content) throws SourceFailure, VaultikException {
        return store(content.stream());
    }

    Stored store(InputStream in) throws SourceFailure, VaultikException {
        long[] refs = new long[4];
        int count = 0;
        long length = 0;
        int from = 0;
        int to = 0;
        boolean ended = false;
        while (true) {
            if (!ended && to - from < chunker.parameters().maxBytes()) {
                System.arraycopy(buffer, from, buffer, 0, to - from);
                to -= from;
                from = 0;
                int filled = fill(in, to);
                ended = filled < buffer.length;
                to = filled;
            }
            if (from == to) {
                return new Stored(Arrays.copyOf(refs, count), length);
            }
            int cut = chunker.cut(buffer, from, to, ended);
            if (count == MAX_CHUNKS) {
                throw new SourceFailure(new IOException("it has more than " + MAX_CHUNKS + " chunks"));
            }
            if (count == refs.length) {
                refs = Arrays.copyOf(refs, count * 2);
            }
            refs[count++] = packer.store(buffer, from, cut);
            packer.rollIfFull();
            from += cut;
            length += cut;
        }
    }

    /** Seals the open blob: nothing more comes. */
    void finish() throws VaultikException {
        packer.seal();
    }

    @Override
    public void close() {
        packer.close();
    }

    /** Reads until the buffer is full or the stream ends; returns where the bytes end. */
    private int fill(InputStream in, int from) throws SourceFailure, CancelledException {
        int to = from;
        try {
            while (to < buffer.length) {
                Interrupts.check();
                int read = in.read(buffer, to, buffer.length - to);
                if (read < 0) {
                    break;
                }
                to += read;
            }
            return to;
        } catch (CancelledException e) {
            throw e;
        } catch (IOException e) {
            throw new SourceFailure(e);
        }
    }
}
