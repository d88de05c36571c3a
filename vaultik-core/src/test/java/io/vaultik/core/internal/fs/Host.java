package io.vaultik.core.internal.fs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;

/** What the tests ask of the machine that they run on. */
final class Host {
    private static final int CAP_CHOWN = 0;
    private static final int CAP_DAC_OVERRIDE = 1;
    private static final int CAP_SYS_ADMIN = 21;
    private static final int CAP_MKNOD = 27;
    private static final int CAP_SETFCAP = 31;

    private Host() {}

    static boolean mayChown() {
        return has(CAP_CHOWN);
    }

    static boolean mayReadEverything() {
        return has(CAP_DAC_OVERRIDE);
    }

    static boolean mayUseTrusted() {
        return has(CAP_SYS_ADMIN);
    }

    static boolean mayMakeDevices() {
        return has(CAP_MKNOD);
    }

    static boolean maySetCapabilities() {
        return has(CAP_SETFCAP);
    }

    /** Tells whether this process has a capability, see capabilities(7); root in a container may lack some. */
    private static boolean has(int capability) {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"), StandardCharsets.US_ASCII)) {
            String effective = status.filter(line -> line.startsWith("CapEff:"))
                    .map(line -> line.substring(7).trim())
                    .findFirst()
                    .orElse("0");
            return (HexFormat.fromHexDigitsToLong(effective) >>> capability & 1) == 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes an entry as raw as the system allows. */
    static OpenDirectory open(Path directory) throws IOException {
        return new NativePosix().open(directory);
    }

    static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] latin(String name) {
        return name.getBytes(StandardCharsets.ISO_8859_1);
    }
}
