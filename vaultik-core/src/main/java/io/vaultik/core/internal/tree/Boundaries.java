package io.vaultik.core.internal.tree;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Where nodes end: after a line of level k for which the low 7 bits of SHA-256(k as one byte, path) are zero, below level 8; so a
 * node has 128 lines on average, and the ends depend on paths alone. Not thread-safe.
 */
final class Boundaries {
    /** From this level on a node ends only when it is full, so that a tree has a bounded height whatever its paths. */
    static final int FIRST_FULL_LEVEL = 8;

    private static final int LOW_BITS = 0x7f;

    private final MessageDigest sha256;
    private final byte[] digest = new byte[32];

    Boundaries() {
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    boolean endsAfter(int level, byte[] path) {
        return endsAfter(level, path, 0, path.length);
    }

    boolean endsAfter(int level, byte[] bytes, int from, int length) {
        if (level >= FIRST_FULL_LEVEL) {
            return false;
        }
        sha256.update((byte) level);
        sha256.update(bytes, from, length);
        try {
            sha256.digest(digest, 0, digest.length);
        } catch (java.security.DigestException e) {
            throw new IllegalStateException("the buffer has the length of a digest", e);
        }
        return (digest[31] & LOW_BITS) == 0;
    }
}
