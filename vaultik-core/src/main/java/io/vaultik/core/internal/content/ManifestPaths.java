package io.vaultik.core.internal.content;

import io.vaultik.fault.Concealed;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.UnsafePathException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryPath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a manifest must be before anything is done with its paths: relative, each naming one place below the directory, no place named
 * twice, nothing below a file, and content named by digests.
 */
final class ManifestPaths {
    static final int PREFIX = 2;
    private static final String OUTSIDE = "line {} of the manifest names a path that {}: {}";

    private ManifestPaths() {}

    /**
     * Requires that every checksum can be an address.
     *
     * @throws MalformedException if one is not 64 lower-case hexadecimal digits
     */
    static void requireAddresses(PackedManifest manifest) throws MalformedException {
        for (int i = 0; i < manifest.entryCount(); i++) {
            if (!manifest.hasDigest(i)) {
                throw new MalformedException(
                        "entry {} of the manifest has a checksum that is no digest of BLAKE3", null, i + 1);
            }
        }
    }

    /**
     * Requires that a manifest can be made into files below a directory.
     *
     * @throws UnsafePathException if a path leads elsewhere, or two cannot be there at once
     * @throws MalformedException if an entry has no digest or no permissions
     */
    static void requireContained(PackedManifest manifest) throws VaultikException {
        requireAddresses(manifest);
        byte[] previous = {'.', '/'};
        for (int i = 0; i < manifest.entryCount(); i++) {
            byte[] path = manifest.path(i);
            requireRelative(manifest, i, path);
            if (i > 0 && manifest.comparePaths(i - 1, manifest, i) == 0) {
                throw unsafe(i, "stands there twice", path);
            }
            if (manifest.entry(i).mode().isEmpty()) {
                throw new MalformedException("entry {} of the manifest has permissions that are none", null, i + 1);
            }
            requireDirectoriesAbove(manifest, i, path, previous);
            previous = path;
        }
    }

    private static void requireRelative(PackedManifest manifest, int index, byte[] path) throws UnsafePathException {
        if (path.length < PREFIX || path[0] != '.' || path[1] != '/') {
            throw unsafe(index, "does not begin with ./", path);
        }
        boolean slash = path[path.length - 1] == '/';
        if (slash != manifest.isDirectory(index)) {
            throw unsafe(index, slash ? "is that of a directory" : "is that of a file", path);
        }
        try {
            relative(path, PREFIX);
        } catch (IllegalArgumentException e) {
            throw unsafe(index, "has an empty, . or .. component or a NUL", path);
        }
    }

    /**
     * No directory above an entry may be a file, too. Directories that the previous entry lies in as well were looked at then.
     */
    private static void requireDirectoriesAbove(PackedManifest manifest, int index, byte[] path, byte[] previous)
            throws UnsafePathException {
        int shared = Arrays.mismatch(path, previous);
        int from = shared < 0 ? path.length : shared;
        for (int i = Math.max(PREFIX, from); i < path.length; i++) {
            if (path[i] == '/' && manifest.contains(path, i)) {
                throw unsafe(index, "lies in a file or is one, too", path);
            }
        }
    }

    /**
     * Returns the path of an entry as a relative one.
     *
     * @param path the path in a manifest
     * @param prefix how many bytes before it is relative
     * @throws IllegalArgumentException if it has an empty, {@code .} or {@code ..} component or a NUL
     */
    static EntryPath relative(byte[] path, int prefix) {
        boolean slash = path.length > prefix && path[path.length - 1] == '/';
        return EntryPath.ofBytes(Arrays.copyOfRange(path, prefix, path.length - (slash ? 1 : 0)));
    }

    private static UnsafePathException unsafe(int index, String problem, byte[] path) {
        return new UnsafePathException(
                OUTSIDE, null, index + 1, problem, new Concealed(new String(path, StandardCharsets.UTF_8)));
    }
}
