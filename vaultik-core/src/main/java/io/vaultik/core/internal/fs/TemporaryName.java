package io.vaultik.core.internal.fs;

import io.vaultik.repository.Existing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/**
 * The name of an entry that is not in its place yet: {@code .vaultik-<hex>.tmp}, in the directory of that place.
 *
 * @param bytes the name
 */
record TemporaryName(byte[] bytes) {
    private static final String PREFIX = ".vaultik-";
    private static final String SUFFIX = ".tmp";

    static TemporaryName of(String unique) {
        return new TemporaryName((PREFIX + unique + SUFFIX).getBytes(StandardCharsets.US_ASCII));
    }

    static boolean matches(byte[] name) {
        String text = new String(name, StandardCharsets.ISO_8859_1);
        return text.startsWith(PREFIX) && text.endsWith(SUFFIX);
    }

    /**
     * Gives the entry its own name, atomically. If it is not placed, it is still there.
     *
     * @return false if something is there that is to be kept
     */
    boolean place(OpenDirectory directory, byte[] name, Existing existing) throws IOException {
        try {
            directory.rename(bytes, name, existing == Existing.REPLACE);
        } catch (FileAlreadyExistsException e) {
            if (existing == Existing.KEEP) {
                return false;
            }
            throw e;
        }
        return true;
    }

    /** Removes the entry, if it is still under this name. */
    void remove(OpenDirectory directory) throws IOException {
        try {
            directory.remove(bytes, false);
        } catch (NoSuchFileException e) {
            // Placed, or removed by somebody else: nothing is left, which is what was asked for.
        }
    }
}
