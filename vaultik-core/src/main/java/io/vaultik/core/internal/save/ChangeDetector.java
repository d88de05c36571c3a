package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.ChunkRef;
import io.vaultik.core.internal.catalog.FileState;
import io.vaultik.core.internal.save.KnownFiles.KnownFile;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.ChangeSign;
import io.vaultik.repository.SourceEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which files need not be opened. A file is unchanged if its version is the known one; or, where the source has no versions,
 * if all chosen signs agree and its time lies at least two seconds before the walk that found it, since a file may change twice
 * within the resolution of its clock. And only if every blob that holds its chunks may be used.
 */
final class ChangeDetector {
    private static final Duration RACY = Duration.ofSeconds(2);

    private final KnownFiles known;
    private final UsableBlobs usable;
    private final Set<ChangeSign> signs;
    private final boolean forceReread;

    ChangeDetector(KnownFiles known, UsableBlobs usable, Set<ChangeSign> signs, boolean forceReread) {
        this.known = known;
        this.usable = usable;
        this.signs = signs;
        this.forceReread = forceReread;
    }

    /**
     * The verdict on one file.
     *
     * @param isKnown whether the last snapshot has a file at this path
     * @param unchanged what is known of it if it need not be opened, else null
     */
    record Verdict(boolean isKnown, @Nullable KnownFile unchanged) {}

    /** Looks at a file. Files must come in the order of paths. */
    Verdict look(SourceEntry file) throws VaultikException {
        boolean isKnown = false;
        for (KnownFile candidate : known.at(file.path())) {
            isKnown = true;
            if (!forceReread && isSame(file, candidate) && isUsable(candidate.refs())) {
                return new Verdict(true, candidate);
            }
        }
        return new Verdict(isKnown, null);
    }

    private boolean isSame(SourceEntry file, KnownFile candidate) {
        if (file.version().isPresent() || candidate.version() != null) {
            return Objects.equals(file.version().orElse(null), candidate.version());
        }
        Optional<Instant> modified = file.attributes().modified();
        if (modified.isEmpty() || modified.get().plus(RACY).isAfter(candidate.walkStarted())) {
            return false;
        }
        FileState state = candidate.state();
        return (!signs.contains(ChangeSign.SIZE) || file.size() == state.size())
                && (!signs.contains(ChangeSign.MODIFIED) || modified.get().equals(state.mtime()))
                && (!signs.contains(ChangeSign.CHANGED)
                        || Objects.equals(file.changed().orElse(null), state.ctime()))
                && (!signs.contains(ChangeSign.INODE) || Objects.equals(inode(file), state.inode()));
    }

    private static @Nullable Long inode(SourceEntry file) {
        return file.inode().isPresent() ? file.inode().getAsLong() : null;
    }

    private boolean isUsable(long[] refs) {
        for (long ref : refs) {
            if (!usable.contains(ChunkRef.blob(ref))) {
                return false;
            }
        }
        return true;
    }
}
