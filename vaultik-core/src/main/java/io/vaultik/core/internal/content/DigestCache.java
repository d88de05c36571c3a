package io.vaultik.core.internal.content;

import io.vaultik.core.internal.digest.Blake3;
import io.vaultik.core.internal.digest.ContentDigest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Digests of files that were read before, by path, size, modification time and inode. A file that cannot be read, or is not
 * whole, counts as empty. What was not asked for in a walk is forgotten at its end. Thread-safe.
 *
 * <p>A file that was modified less than two seconds before the walk is not remembered: it could change again without another
 * time.
 *
 * <pre>
 * file   = "vaultik digests 1\n", records, BLAKE3 of all before
 * record = key:16, digest:32 (a shorter one is followed by zeros)
 * key    = the first 16 bytes of the BLAKE3 of checksum function, size:8, modification time:8, inode:8, device:8, path
 * </pre>
 */
final class DigestCache {
    private static final byte[] HEAD = "vaultik digests 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_BYTES = 16;
    private static final int RECORD_BYTES = KEY_BYTES + 32;
    private static final int SUM_BYTES = 32;
    private static final long MAX_BYTES = 1 << 30;
    private static final long RACY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Path file;
    private final byte[] function;
    private final int digestBytes;
    private final long newestNanos;
    private final byte[] old;
    private final int[] index;
    private final ReentrantLock lock = new ReentrantLock();
    private byte[] kept = new byte[64 * RECORD_BYTES];
    private int keptBytes;

    private DigestCache(Path file, byte[] function, int digestBytes, long newestNanos, byte[] old) {
        this.file = file;
        this.function = function;
        this.digestBytes = digestBytes;
        this.newestNanos = newestNanos;
        this.old = old;
        this.index = indexOf(old);
    }

    /**
     * Reads a cache.
     *
     * @param file where it is
     * @param function names the function of the digests, with its context
     * @param digestBytes how long they are, at most 32
     * @param now the time
     * @return the cache, empty if there is none that can be used
     */
    static DigestCache open(Path file, String function, int digestBytes, Instant now) {
        long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        byte[] name = function.getBytes(StandardCharsets.UTF_8);
        return new DigestCache(file, name, digestBytes, nanos - RACY_NANOS, read(file));
    }

    private static byte[] read(Path file) {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES || size < HEAD.length + SUM_BYTES) {
                return new byte[0];
            }
            byte[] all = Files.readAllBytes(file);
            int end = all.length - SUM_BYTES;
            boolean whole = Arrays.equals(all, 0, HEAD.length, HEAD, 0, HEAD.length)
                    && ContentDigest.of(all, end).equals(sum(all, end));
            return whole ? Arrays.copyOfRange(all, HEAD.length, end) : new byte[0];
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static ContentDigest sum(byte[] bytes, int length) {
        Blake3 blake3 = Blake3.hash();
        blake3.update(bytes, 0, length);
        return blake3.digest();
    }

    /** Makes a table of places by key; a place that is taken leads to the next. */
    private static int[] indexOf(byte[] records) {
        int count = records.length / RECORD_BYTES;
        int[] index = new int[Integer.highestOneBit(Math.max(1, count)) * 4];
        Arrays.fill(index, -1);
        for (int i = 0; i < count; i++) {
            int at = hash(records, i * RECORD_BYTES) & index.length - 1;
            while (index[at] >= 0) {
                at = at + 1 & index.length - 1;
            }
            index[at] = i * RECORD_BYTES;
        }
        return index;
    }

    private static int hash(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | bytes[at + 3] & 0xff;
    }

    /** Returns the key of a file, or null if it is not to be remembered. */
    byte @Nullable [] key(byte[] path, NodeStat stat) {
        if (stat.inode() == 0 || stat.modifiedNanos() > newestNanos) {
            return null;
        }
        ByteBuffer numbers = ByteBuffer.allocate(36)
                .putInt(function.length)
                .putLong(stat.size())
                .putLong(stat.modifiedNanos())
                .putLong(stat.inode())
                .putLong(stat.device());
        Blake3 blake3 = Blake3.hash();
        blake3.update(numbers.array(), 0, numbers.capacity());
        blake3.update(function, 0, function.length);
        blake3.update(path, 0, path.length);
        return Arrays.copyOf(blake3.digest().bytes(), KEY_BYTES);
    }

    /** Returns the digest of that key, or null. */
    byte @Nullable [] find(byte[] key) {
        int at = hash(key, 0) & index.length - 1;
        while (index[at] >= 0) {
            int record = index[at];
            if (Arrays.equals(old, record, record + KEY_BYTES, key, 0, KEY_BYTES)) {
                return Arrays.copyOfRange(old, record + KEY_BYTES, record + KEY_BYTES + digestBytes);
            }
            at = at + 1 & index.length - 1;
        }
        return null;
    }

    /** Keeps a digest for the next walk. */
    void put(byte[] key, byte[] digests, int offset) {
        lock.lock();
        try {
            if (keptBytes + RECORD_BYTES > kept.length) {
                kept = Arrays.copyOf(kept, 2 * kept.length);
            }
            System.arraycopy(key, 0, kept, keptBytes, KEY_BYTES);
            System.arraycopy(digests, offset, kept, keptBytes + KEY_BYTES, digestBytes);
            keptBytes += RECORD_BYTES;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Replaces the file by what was kept. The walk is over.
     *
     * @throws IOException if that fails; the old file is as it was then
     */
    void save() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path temporary = Files.createTempFile(folder, file.getFileName() + ".", ".tmp");
        try {
            Blake3 blake3 = Blake3.hash();
            blake3.update(HEAD, 0, HEAD.length);
            blake3.update(kept, 0, keptBytes);
            try (OutputStream out = Files.newOutputStream(temporary)) {
                out.write(HEAD);
                out.write(kept, 0, keptBytes);
                out.write(blake3.digest().bytes());
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
