package io.vaultik.core.internal.restore;

import io.vaultik.core.internal.fs.IgnoreRules;
import io.vaultik.core.internal.tree.TreeReader;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryPath;
import java.util.ArrayList;
import java.util.List;

/** Which entries are wanted: the union of paths and patterns, or everything if there are neither, without what is excluded. Immutable. */
final class Selection {
    private final List<EntryPath> given;
    private final List<EntryPath> paths;
    private final boolean hasGlobs;
    private final IgnoreRules globs;
    private final IgnoreRules excludes;

    Selection(RestoreSpec spec) {
        this.hasGlobs = !spec.globs().isEmpty();
        this.given = spec.paths();
        this.paths = spec.paths().isEmpty() && !hasGlobs ? List.of(EntryPath.ROOT) : outermost(spec.paths());
        this.globs = IgnoreRules.of(spec.globs());
        this.excludes = IgnoreRules.of(spec.excludes());
    }

    /** Returns the paths below which wanted entries lie, in their order, none below another. */
    List<EntryPath> starts() {
        return hasGlobs ? List.of(EntryPath.ROOT) : paths;
    }

    /** Tells whether an entry is wanted. */
    boolean selects(EntryPath path, boolean directory) {
        return isAskedFor(path, directory) && !excludes(path, directory);
    }

    /** Tells whether an entry is left out, and with it what lies below. */
    boolean excludes(EntryPath path, boolean directory) {
        return excludes.excluded(path, directory);
    }

    /**
     * Checks that what was asked for by its path is there.
     *
     * @throws NotFoundException if it is not
     */
    void checkAgainst(TreeReader tree) throws VaultikException {
        for (EntryPath path : given) {
            if (!path.isRoot() && tree.find(path) == null) {
                throw new NotFoundException("the snapshot has no entry {}", null, Concealed.of(path));
            }
        }
    }

    private boolean isAskedFor(EntryPath path, boolean directory) {
        for (EntryPath wanted : paths) {
            if (wanted.contains(path)) {
                return true;
            }
        }
        return hasGlobs && globs.excluded(path, directory);
    }

    private static List<EntryPath> outermost(List<EntryPath> given) {
        List<EntryPath> kept = new ArrayList<>();
        for (EntryPath path : given.stream().sorted().toList()) {
            if (kept.isEmpty() || !kept.get(kept.size() - 1).contains(path)) {
                kept.add(path);
            }
        }
        return List.copyOf(kept);
    }
}
