package io.vaultik.core.storage;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes all that was written to one file system durable, by one call of {@code syncfs} (Linux): many small files in the time of a few.
 * Only where that call reports what could not be written, from Linux 5.8 on, and on file systems known to implement it. Thread-safe.
 */
final class WholeFileSystem {
    /** Fewer are sooner synced one by one, and do not wait for what others have written. */
    private static final int WORTH_IT = 8;

    private static final int O_RDONLY = 0;
    private static final int O_CLOEXEC = 02000000;
    private static final Set<String> KNOWN = Set.of("btrfs", "ext2", "ext3", "ext4", "tmpfs", "xfs");
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final boolean SUPPORTED = isReported() && Calls.register();

    private volatile @Nullable Boolean known;

    private static boolean isReported() {
        Matcher version = VERSION.matcher(System.getProperty("os.version", ""));
        if (!"Linux".equals(System.getProperty("os.name")) || !version.matches()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        return major > 5 || major == 5 && Integer.parseInt(version.group(2)) >= 8;
    }

    /**
     * Syncs the file system of a folder, if that is worth it.
     *
     * @param folder a folder on it, the same file system each time
     * @param count how many files or folders are to be durable
     * @return false if nothing was done
     * @throws IOException if something could not be written
     */
    boolean sync(Path folder, int count) throws IOException {
        if (count < WORTH_IT || !SUPPORTED || !isKnown(folder)) {
            return false;
        }
        int fd;
        try {
            fd = Calls.open(folder.toString(), O_RDONLY | O_CLOEXEC);
        } catch (LastErrorException e) {
            // A name that the locale cannot express: one by one it works.
            return false;
        }
        try {
            Calls.syncfs(fd);
            return true;
        } catch (LastErrorException e) {
            throw new IOException("syncfs failed with error " + e.getErrorCode(), e);
        } finally {
            Calls.close(fd);
        }
    }

    /** Asked once: the answer takes some twenty calls. */
    private boolean isKnown(Path folder) throws IOException {
        Boolean found = known;
        if (found == null) {
            found = KNOWN.contains(Files.getFileStore(folder).type().toLowerCase(Locale.ROOT));
            known = found;
        }
        return found;
    }

    /** The functions of the C library. */
    private static final class Calls {
        private Calls() {}

        static boolean register() {
            try {
                Native.register(Calls.class, NativeLibrary.getProcess());
                return true;
            } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
                return false;
            }
        }

        static native int open(String path, int flags) throws LastErrorException;

        static native int syncfs(int fd) throws LastErrorException;

        static native int close(int fd);
    }
}
