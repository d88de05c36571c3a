package io.vaultik.core.internal.fs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The permission bits that new files of this process do not get, see umask(2). */
final class CreationMask {
    private static final int USUAL = 022;

    private CreationMask() {}

    /** Reads the mask; where the system does not show it, the usual one. */
    static int read() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith("Umask:"))
                    .mapToInt(line ->
                            Integer.parseInt(line.substring("Umask:".length()).trim(), 8))
                    .findFirst()
                    .orElse(USUAL);
        } catch (IOException | RuntimeException e) {
            return USUAL;
        }
    }
}
