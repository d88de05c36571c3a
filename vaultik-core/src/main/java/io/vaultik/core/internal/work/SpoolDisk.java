package io.vaultik.core.internal.work;

import io.vaultik.fault.CancelledException;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.NoSpaceException;
import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Tells what an I/O failure in a spool folder means. Immutable. */
record SpoolDisk(Path folder) {
    // Less than this, and a write that failed has most likely failed for want of space.
    private static final long FULL_BELOW_BYTES = 1 << 20;

    /** Returns the exception for a spool file that could not be {@code done}: "made", "written" or "read". */
    VaultikException failure(String done, IOException cause) {
        Concealed where = Concealed.of(folder);
        if (cause instanceof VaultikException known) {
            return known;
        } else if (cause instanceof ClosedByInterruptException) {
            return new CancelledException("interrupted while a file in the spool {} was {}", cause, where, done);
        } else if (cause instanceof ClosedChannelException) {
            return new VaultikException("a file in the spool {} was closed while it was {}", cause, where, done);
        } else if (!done.equals("read") && isFull(cause)) {
            return new NoSpaceException("the spool {} is full", cause, where);
        }
        return new VaultikException("a file in the spool {} cannot be {}", cause, where, done);
    }

    /** Java has no exception of its own for a full disk: the text says it, or in a foreign language the disk itself. */
    private boolean isFull(IOException cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (Stream.of("no space left", "not enough space", "quota", "out of disk space")
                .anyMatch(text::contains)) {
            return true;
        }
        try {
            return Files.getFileStore(folder).getUsableSpace() < FULL_BELOW_BYTES;
        } catch (IOException e) {
            cause.addSuppressed(e);
            return false;
        }
    }
}
