package io.vaultik.core.internal.fs;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.FileSystemException;
import java.util.Queue;

/**
 * Native memory for the arguments and the answer of one call: two names and data. Taken from a pool for the time of the call
 * and given back by {@link #close}; used by one thread at a time.
 */
final class Scratch implements AutoCloseable {
    private static final int NAME_BYTES = 8_192;

    private final Queue<Scratch> pool;
    private final ByteBuffer memory;
    private final LongBuffer words;
    private final long address;
    private final int dataBytes;

    Scratch(Queue<Scratch> pool, int dataBytes) {
        this.pool = pool;
        this.dataBytes = dataBytes;
        this.memory = ByteBuffer.allocateDirect(2 * NAME_BYTES + dataBytes).order(ByteOrder.nativeOrder());
        this.words = memory.asLongBuffer();
        this.address = Pointer.nativeValue(Native.getDirectBufferPointer(memory));
    }

    /** Stores a name with the NUL after it and returns its address. */
    long name(byte[] name) throws FileSystemException {
        return store(0, new byte[0], name);
    }

    /** Stores a second name, beside the first, and returns its address. */
    long secondName(byte[] name) throws FileSystemException {
        return store(NAME_BYTES, new byte[0], name);
    }

    /** Stores a name behind a prefix and returns the address. */
    long name(byte[] prefix, byte[] name) throws FileSystemException {
        return store(0, prefix, name);
    }

    /** Returns the address of the data. */
    long data() {
        return address + 2 * NAME_BYTES;
    }

    int dataBytes() {
        return dataBytes;
    }

    /** Returns the memory; the data begins at {@link #dataAt}. */
    ByteBuffer memory() {
        return memory;
    }

    int dataAt() {
        return 2 * NAME_BYTES;
    }

    /** Copies the first bytes of the data. */
    byte[] copy(int length) {
        byte[] bytes = new byte[length];
        memory.get(dataAt(), bytes, 0, length);
        return bytes;
    }

    /** Copies the first words of the data, which is much less code than reading number by number. */
    long[] words(int count) {
        long[] copy = new long[count];
        words.get(dataAt() / Long.BYTES, copy, 0, count);
        return copy;
    }

    private long store(int at, byte[] prefix, byte[] name) throws FileSystemException {
        if (name.length > NAME_BYTES - 64) {
            throw new FileSystemException(Errno.concealed(name), null, "the name is too long");
        }
        memory.put(at, prefix, 0, prefix.length);
        memory.put(at + prefix.length, name, 0, name.length);
        memory.put(at + prefix.length + name.length, (byte) 0);
        return address + at;
    }

    @Override
    public void close() {
        pool.add(this);
    }
}
