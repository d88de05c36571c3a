package io.vaultik.core.internal.read;

import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Revision;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.storage.ObjectInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which manifests count, from a listing of {@code metadata/} or of a part of it. A snapshot is there as long as its first manifest is,
 * and no void; what counts then is its highest revision that is no void, else the first manifest. Used by one thread.
 */
public final class ManifestListing {
    private final Map<String, Candidates> dirs = new TreeMap<>();

    private static final class Candidates {
        private @Nullable ObjectInfo first;
        private @Nullable ObjectInfo highest;
        private @Nullable Revision revision;
    }

    /**
     * A manifest that counts.
     *
     * @param dir the directory that it lies in, which need not be a snapshot id
     * @param session the name of the session that made it
     * @param info what the listing says of it
     */
    public record Counting(String dir, String session, ObjectInfo info) {}

    /**
     * Takes an object into account.
     *
     * @param info what the listing says of it; a void shows by its length
     */
    public void add(ObjectInfo info) {
        if (VoidMark.is(info) || !Keys.isManifest(info.key())) {
            return;
        }
        Candidates candidates =
                dirs.computeIfAbsent(Keys.snapshotDir(info.key()).orElseThrow(), dir -> new Candidates());
        Optional<Revision> revision = Keys.revision(info.key());
        if (revision.isEmpty()) {
            candidates.first = info;
        } else if (candidates.revision == null || candidates.revision.compareTo(revision.get()) < 0) {
            candidates.revision = revision.get();
            candidates.highest = info;
        }
    }

    /** {@return the manifests that count, by directory} */
    public List<Counting> counting() {
        List<Counting> counting = new ArrayList<>();
        dirs.forEach((dir, candidates) -> {
            ObjectInfo first = candidates.first;
            ObjectInfo highest = candidates.highest;
            Revision revision = candidates.revision;
            if (first != null && highest != null && revision != null) {
                counting.add(new Counting(dir, revision.session(dir), highest));
            } else if (first != null) {
                counting.add(new Counting(dir, dir, first));
            }
        });
        return counting;
    }
}
