package io.vaultik.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Arguments and environment as the bytes that the process was started with. The runtime decodes both by the locale, and under
 * {@code LANG=C}, as cron has it, every byte beyond ASCII is lost; Linux still has them under {@code /proc/self}.
 */
final class RawArguments {
    private static final Path ARGUMENTS = Path.of("/proc/self/cmdline");
    private static final Path ENVIRONMENT = Path.of("/proc/self/environ");

    private RawArguments() {}

    /**
     * Returns the arguments in the form of {@link RawText}.
     *
     * @param decoded the arguments as the runtime gave them, returned as they are if they are ASCII, or the raw ones cannot be
     *     read or are others
     */
    static String[] of(String[] decoded) {
        boolean plain = true;
        for (String argument : decoded) {
            plain &= isAscii(argument);
        }
        return plain ? decoded : lastOf(read(ARGUMENTS), decoded);
    }

    /**
     * Returns the environment with the values of variables of this program in the form of {@link RawText}.
     *
     * @param decoded the environment as the runtime gave it
     */
    static Map<String, String> environment(Map<String, String> decoded) {
        Map<String, String> environment = new HashMap<>(decoded);
        if (decoded.entrySet().stream().allMatch(e -> !e.getKey().startsWith("VAULTIK_") || isAscii(e.getValue()))) {
            return environment;
        }
        for (String line : read(ENVIRONMENT)) {
            if (line.startsWith("VAULTIK_") && line.contains("=")) {
                environment.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
            }
        }
        return environment;
    }

    /** Takes the last arguments of a process, those after the class, if they can be the given ones. */
    static String[] lastOf(List<String> raw, String[] decoded) {
        int skipped = raw.size() - decoded.length;
        if (skipped < 0) {
            return decoded;
        }
        for (int i = 0; i < decoded.length; i++) {
            String argument = raw.get(skipped + i);
            boolean same = isAscii(decoded[i]) ? argument.equals(decoded[i]) : !isAscii(argument);
            if (!same) {
                return decoded;
            }
        }
        return raw.subList(skipped, raw.size()).toArray(String[]::new);
    }

    /** Splits a file of strings that each end with a NUL. */
    private static List<String> read(Path file) {
        List<String> strings = new ArrayList<>();
        try {
            byte[] bytes = Files.readAllBytes(file);
            int from = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == 0) {
                    strings.add(RawText.decode(Arrays.copyOfRange(bytes, from, i)));
                    from = i + 1;
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return strings;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
