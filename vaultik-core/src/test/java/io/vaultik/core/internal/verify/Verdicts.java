package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.TestRepository;
import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.SnapshotRecord;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.internal.read.ContentStream;
import io.vaultik.core.internal.read.SegmentCache;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.core.internal.tree.TreeReader;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a restore would say: reads everything of every snapshot, entry by entry. */
final class Verdicts {
    private final TestRepository repository;
    private final Map<SnapshotId, List<EntryPath>> paths = new HashMap<>();

    /**
     * What cannot be read.
     *
     * @param snapshots the snapshots of which something cannot be read
     * @param unreadable those of which nothing can be read
     * @param files snapshot and path of entries
     */
    record Verdict(Set<SnapshotId> snapshots, Set<SnapshotId> unreadable, Set<String> files) {}

    /** Takes note of the paths of healthy snapshots. */
    Verdicts(TestRepository repository, List<SnapshotId> snapshots) throws VaultikException {
        this.repository = repository;
        try (RepositoryContext context = repository.reader()) {
            for (SnapshotId id : snapshots) {
                List<EntryPath> found = new ArrayList<>();
                TreeReader.Cursor cursor = open(context, id).tree().from(EntryPath.ROOT);
                for (TreeEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
                    found.add(entry.entry().path());
                }
                paths.put(id, found);
            }
        }
    }

    /** Returns the paths of a snapshot. */
    List<EntryPath> paths(SnapshotId id) {
        return paths.getOrDefault(id, List.of());
    }

    /** Reads everything as it is now. */
    Verdict now() throws VaultikException {
        Verdict verdict = new Verdict(new TreeSet<>(), new TreeSet<>(), new LinkedHashSet<>());
        try (RepositoryContext context = repository.reader()) {
            for (SnapshotId id : new TreeSet<>(paths.keySet())) {
                SnapshotReader reader;
                try {
                    reader = open(context, id);
                } catch (VaultikException e) {
                    verdict.snapshots().add(id);
                    verdict.unreadable().add(id);
                    continue;
                }
                read(reader, id, verdict);
            }
        }
        return verdict;
    }

    private void read(SnapshotReader reader, SnapshotId id, Verdict verdict) {
        for (EntryPath path : paths(id)) {
            try {
                read(reader, path);
            } catch (IOException e) {
                verdict.snapshots().add(id);
                verdict.files().add(id + ":" + path);
            }
        }
        for (SnapshotRecord.Attachment attachment : reader.record().attachments()) {
            try (ContentStream in =
                    new ContentStream(reader, reader.content(attachment), attachment.name(), attachment.size())) {
                in.readAllBytes();
            } catch (IOException e) {
                verdict.snapshots().add(id);
            }
        }
    }

    private static void read(SnapshotReader reader, EntryPath path) throws IOException {
        TreeEntry line = reader.tree().find(path);
        if (line == null) {
            throw new IOException("no " + path);
        }
        reader.entry(line);
        if (line.entry().kind() == EntryKind.FILE) {
            try (ContentStream in = new ContentStream(
                    reader, reader.content(line), "a file", line.entry().size())) {
                in.readAllBytes();
            }
        }
    }

    private static SnapshotReader open(RepositoryContext context, SnapshotId id) throws VaultikException {
        return SnapshotReader.open(context, storage(context), new SegmentCache(SegmentCache.DEFAULT_BYTES), id);
    }

    private static ObjectStorage storage(RepositoryContext context) {
        return new Operation(context, "test", FailurePolicy.BEST_EFFORT, null).storage();
    }
}
