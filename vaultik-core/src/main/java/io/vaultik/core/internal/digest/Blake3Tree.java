package io.vaultik.core.internal.digest;

import static io.vaultik.core.internal.digest.Blake3Compression.CHUNK_BYTES;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * BLAKE3 of long inputs on several threads. An input is cut into pieces of 256 KiB, each a subtree; whoever has time takes the
 * next one. The calling thread is one of the workers, so that all is done even if the executor never runs anything. Memory:
 * one buffer for each worker. Thread-safe.
 */
public final class Blake3Tree {
    /** What is shorter is not worth a second thread. */
    public static final int MIN_BYTES = 2 << 20;

    /** Fills all lanes, and stays in the second cache while it is hashed. */
    private static final int PIECE_BYTES = LaneState.MAX_LANES * CHUNK_BYTES;

    /** How much a call reads: the copies on the way stay in the first caches, which makes them four times as fast. */
    private static final int READ_BYTES = 64 << 10;

    private final Blake3Mode mode;
    private final Blake3Form form;
    private final Executor executor;
    private final int parallelism;

    /**
     * Makes a hasher.
     *
     * @param mode the mode, with its key
     * @param form how it works
     * @param executor runs the other workers; may run them late, never, or refuse them
     * @param parallelism the most threads that work on one input, the caller among them
     */
    public Blake3Tree(Blake3Mode mode, Blake3Form form, Executor executor, int parallelism) {
        if (parallelism < 1) {
            throw new IllegalArgumentException("a parallelism of " + parallelism);
        }
        this.mode = mode;
        this.form = form;
        this.executor = executor;
        this.parallelism = parallelism;
    }

    /**
     * Hashes the first bytes of a file. Its position is neither used nor changed.
     *
     * @param file an open file; stays open
     * @param length how many bytes
     * @return their digest
     * @throws EOFException if it has fewer
     * @throws IOException if reading fails; no worker reads any more then
     */
    public ContentDigest digest(FileChannel file, long length) throws IOException {
        if (length <= PIECE_BYTES) {
            byte[] bytes = new byte[(int) length];
            fill(file, 0, bytes, bytes.length);
            return hash(bytes);
        }
        long pieces = (length + PIECE_BYTES - 1) / PIECE_BYTES;
        return run(new FilePieces(file, length), (int) Math.min(parallelism, pieces));
    }

    /**
     * Hashes a stream up to its end. The workers take turns in reading it, a piece each.
     *
     * @param in the stream; stays open
     * @return the digest
     * @throws IOException if reading fails; no worker reads any more then
     */
    public ContentDigest digest(InputStream in) throws IOException {
        byte[] ahead = in.readNBytes(PIECE_BYTES + 1);
        if (ahead.length <= PIECE_BYTES) {
            return hash(ahead);
        }
        InputStream all = new SequenceInputStream(new ByteArrayInputStream(ahead), in);
        return run(new StreamPieces(all), parallelism);
    }

    private ContentDigest hash(byte[] bytes) {
        Blake3 blake3 = new Blake3(mode, form);
        blake3.update(bytes, 0, bytes.length);
        return blake3.digest();
    }

    private ContentDigest run(TreeRun.Pieces pieces, int workers) throws IOException {
        return new TreeRun(pieces, new SubtreeStack(mode), () -> new PieceHasher(mode, form, PIECE_BYTES))
                .run(executor, workers);
    }

    private static void fill(FileChannel file, long from, byte[] buffer, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int step = Math.min(READ_BYTES, length - done);
            int count = file.read(ByteBuffer.wrap(buffer, done, step), from + done);
            if (count < 0) {
                throw new EOFException("the file ends after " + (from + done) + " bytes");
            }
            done += count;
        }
    }

    /** Ranges of a file. */
    private static final class FilePieces implements TreeRun.Pieces {
        private final FileChannel file;
        private final long length;
        private final AtomicLong next = new AtomicLong();

        FilePieces(FileChannel file, long length) {
            this.file = file;
            this.length = length;
        }

        @Override
        public long hashNext(PieceHasher worker, int[] out) throws IOException {
            long piece = next.getAndIncrement();
            long from = piece * PIECE_BYTES;
            if (from >= length) {
                return -1;
            }
            int bytes = (int) Math.min(PIECE_BYTES, length - from);
            fill(file, from, worker.buffer(), bytes);
            worker.hash(piece, bytes, out);
            return piece;
        }
    }

    /** Parts of a stream, which one thread at a time reads. */
    private static final class StreamPieces implements TreeRun.Pieces {
        private final InputStream in;
        private final ReentrantLock reading = new ReentrantLock();
        private long next;

        StreamPieces(InputStream in) {
            this.in = in;
        }

        @Override
        public long hashNext(PieceHasher worker, int[] out) throws IOException {
            long piece;
            int bytes;
            reading.lock();
            try {
                bytes = in.readNBytes(worker.buffer(), 0, PIECE_BYTES);
                piece = next++;
            } finally {
                reading.unlock();
            }
            if (bytes == 0) {
                return -1;
            }
            worker.hash(piece, bytes, out);
            return piece;
        }
    }
}
