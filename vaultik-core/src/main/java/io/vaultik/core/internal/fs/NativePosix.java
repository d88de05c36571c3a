package io.vaultik.core.internal.fs;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The file system through the C library of Linux. Thread-safe. */
final class NativePosix implements Posix {
    private static final int SCRATCH_BYTES = 65_536;
    private static final int TRANSFER_BYTES = 262_144;
    private static final boolean AVAILABLE = probe();
    private static final boolean LISTS_XATTRS_AT = AVAILABLE && probeListXattrsAt();

    private final Queue<Scratch> scratches = new ConcurrentLinkedQueue<>();
    private final Queue<Scratch> transfers = new ConcurrentLinkedQueue<>();

    /** Tells whether the C library is bound and the kernel has what is needed. */
    static boolean isAvailable() {
        return AVAILABLE;
    }

    /** Tells whether the kernel lists the attributes of a name in an open directory, and nothing forbids that. */
    static boolean listsXattrsAt() {
        return LISTS_XATTRS_AT;
    }

    /** Takes memory for one call, with room for any answer of the kernel: 64 KiB. */
    Scratch scratch() {
        Scratch free = scratches.poll();
        return free != null ? free : new Scratch(scratches, SCRATCH_BYTES);
    }

    /** Takes memory for moving content. */
    Scratch transfer() {
        Scratch free = transfers.poll();
        return free != null ? free : new Scratch(transfers, TRANSFER_BYTES);
    }

    @Override
    public OpenDirectory open(Path directory) throws IOException {
        byte[] path = PathBytes.of(directory.toAbsolutePath());
        try (Scratch scratch = scratch()) {
            int flags = LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC;
            int fd = LibC.openat(LibC.AT_FDCWD, scratch.name(path), flags, 0);
            if (fd < 0) {
                throw Errno.exception(path);
            }
            return new NativeDirectory(this, fd);
        }
    }

    @Override
    public @Nullable String userName(long uid) {
        try (Scratch scratch = scratch()) {
            long data = scratch.data();
            int failed = LibC.getpwuid_r((int) uid, data + 8, data + 512, scratch.dataBytes() - 512, data);
            return failed != 0 ? null : firstField(scratch);
        }
    }

    @Override
    public @Nullable String groupName(long gid) {
        try (Scratch scratch = scratch()) {
            long data = scratch.data();
            int failed = LibC.getgrgid_r((int) gid, data + 8, data + 512, scratch.dataBytes() - 512, data);
            return failed != 0 ? null : firstField(scratch);
        }
    }

    /** Reads the name that both {@code struct passwd} and {@code struct group} begin with, of the entry found. */
    private static @Nullable String firstField(Scratch scratch) {
        ByteBuffer memory = scratch.memory();
        int at = scratch.dataAt();
        long name = memory.getLong(at) == 0 ? 0 : memory.getLong(at + 8);
        return name == 0 ? null : new Pointer(name).getString(0, StandardCharsets.UTF_8.name());
    }

    private static boolean probe() {
        try {
            NativePosix posix = new NativePosix();
            try (Scratch scratch = posix.scratch()) {
                // Attributes of what is not open, and of links, are reached by this folder.
                byte[] descriptors = "/proc/self/fd".getBytes(StandardCharsets.US_ASCII);
                return NativeNode.statx(scratch, LibC.AT_FDCWD, scratch.name(descriptors), 0) == 0;
            }
        } catch (LinkageError | IOException | RuntimeException e) {
            return false;
        }
    }

    private static boolean probeListXattrsAt() {
        try (Scratch scratch = new NativePosix().scratch()) {
            long root = scratch.name(new byte[] {'/'});
            return LibC.syscall(LibC.SYS_LISTXATTRAT, LibC.AT_FDCWD, root, 0, scratch.data(), scratch.dataBytes()) >= 0;
        } catch (IOException e) {
            return false;
        }
    }
}
