package io.vaultik.core.internal.fs;

import io.vaultik.repository.EntryPath;

/** Decides what a walk leaves out. Thread-safe, and the same answer each time. */
@FunctionalInterface
public interface PathFilter {
    /** A filter that leaves out nothing. */
    PathFilter NONE = (path, directory) -> false;

    /**
     * Tells whether an entry is left out. What lies below a directory that is left out is not asked for.
     *
     * @param path the path, relative to the root of the walk; never the root itself
     * @param directory whether it is a directory
     * @return true to leave it out
     */
    boolean excluded(EntryPath path, boolean directory);
}
