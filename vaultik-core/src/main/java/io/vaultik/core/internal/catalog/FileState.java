package io.vaultik.core.internal.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What tells a changed file from an unchanged one.
 *
 * @param size its length in bytes, at least 0
 * @param mtime when its content changed last
 * @param ctime when its attributes changed last, or null if the source has no such time
 * @param inode its number in its file system, or null if the source has none
 */
public record FileState(
        long size,
        Instant mtime,
        @Nullable Instant ctime,
        @Nullable Long inode) {
    /**
     * Checks the size.
     *
     * @param size bytes, at least 0
     * @param mtime when the content changed last
     * @param ctime when the attributes changed last, or null
     * @param inode the number in the file system, or null
     * @throws IllegalArgumentException if the size is negative
     */
    public FileState {
        if (size < 0) {
            throw new IllegalArgumentException("a size of " + size);
        }
    }
}
