package io.vaultik.core.internal;

import java.security.SecureRandom;
import java.util.Random;

/** Randomness of tests: seeded, printed, and taken back by the system property {@code vaultik.test.seed}. */
public final class TestRandom {
    private TestRandom() {}

    /** Returns a seeded generator and prints its seed. */
    public static Random seeded(String test) {
        long seed = Long.getLong("vaultik.test.seed", System.nanoTime());
        System.out.println(test + ": -Dvaultik.test.seed=" + seed);
        return new Random(seed);
    }

    /** Returns bytes that depend on the seed alone. */
    public static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Returns a "secure" generator whose bytes depend on the seed alone. */
    public static SecureRandom secure(long seed) {
        Random random = new Random(seed);
        return new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                random.nextBytes(bytes);
            }
        };
    }
}
