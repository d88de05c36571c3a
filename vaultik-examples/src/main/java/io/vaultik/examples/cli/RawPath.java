package io.vaultik.examples.cli;

import io.vaultik.repository.EntryPath;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/**
 * An argument that names a file of this host or an entry of a snapshot. Its bytes are kept, whatever the locale says.
 *
 * @param raw the argument, in the form of {@link RawText}
 */
record RawPath(String raw) {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

    /**
     * Returns the file of this host.
     *
     * @throws UsageException if it can be none
     */
    Path file() {
        if (raw.isEmpty()) {
            throw new UsageException("a path is not empty");
        }
        try {
            return isDecodable() ? Path.of(raw) : ofBytes();
        } catch (IllegalArgumentException | IOException e) {
            throw new UsageException("\"" + this + "\" is no path: " + e.getMessage());
        }
    }

    /**
     * Returns the entry of a snapshot. Slashes around it and a leading {@code ./} are forgiven; {@code /} and {@code .} are the
     * root.
     *
     * @throws UsageException if it can be none
     */
    EntryPath entry() {
        String path = raw.replaceAll("/+", "/").replaceAll("^(\\.?/|\\.$)+", "").replaceAll("/$", "");
        try {
            return EntryPath.ofBytes(RawText.encode(path));
        } catch (IllegalArgumentException e) {
            throw new UsageException("\"" + this + "\" is no path in a snapshot: " + e.getMessage());
        }
    }

    /** Returns the argument for people; bytes that are no text show as U+FFFD. */
    @Override
    public String toString() {
        return RawText.lossy(raw);
    }

    private boolean isDecodable() {
        String locale = System.getProperty("sun.jnu.encoding", "");
        return raw.chars().allMatch(c -> c < 0x80)
                || RawText.isText(raw) && locale.toUpperCase(Locale.ROOT).equals("UTF-8");
    }

    /** A URI carries any bytes into a path; the runtime's own conversion of strings does not. */
    private Path ofBytes() throws IOException {
        StringBuilder uri = new StringBuilder("file://");
        if (!raw.startsWith("/")) {
            uri.append(Path.of("/proc/self/cwd").toRealPath().toUri().getRawPath());
        }
        for (byte b : RawText.encode(raw)) {
            if (UNRESERVED.indexOf(b) >= 0) {
                uri.append((char) b);
            } else {
                uri.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
            }
        }
        return Path.of(URI.create(uri.toString()));
    }
}
