package io.vaultik.core.internal.context;

import io.vaultik.repository.RepositoryOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Who and where we are: the name of the host, the user, the folders of the XDG base directory specification. Options go before the
 * environment.
 *
 * @param host the name of this host
 * @param user the name of the user
 * @param state the folder of the state of all repositories
 * @param cache the folder of the catalogs of all repositories
 */
public record HostEnvironment(String host, String user, Path state, Path cache) {

    /** Returns the environment that options and system give. */
    static HostEnvironment of(RepositoryOptions options) {
        return new HostEnvironment(
                options.host().orElseGet(HostEnvironment::systemHost),
                options.user().orElseGet(() -> property("user.name").orElse("unknown")),
                options.stateFolder().orElseGet(() -> xdg("XDG_STATE_HOME", ".local/state")),
                options.catalogFolder().orElseGet(() -> xdg("XDG_CACHE_HOME", ".cache")));
    }

    /** {@return {@code user@host} of this process, where no option says otherwise} */
    public static String systemClient() {
        return of(RepositoryOptions.defaults()).client();
    }

    /** {@return {@code user@host}} */
    public String client() {
        return user + "@" + host;
    }

    /** Returns the state folder of a repository. */
    Path stateFolder(UUID repository) {
        return state.resolve(repository.toString());
    }

    /** Returns the catalog folder of a repository. */
    Path catalogFolder(UUID repository) {
        return cache.resolve(repository.toString());
    }

    /** Returns the folder of spool files of a repository. */
    Path spoolFolder(UUID repository) {
        return catalogFolder(repository).resolve("spool");
    }

    private static Path xdg(String variable, String fallback) {
        String value = System.getenv(variable);
        Path base = value != null && value.startsWith("/")
                ? Path.of(value)
                : Path.of(property("user.home").orElse("."), fallback);
        return base.resolve("vaultik");
    }

    private static String systemHost() {
        try {
            // Asked first: the same for a shell, a service and cron, whatever their variables say.
            String kernel = Files.readString(Path.of("/proc/sys/kernel/hostname"), StandardCharsets.US_ASCII)
                    .strip();
            if (!kernel.isEmpty()) {
                return kernel;
            }
        } catch (IOException e) {
            // Not on Linux: the variable and the resolver are what is left.
        }
        String variable = System.getenv("HOSTNAME");
        if (variable != null && !variable.isBlank()) {
            return variable;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static Optional<String> property(String name) {
        return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isBlank());
    }
}
