package io.vaultik.core.internal.work;

import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A spool file in sealed blocks of {@link #BLOCK_BYTES}, the last one shorter, each followed by its tag. The key, the
 * length and with it the number of blocks live in memory alone.
 */
final class EncryptedSpoolFile implements SpoolFile {
    static final int BLOCK_BYTES = 64 << 10;
    static final int SEALED_BYTES = BLOCK_BYTES + SpoolCipher.TAG_BYTES;

    private static final int KEY_BYTES = 32;

    private final FileChannel channel;
    private final SpoolDisk disk;
    private final SecretKey key;
    // Guards the end of writing and the reader that the range reads share. What the writing thread leaves behind
    // becomes
    // visible to the others with it.
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Writer writer;
    private @Nullable SpoolInput ranges;
    private long lengthBytes;

    /** Takes over an empty file; closing this closes the channel. */
    EncryptedSpoolFile(FileChannel channel, SpoolDisk disk, SecureRandom random) {
        this.channel = channel;
        this.disk = disk;
        byte[] secret = new byte[KEY_BYTES];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, "AES");
        this.writer = new Writer();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws VaultikException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        Writer open = writer;
        if (open == null) {
            throw new IllegalStateException("a spool file is not written after reading has begun");
        }
        try {
            open.write(bytes, offset, length);
        } catch (IOException e) {
            throw writeFailure(e);
        }
        lengthBytes += length;
    }

    @Override
    public long length() {
        return lengthBytes;
    }

    @Override
    public InputStream open(long position) throws VaultikException {
        endWriting();
        return newInput(position);
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) throws VaultikException {
        Objects.checkFromIndexSize(offset, length, into.length);
        endWriting();
        Objects.checkFromIndexSize(position, length, lengthBytes);
        lock.lock();
        try {
            SpoolInput input = ranges;
            if (input == null) {
                input = newInput(position);
                ranges = input;
            }
            input.seek(position);
            input.readNBytes(into, offset, length);
        } catch (IOException e) {
            throw disk.failure("read", e);
        } finally {
            lock.unlock();
        }
    }

    private SpoolInput newInput(long position) {
        SpoolInput input = new SpoolInput(channel, disk, new SpoolCipher(key), lengthBytes);
        input.seek(position);
        return input;
    }

    private void endWriting() throws VaultikException {
        lock.lock();
        try {
            Writer open = writer;
            if (open != null) {
                open.flush();
                writer = null;
            }
        } catch (IOException e) {
            throw writeFailure(e);
        } finally {
            lock.unlock();
        }
    }

    /** Frees the disk at once, and sees to it that a block which may be on it is not sealed again under its nonce. */
    private VaultikException writeFailure(IOException cause) {
        VaultikException failure = disk.failure("written", cause);
        close();
        return failure;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The file has no name any more and its key goes with this object: nothing is left to be freed.
            return;
        }
    }

    private final class Writer {
        private final SpoolCipher cipher = new SpoolCipher(key);
        private final byte[] plain = new byte[BLOCK_BYTES];
        private final byte[] sealed = new byte[SEALED_BYTES];
        private long block;
        private int filled;

        void write(byte[] bytes, int offset, int length) throws IOException {
            int from = offset;
            int left = length;
            while (left > 0) {
                if (filled == BLOCK_BYTES) {
                    flush();
                }
                int count = Math.min(left, BLOCK_BYTES - filled);
                System.arraycopy(bytes, from, plain, filled, count);
                filled += count;
                from += count;
                left -= count;
            }
        }

        void flush() throws IOException {
            if (filled == 0) {
                return;
            }
            if (!channel.isOpen()) {
                throw new ClosedChannelException();
            }
            cipher.seal(block, plain, filled, sealed);
            ByteBuffer out = ByteBuffer.wrap(sealed, 0, filled + SpoolCipher.TAG_BYTES);
            long position = block * SEALED_BYTES;
            while (out.hasRemaining()) {
                position += channel.write(out, position);
            }
            block++;
            filled = 0;
        }
    }
}
