package io.vaultik.core.internal.rebuild;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.work.Spool;
import io.vaultik.core.internal.work.SpoolFile;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Entry;
import io.vaultik.storage.StorageException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The files of one snapshot on their way to the catalog, in the order of paths, encrypted on the temporary disk:
 *
 * <pre>
 * file = pathLength(4) path size(8) seconds(8) nanos(4) (row(4) segmentOffset(4) offset(4) length(4) digest(32))* -1(4)
 * </pre>
 *
 * Written, then read, by one thread; closed by its owner.
 */
final class EntrySpool implements AutoCloseable {
    private static final int END = -1;
    private static final int DIGEST_BYTES = 32;
    private static final int BUFFER_BYTES = 64 << 10;

    private final SpoolFile file;
    private final DataOutputStream out;

    EntrySpool(Spool spool) throws VaultikException {
        this.file = spool.create();
        this.out = new DataOutputStream(new BufferedOutputStream(
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        write(new byte[] {(byte) value}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        file.write(bytes, offset, length);
                    }
                },
                BUFFER_BYTES));
    }

    /** A file; its chunks are read afterwards. */
    record Line(byte[] path, long size, Instant modified) {}

    /** A chunk and where it lies. */
    record At(int row, int segmentOffset, int offset, int length, byte[] digest) {}

    /** Begins a file. */
    void begin(Entry entry) throws VaultikException {
        Instant modified = entry.attributes().modified().orElse(Instant.EPOCH);
        byte[] path = entry.path().bytes();
        write(() -> {
            out.writeInt(path.length);
            out.write(path);
            out.writeLong(entry.size());
            out.writeLong(modified.getEpochSecond());
            out.writeInt(modified.getNano());
        });
    }

    /** Adds the next chunk of the file. */
    void chunk(int row, ChunkLocation at) throws VaultikException {
        write(() -> {
            out.writeInt(row);
            out.writeInt(at.segmentOffset());
            out.writeInt(at.offset());
            out.writeInt(at.length());
            out.write(at.digest());
        });
    }

    /** Ends the file. */
    void end() throws VaultikException {
        write(() -> out.writeInt(END));
    }

    /** Reads what was written; nothing can be added any more. */
    Reading read() throws VaultikException {
        write(out::flush);
        return new Reading(new DataInputStream(new BufferedInputStream(file.open(0), BUFFER_BYTES)), file.length());
    }

    @Override
    public void close() {
        file.close();
    }

    /** One pass over the files. For one thread. */
    static final class Reading {
        private final DataInputStream in;
        private long left;

        private Reading(DataInputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        /** Returns the next file, or null at the end. All chunks of the one before must have been read. */
        @Nullable
        Line next() throws VaultikException {
            return left == 0
                    ? null
                    : read(() -> {
                        byte[] path = new byte[in.readInt()];
                        in.readFully(path);
                        left -= 2 * Integer.BYTES + 2 * Long.BYTES + path.length;
                        return new Line(path, in.readLong(), Instant.ofEpochSecond(in.readLong(), in.readInt()));
                    });
        }

        /** Returns the next chunk of the file, or null at its end. */
        @Nullable
        At nextChunk() throws VaultikException {
            return read(() -> {
                int row = in.readInt();
                left -= Integer.BYTES;
                if (row == END) {
                    return null;
                }
                byte[] digest = new byte[DIGEST_BYTES];
                At at = new At(row, in.readInt(), in.readInt(), in.readInt(), digest);
                in.readFully(digest);
                left -= 3 * Integer.BYTES + DIGEST_BYTES;
                return at;
            });
        }
    }

    private interface Writing {
        void run() throws IOException;
    }

    private interface Step<T> {
        @Nullable
        T run() throws IOException;
    }

    private static void write(Writing writing) throws VaultikException {
        read(() -> {
            writing.run();
            return null;
        });
    }

    private static <T> @Nullable T read(Step<T> step) throws VaultikException {
        try {
            return step.run();
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(false, "the temporary disk failed: {}", e, String.valueOf(e.getMessage()));
        }
    }
}
