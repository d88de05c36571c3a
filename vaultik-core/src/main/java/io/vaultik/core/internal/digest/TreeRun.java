package io.vaultik.core.internal.digest;

import static io.vaultik.core.internal.digest.Blake3Compression.WORDS;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The workers on the pieces of one input, of which the caller is one. Used once. Thread-safe. */
final class TreeRun {
    /** Where the pieces come from. Several threads ask at once. */
    interface Pieces {
        /**
         * Takes the next piece and hashes it.
         *
         * @param worker what the calling worker has
         * @param out takes the chaining value
         * @return the number of the piece, or -1 if none is left
         * @throws IOException if it cannot be read
         */
        long hashNext(PieceHasher worker, int[] out) throws IOException;
    }

    private final Pieces pieces;
    private final SubtreeStack joined;
    private final Supplier<PieceHasher> hashers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    /** Pieces that came before their predecessors: about as many as there are workers. */
    private final Map<Long, int[]> early = new HashMap<>();

    private long nextPiece;
    private int inside;
    private boolean closed;
    private @Nullable Throwable failure;

    TreeRun(Pieces pieces, SubtreeStack joined, Supplier<PieceHasher> hashers) {
        this.pieces = pieces;
        this.joined = joined;
        this.hashers = hashers;
    }

    /** Hashes two pieces or more, with the caller and up to {@code workers - 1} tasks of the executor. */
    ContentDigest run(Executor executor, int workers) throws IOException {
        try {
            for (int i = 1; i < workers; i++) {
                executor.execute(this::join);
            }
        } catch (RejectedExecutionException e) {
            // Fewer workers then: the caller alone is enough.
        }
        join();
        awaitOthers();
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        return joined.root();
    }

    /** Works until no piece is left. A worker that comes after the caller has finished does nothing. */
    private void join() {
        if (!enter()) {
            return;
        }
        try {
            work();
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        } finally {
            leave();
        }
    }

    private void work() throws IOException {
        PieceHasher worker = hashers.get();
        int[] value = new int[WORDS];
        long piece = pieces.hashNext(worker, value);
        while (piece >= 0 && deposit(piece, value)) {
            piece = pieces.hashNext(worker, value);
        }
    }

    private boolean deposit(long piece, int[] value) {
        lock.lock();
        try {
            early.put(piece, value.clone());
            for (int[] next = early.remove(nextPiece); next != null; next = early.remove(nextPiece)) {
                joined.add(next);
                nextPiece++;
            }
            return failure == null;
        } finally {
            lock.unlock();
        }
    }

    private boolean enter() {
        lock.lock();
        try {
            inside += closed ? 0 : 1;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            // Whoever leaves found no piece: from now on there is none for anybody.
            closed = true;
            inside--;
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable e) {
        lock.lock();
        try {
            if (failure == null) {
                failure = e;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for workers that have a piece each; an interrupt does not shorten that. */
    private void awaitOthers() {
        lock.lock();
        try {
            while (inside > 0) {
                left.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
