package io.vaultik.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Makes what the benches work on. The same arguments give the same bytes. */
final class Inputs {
    /** How many bytes an invocation works on. */
    static final int BYTES = 8 << 20;

    /** How many operations that counts for. */
    static final int OPERATIONS = BYTES >> 20;

    private static final long SEED = 42;
    private static final int WORDS = 4_096;

    private Inputs() {}

    /**
     * Makes an input of {@link #BYTES}.
     *
     * @param content {@code zero}, {@code random} or {@code text}: words by a law like that of natural text, which zstd makes about a
     *     third of
     */
    static byte[] of(String content) {
        byte[] bytes = new byte[BYTES];
        switch (content) {
            case "zero" -> {}
            case "random" -> new Random(SEED).nextBytes(bytes);
            case "text" -> write(bytes, words(), new Random(SEED));
            default -> throw new IllegalArgumentException("there is no content " + content);
        }
        return bytes;
    }

    private static byte[][] words() {
        Random random = new Random(SEED);
        byte[][] words = new byte[WORDS][];
        for (int i = 0; i < WORDS; i++) {
            StringBuilder word = new StringBuilder();
            int length = 2 + random.nextInt(9);
            for (int k = 0; k < length; k++) {
                word.append((char) ('a' + random.nextInt(26)));
            }
            words[i] = word.append(i % 16 == 0 ? '\n' : ' ').toString().getBytes(StandardCharsets.US_ASCII);
        }
        return words;
    }

    private static void write(byte[] bytes, byte[][] words, Random random) {
        int at = 0;
        while (at < bytes.length) {
            byte[] word = words[(int) (WORDS * Math.pow(random.nextDouble(), 3))];
            int length = Math.min(word.length, bytes.length - at);
            System.arraycopy(word, 0, bytes, at, length);
            at += length;
        }
    }
}
