package io.vaultik.core.internal.catalog;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One entry as a run found and stored it, so that the next run need not read it again. The arrays are not copied: nobody
 * may change them afterwards.
 *
 * @param path its path in the snapshot, at most {@link #MAX_PATH_BYTES}
 * @param kind what it is, a number of the caller's, at least 0
 * @param state what tells whether it has changed
 * @param version the version that the source gave it, at most {@link #MAX_VERSION_CHARS}, or null
 * @param refs where its content lies, in order ({@link ChunkRef}), at most {@link #MAX_REFS}
 */
public record KnownEntry(
        byte[] path, int kind, FileState state, @Nullable String version, long[] refs) {
    /** How long a path may be. */
    public static final int MAX_PATH_BYTES = 1 << 16;

    /** How long a version may be. */
    public static final int MAX_VERSION_CHARS = 1 << 16;

    /** How many chunks an entry may have; the caller leaves out a larger file, which is then read again each time. */
    public static final int MAX_REFS = 1 << 22;

    /**
     * Checks the bounds.
     *
     * @param path at most {@link #MAX_PATH_BYTES}
     * @param kind at least 0
     * @param state what tells whether the entry has changed
     * @param version at most {@link #MAX_VERSION_CHARS}, or null
     * @param refs at most {@link #MAX_REFS}
     * @throws IllegalArgumentException if a bound is broken
     */
    public KnownEntry {
        if (path.length > MAX_PATH_BYTES || refs.length > MAX_REFS || kind < 0) {
            throw new IllegalArgumentException(
                    "path of " + path.length + " bytes, " + refs.length + " chunks, kind " + kind);
        }
        if (version != null && version.length() > MAX_VERSION_CHARS) {
            throw new IllegalArgumentException("a version of " + version.length() + " characters");
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KnownEntry that
                && Arrays.equals(path, that.path)
                && kind == that.kind
                && state.equals(that.state)
                && Objects.equals(version, that.version)
                && Arrays.equals(refs, that.refs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(path) * 31 + Arrays.hashCode(refs);
    }

    /** Tells the sizes only: a path must not reach a log. */
    @Override
    public String toString() {
        return "KnownEntry[path of " + path.length + " bytes, kind=" + kind + ", " + refs.length + " chunks]";
    }
}
