package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.ChunkRef;
import io.vaultik.core.internal.catalog.FileState;
import io.vaultik.core.internal.save.KnownFiles.KnownFile;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.ChangeSign;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which files need not be opened. A file is unchanged if its version is the known one; or, where the source has no versions,
 * if all chosen signs agree and its time lies at least two seconds before the walk that found it, since a file may change twice
 * within the resolution of its clock. And only if every blob that holds its chunks may be used.
 */
final class ChangeDetector {
    private static final int RACY_SECONDS = 2;

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

    /** Looks at the record of a file. Files must come in the order of paths. */
    Verdict look(byte[] file) throws VaultikException {
        boolean isKnown = false;
        for (KnownFile candidate : known.at(file)) {
            isKnown = true;
            if (!forceReread && isSame(file, candidate) && isUsable(candidate.refs())) {
                return new Verdict(true, candidate);
            }
        }
        return new Verdict(isKnown, null);
    }

    private boolean isSame(byte[] file, KnownFile candidate) {
        if (RawEntry.has(file, RawEntry.VERSION) || candidate.version() != null) {
            return Objects.equals(RawEntry.version(file), candidate.version());
        }
        if (!RawEntry.has(file, RawEntry.MODIFIED)
                || RawEntry.isModifiedAfter(file, candidate.walkStarted(), RACY_SECONDS)) {
            return false;
        }
        FileState state = candidate.state();
        return (!signs.contains(ChangeSign.SIZE) || RawEntry.size(file) == state.size())
                && (!signs.contains(ChangeSign.MODIFIED) || RawEntry.isModified(file, state.mtime()))
                && (!signs.contains(ChangeSign.CHANGED) || RawEntry.isChanged(file, state.ctime()))
                && (!signs.contains(ChangeSign.INODE) || Objects.equals(RawEntry.inode(file), state.inode()));
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
