package io.vaultik.core.internal.fs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What shows that the content of a file changed.
 *
 * @param size in bytes
 * @param modified when the content was modified
 * @param changed when the inode was changed, if known
 * @param inode the number of the inode
 */
public record FileState(
        long size, Instant modified, @Nullable Instant changed, long inode) {
    static FileState of(FileStat stat) {
        return new FileState(stat.size(), stat.modified(), stat.changed(), stat.inode());
    }
}
