package io.vaultik.core.internal.save;

import io.vaultik.core.internal.format.Hex;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A manifest of plain text: who made it, then a name on each line.
 *
 * @param maker a text of its own
 * @param blobs the blobs that it names
 */
record PlainManifest(String maker, Set<String> blobs) {
    private static final String[] NAMES = new String[1_000];

    static {
        for (int i = 0; i < NAMES.length; i++) {
            NAMES[i] = String.format(java.util.Locale.ROOT, "%064x", i);
        }
    }

    /** Returns the name of a blob. */
    static String name(int blob) {
        return NAMES[blob];
    }

    byte[] bytes() {
        return ("manifest of " + maker + "\n" + String.join("\n", new TreeSet<>(blobs)))
                .getBytes(StandardCharsets.US_ASCII);
    }

    static PlainManifest of(byte[] bytes) {
        List<String> lines = Arrays.asList(new String(bytes, StandardCharsets.US_ASCII).split("\n"));
        return new PlainManifest(lines.get(0).substring(12), new TreeSet<>(lines.subList(1, lines.size())));
    }

    /** Returns the names of the blobs as the protocol wants them. */
    static List<byte[]> digests(String where, byte[] bytes) {
        return of(bytes).blobs().stream().map(Hex::bytes).toList();
    }
}
