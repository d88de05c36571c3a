package io.vaultik.core.internal.work;

import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.GeneralSecurityException;
import java.util.Objects;

/** Reads an {@link EncryptedSpoolFile}, holding one block. Not thread-safe; several may read one file. */
final class SpoolInput extends InputStream {
    private static final int BLOCK_BYTES = EncryptedSpoolFile.BLOCK_BYTES;
    private static final int SEALED_BYTES = EncryptedSpoolFile.SEALED_BYTES;

    private final FileChannel channel;
    private final SpoolDisk disk;
    private final SpoolCipher cipher;
    private final long lengthBytes;
    private final byte[] sealed;
    private final byte[] plain;
    private long position;
    private long loaded = -1;

    SpoolInput(FileChannel channel, SpoolDisk disk, SpoolCipher cipher, long lengthBytes) {
        this.channel = channel;
        this.disk = disk;
        this.cipher = cipher;
        this.lengthBytes = lengthBytes;
        int largest = (int) Math.min(lengthBytes, BLOCK_BYTES);
        this.plain = new byte[largest];
        this.sealed = new byte[largest + SpoolCipher.TAG_BYTES];
    }

    void seek(long target) {
        position = Objects.checkIndex(target, lengthBytes + 1);
    }

    @Override
    public int read() throws IOException {
        if (position == lengthBytes) {
            return -1;
        }
        load(position / BLOCK_BYTES);
        return plain[(int) (position++ % BLOCK_BYTES)] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (position == lengthBytes) {
            return -1;
        }
        load(position / BLOCK_BYTES);
        int from = (int) (position % BLOCK_BYTES);
        int count = (int) Math.min(Math.min(length, BLOCK_BYTES - from), lengthBytes - position);
        System.arraycopy(plain, from, into, offset, count);
        position += count;
        return count;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, lengthBytes - position));
        position += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return (int) Math.min(lengthBytes - position, Integer.MAX_VALUE);
    }

    private void load(long block) throws VaultikException {
        if (block == loaded) {
            return;
        }
        loaded = -1;
        int expected = (int) Math.min(lengthBytes - block * BLOCK_BYTES, BLOCK_BYTES) + SpoolCipher.TAG_BYTES;
        int found = fill(block * SEALED_BYTES, expected);
        if (found < expected) {
            throw new IntegrityException(address(block), expected + " bytes", found + " bytes", null);
        }
        try {
            cipher.open(block, sealed, expected, plain);
        } catch (GeneralSecurityException e) {
            throw new IntegrityException(address(block), "the bytes that were written", "other bytes", e);
        }
        loaded = block;
    }

    private int fill(long from, int count) throws VaultikException {
        ByteBuffer buffer = ByteBuffer.wrap(sealed, 0, count);
        try {
            int read = 0;
            while (buffer.hasRemaining() && read >= 0) {
                read = channel.read(buffer, from + buffer.position());
            }
            return buffer.position();
        } catch (IOException e) {
            throw disk.failure("read", e);
        }
    }

    private static String address(long block) {
        return "block " + block + " of a spool file";
    }
}
