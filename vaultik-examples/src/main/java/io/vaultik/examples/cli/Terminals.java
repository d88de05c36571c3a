package io.vaultik.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Tells which of the standard streams are terminals. {@link System#console()} does not: before JDK 22 it wants input and
 * output to be terminals both, later it may be there without any.
 * Where there is no {@code /proc}, nothing is taken for a terminal.
 */
final class Terminals {
    private static final int INPUT = 0;
    private static final int ERROR = 2;

    private Terminals() {}

    /** Returns whether a question can be asked and answered. */
    static boolean canAsk() {
        return isTerminal(INPUT) && isTerminal(ERROR);
    }

    /** Returns whether progress can be drawn over and over on one line. */
    static boolean canRedraw(Map<String, String> environment) {
        return isTerminal(ERROR) && !"dumb".equals(environment.get("TERM"));
    }

    private static boolean isTerminal(int descriptor) {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
