package io.vaultik.core.internal.content;

import io.vaultik.core.internal.digest.Blake3Batch;
import io.vaultik.core.internal.digest.Blake3Form;
import io.vaultik.core.internal.digest.Blake3Mode;
import io.vaultik.core.internal.digest.Blake3Tree;
import io.vaultik.store.HashAlgorithm;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one thread of a walk has: it reads files and gives their checksums back, of small files many at once. For one thread.
 */
final class WalkLane {
    /** What is longer has chunks enough of its own. */
    private static final int MAX_BATCHED_BYTES = 128 << 10;

    /** How much a call reads: the copies on the way stay in the first caches. */
    private static final int READ_BYTES = 64 << 10;

    private static final int BUFFER_BYTES = 256 << 10;
    private static final Set<OpenOption> FOLLOW = Set.of(StandardOpenOption.READ);
    private static final Set<OpenOption> NO_FOLLOW = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Results results;
    private final Checksums checksums;
    private final @Nullable Blake3Batch batch;
    private final @Nullable Blake3Tree tree;
    private final WalkedFile[] batched = new WalkedFile[Blake3Batch.MAX_INPUTS];
    private final long[] batchedBytes = new long[Blake3Batch.MAX_INPUTS];
    private final byte[] digests = new byte[Blake3Batch.MAX_INPUTS * 32];
    private byte[] buffer = new byte[0];

    /** Who wants the checksums. */
    interface Results {
        /**
         * Takes the checksum of a file.
         *
         * @param file the file
         * @param digests holds the checksum
         * @param offset where it begins
         * @param bytes how many bytes were read
         */
        void hashed(WalkedFile file, byte[] digests, int offset, long bytes) throws IOException;
    }

    WalkLane(HashAlgorithm algorithm, Blake3Mode mode, WalkQueue queue, int lanes, Results results) {
        this.results = results;
        this.checksums = new Checksums(algorithm, mode);
        boolean blake3 = algorithm == HashAlgorithm.BLAKE3;
        this.batch = blake3 ? new Blake3Batch(mode, Blake3Form.best()) : null;
        // Who works on a large file alone is joined by lanes that have nothing else to do.
        this.tree = blake3 && lanes > 1
                ? new Blake3Tree(mode, Blake3Form.best(), task -> queue.push(lane -> task.run()), lanes)
                : null;
    }

    Checksums checksums() {
        return checksums;
    }

    /**
     * Hashes a file, now or together with later ones.
     *
     * @throws IOException if it cannot be read, or what the results throw
     */
    void hash(Path path, WalkedFile file) throws IOException {
        try (FileChannel channel = FileChannel.open(path, file.linkBytes() < 0 ? NO_FOLLOW : FOLLOW)) {
            long size = file.stat().size();
            if (batch == null || size > MAX_BATCHED_BYTES) {
                hashLong(channel, file);
            } else {
                hashShort(channel, file, batch);
            }
        }
    }

    private void hashShort(FileChannel channel, WalkedFile file, Blake3Batch open) throws IOException {
        int wanted = (int) file.stat().size() + 1;
        if (open.room() < wanted) {
            flush();
        }
        int count = read(channel, open.buffer(), open.offset(), wanted);
        if (count == wanted) {
            channel.position(0);
            hashLong(channel, file);
            return;
        }
        batched[open.size()] = file;
        batchedBytes[open.size()] = count;
        open.add(count);
        if (open.room() == 0) {
            flush();
        }
    }

    /** Reads until there are so many bytes, or a call gives less than it was asked for. */
    private static int read(FileChannel channel, byte[] into, int offset, int wanted) throws IOException {
        int count = 0;
        while (count < wanted) {
            int step = Math.min(READ_BYTES, wanted - count);
            int got = channel.read(ByteBuffer.wrap(into, offset + count, step));
            count += Math.max(got, 0);
            if (got < step) {
                break;
            }
        }
        return count;
    }

    private void hashLong(FileChannel channel, WalkedFile file) throws IOException {
        long size = channel.size();
        if (tree != null && size >= Blake3Tree.MIN_BYTES) {
            try {
                byte[] digest = tree.digest(channel, size).bytes();
                results.hashed(file, digest, 0, size);
                return;
            } catch (EOFException e) {
                // It became shorter meanwhile: what is there now is hashed to its end.
                channel.position(0);
            }
        }
        if (buffer.length == 0) {
            buffer = new byte[BUFFER_BYTES];
        }
        checksums.reset();
        long total = 0;
        for (int count = fill(channel); count > 0; count = fill(channel)) {
            checksums.update(buffer, 0, count);
            total += count;
        }
        byte[] digest = new byte[checksums.bytes()];
        checksums.finish(digest);
        results.hashed(file, digest, 0, total);
    }

    private int fill(FileChannel channel) throws IOException {
        int count = 0;
        while (count < buffer.length) {
            int got = channel.read(ByteBuffer.wrap(buffer, count, Math.min(READ_BYTES, buffer.length - count)));
            if (got < 0) {
                break;
            }
            count += got;
        }
        return count;
    }

    /** Gives back the checksums of all files that wait for others. */
    void flush() throws IOException {
        if (batch == null || batch.size() == 0) {
            return;
        }
        int count = batch.size();
        batch.digestsInto(digests, 0);
        for (int i = 0; i < count; i++) {
            WalkedFile file = batched[i];
            results.hashed(file, digests, i * 32, batchedBytes[i]);
        }
    }
}
