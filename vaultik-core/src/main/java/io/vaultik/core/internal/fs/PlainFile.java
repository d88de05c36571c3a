package io.vaultik.core.internal.fs;

import io.vaultik.fault.NoSpaceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/** A regular file as a channel of the JDK. */
final class PlainFile extends PlainNode implements OpenFile {
    private final SeekableByteChannel channel;
    private final ReentrantLock position = new ReentrantLock();

    PlainFile(Path path, PlainDirectory parent, SeekableByteChannel channel) {
        super(path, parent);
        this.channel = channel;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return channel.read(ByteBuffer.wrap(target, offset, length));
    }

    @Override
    public void write(long at, byte[] source, int offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(source, offset, length);
        position.lock();
        try {
            channel.position(at);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            if (message.startsWith("No space left") || message.startsWith("Disk quota")) {
                throw new NoSpaceException("no space: {}", e, "the file system is full or the quota used up");
            }
            throw e;
        } finally {
            position.unlock();
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        position.lock();
        try {
            channel.truncate(size);
            if (channel.size() < size) {
                channel.position(size - 1);
                channel.write(ByteBuffer.allocate(1));
            }
        } finally {
            position.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
