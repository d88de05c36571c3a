package io.vaultik.core.internal.copy;

import io.vaultik.core.internal.read.ManifestListing;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.CopyResult.Copied;
import io.vaultik.repository.SnapshotId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which snapshots are to be copied: those asked for whose original the target does not have. Of the target only manifests of the same
 * ids are read. Used by one thread.
 */
final class Selection {
    private final CopyRun run;
    private final Map<String, Found> found = new ConcurrentHashMap<>();
    private final List<Copied> present = new ArrayList<>();
    private final List<String> dirs = new ArrayList<>();
    private final Set<String> claimed = new HashSet<>();

    private Selection(CopyRun run) {
        this.run = run;
    }

    private record Found(String origin, Instant created, int blobs) {}

    static Selection of(CopyRun run, Crew crew, @Nullable List<SnapshotId> ids) throws VaultikException {
        Selection selection = new Selection(run);
        selection.readSource(crew, ids);
        Map<String, String> there = selection.readTarget(crew);
        selection.found.entrySet().stream()
                .sorted(Comparator.comparing(
                                (Map.Entry<String, Found> one) -> one.getValue().created())
                        .thenComparing(one -> SnapshotId.of(one.getKey())))
                .forEach(one ->
                        selection.sort(one.getKey(), there.get(one.getValue().origin())));
        return selection;
    }

    /** All that were asked for are looked for before the first is copied. */
    private void readSource(Crew crew, @Nullable List<SnapshotId> ids) throws VaultikException {
        SnapshotIndex index = run.sourceIndex();
        Set<String> dirs =
                ids == null ? null : ids.stream().map(SnapshotId::value).collect(Collectors.toCollection(TreeSet::new));
        List<ManifestListing.Counting> asked = index.counting(new HashSet<>()).stream()
                .filter(counting -> dirs == null || dirs.contains(counting.dir()))
                .toList();
        SortedMap<String, VaultikException> failures = index.heads(
                crew,
                asked,
                (i, known) -> found.put(
                        asked.get(i).dir(),
                        new Found(
                                known.origin(),
                                known.head().created(),
                                known.head().blobs())));
        for (String dir : dirs == null ? Set.<String>of() : dirs) {
            if (!found.containsKey(dir) && !failures.containsKey(dir)) {
                throw new NotFoundException("there is no snapshot {}", null, dir);
            }
        }
        for (Map.Entry<String, VaultikException> failure : failures.entrySet()) {
            run.errors().failed(CopyRun.item(failure.getKey()), failure.getValue());
        }
    }

    /** Returns the directories of the snapshots that the target has, by their origins. */
    private Map<String, String> readTarget(Crew crew) throws VaultikException {
        SnapshotIndex index = run.targetIndex();
        Set<String> wanted = new HashSet<>();
        found.keySet().forEach(dir -> wanted.add(original(dir)));
        List<ManifestListing.Counting> candidates = index.counting(new HashSet<>()).stream()
                .filter(counting -> wanted.contains(original(counting.dir())))
                .toList();
        Map<String, String> origins = new ConcurrentHashMap<>();
        SortedMap<String, VaultikException> failures = index.heads(
                crew,
                candidates,
                (i, known) -> origins.put(known.origin(), candidates.get(i).dir()));
        failures.forEach((dir, failure) -> run.errors()
                .alert("snapshot " + dir + " of the target cannot be read, and may be copied once more: "
                        + failure.getMessage()));
        return new HashMap<>(origins);
    }

    private static String original(String dir) {
        int end = dir.indexOf('~');
        return end < 0 ? dir : dir.substring(0, end);
    }

    private void sort(String dir, @Nullable String there) {
        if (there == null) {
            dirs.add(dir);
        } else {
            present.add(new Copied(SnapshotId.of(dir), Optional.of(SnapshotId.of(there))));
        }
    }

    /** Returns the directories of those to copy, the oldest first. */
    List<String> dirs() {
        return dirs;
    }

    boolean isEmpty() {
        return dirs.isEmpty();
    }

    /** Returns those that the target has. */
    List<Copied> present() {
        return present;
    }

    /** Returns how many blobs those to copy have together. */
    long blobCount() {
        return dirs.stream()
                .map(dir -> found.get(dir))
                .filter(Objects::nonNull)
                .mapToLong(Found::blobs)
                .sum();
    }

    /** Tells whether a snapshot is the first of this run with its origin: two copies of one are copied once. */
    boolean claim(String dir) {
        Found one = found.get(dir);
        return one != null && claimed.add(one.origin());
    }
}
