package io.vaultik.core.internal.content;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a walk leaves out: regular expressions that are looked for anywhere in an absolute path without a slash at its end.
 * Immutable.
 */
final class Excludes {
    private static final String COMMON =
            "(/(.cache|.git|.DS_Store|.vscode-server|.dbus|.gvfs|.local/share/gvfs-metadata"
                    + "|.local/share/Trash|.Trash|node_modules|Trash-1000)($|/))";
    /** Goes on with the user's caches. */
    private static final String SYSTEM =
            "(^(/vscode/|/dev/|/proc/|/sys/|/tmp/|/var/run/|/run/|/mnt/|/media/|/lost+found/"
                    + "|/var/snap/lxd/common/ns/shmounts/|/var/snap/lxd/common/ns/mntns/|/var/lib/lxcfs/|";

    private final List<Pattern> patterns;
    private final boolean system;

    private Excludes(List<Pattern> patterns, boolean system) {
        this.patterns = patterns;
        this.system = system;
    }

    /**
     * Compiles expressions.
     *
     * @param expressions with macros
     * @param home the user's home, for {@code %system%}
     * @param cache the folder of caches, for {@code %system%}
     */
    static Excludes of(List<String> expressions, Path home, Path cache) {
        String system = SYSTEM + quote(home) + "/.cache/|" + quote(cache) + "))";
        List<Pattern> patterns = expressions.stream()
                .map(expression ->
                        Pattern.compile(expression.replace("%common%", COMMON).replace("%system%", system)))
                .toList();
        return new Excludes(patterns, expressions.stream().anyMatch(e -> e.contains("%system%")));
    }

    private static String quote(Path path) {
        return Pattern.quote(path.toString());
    }

    boolean isEmpty() {
        return patterns.isEmpty();
    }

    /** Tells whether links are left out because folders of the system are. */
    boolean leavesLinksOut() {
        return system;
    }

    boolean matches(String absolutePath) {
        for (Pattern pattern : patterns) {
            if (pattern.matcher(absolutePath).find()) {
                return true;
            }
        }
        return false;
    }
}
