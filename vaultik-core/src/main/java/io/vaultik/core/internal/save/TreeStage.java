package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.GenerationWriter;
import io.vaultik.core.internal.catalog.KnownEntry;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.internal.format.XattrList;
import io.vaultik.core.internal.tree.TreeWriter;
import io.vaultik.core.internal.work.RecordCursor;
import io.vaultik.core.internal.work.SortedRecords;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceEntry;
import io.vaultik.repository.TreeCounts;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the tree from the finished entries, when every blob of data is answered, and writes down for the catalog what is known of
 * files. One thread.
 */
final class TreeStage {
    private final MetadataStore store;
    private final GenerationWriter generation;
    private final Map<String, EntryPath> firstNames = new HashMap<>();
    private long files;
    private long directories;
    private long others;
    private long bytes;

    TreeStage(MetadataStore store, GenerationWriter generation) {
        this.store = store;
        this.generation = generation;
    }

    /**
     * A tree.
     *
     * @param root where the root lies; the blob is empty if it is the open one
     * @param counts what it holds
     */
    record Built(ChunkLocation root, TreeCounts counts) {}

    Built build(SortedRecords finished) throws VaultikException {
        TreeWriter writer = new TreeWriter(store);
        try (RecordCursor records = finished.open()) {
            for (byte[] record = records.next(); record != null; record = records.next()) {
                if (Thread.interrupted()) {
                    Thread.currentThread().interrupt();
                    throw new CancelledException("the snapshot was interrupted", null);
                }
                EntryRecord entry = EntryRecord.decode(record);
                writer.add(line(entry));
                if (entry.entry().kind() == EntryKind.FILE && entry.refs().length <= KnownEntry.MAX_REFS) {
                    generation.add(FinishedEntries.known(entry));
                }
            }
        }
        return new Built(writer.finish(), counts());
    }

    /** Counts entries without building anything: for a dry run. */
    static TreeCounts count(SortedRecords finished) throws VaultikException {
        long files = 0;
        long directories = 0;
        long others = 0;
        long bytes = 0;
        try (RecordCursor records = finished.open()) {
            for (byte[] record = records.next(); record != null; record = records.next()) {
                SourceEntry entry = EntryRecord.decode(record).entry();
                boolean isFile = entry.kind() == EntryKind.FILE;
                boolean isDirectory = entry.kind() == EntryKind.DIRECTORY;
                files += isFile ? 1 : 0;
                directories += isDirectory ? 1 : 0;
                others += isFile || isDirectory ? 0 : 1;
                bytes += isFile ? entry.size() : 0;
            }
        }
        return new TreeCounts(files, directories, others, bytes);
    }

    private TreeCounts counts() {
        return new TreeCounts(files, directories, others, bytes);
    }

    private TreeEntry line(EntryRecord record) throws VaultikException {
        SourceEntry source = record.entry();
        count(source);
        EntryAttributes attributes = source.attributes();
        ChunkLocation xattrs = null;
        ChunkLocation target = null;
        if (XattrList.bytes(attributes.xattrs()) > Limits.MAX_INLINE_BYTES) {
            xattrs = store.chunk(XattrList.encode(attributes.xattrs()));
        }
        byte[] linkTarget = attributes.linkTarget().orElse(null);
        if (linkTarget != null && linkTarget.length > Limits.MAX_INLINE_BYTES) {
            target = store.chunk(linkTarget);
        }
        MetadataStore.Content content = store.content(record.refs());
        Entry entry = new Entry(
                source.path(),
                source.kind(),
                source.kind() == EntryKind.FILE ? source.size() : 0,
                without(attributes, xattrs != null, target != null),
                firstName(source),
                source.itemId().orElse(null));
        return new TreeEntry(entry, content.chunks(), content.lists(), xattrs, target);
    }

    private void count(SourceEntry entry) {
        switch (entry.kind()) {
            case FILE -> {
                files++;
                bytes += entry.size();
            }
            case DIRECTORY -> directories++;
            default -> others++;
        }
    }

    /** Returns the first name of the same hard-linked file, or null if this is it. */
    private @Nullable EntryPath firstName(SourceEntry entry) {
        String id = entry.hardLinkId().orElse(null);
        return id == null ? null : firstNames.putIfAbsent(id, entry.path());
    }

    private static EntryAttributes without(EntryAttributes a, boolean xattrs, boolean target) {
        if (!xattrs && !target) {
            return a;
        }
        EntryAttributes.Builder copy = EntryAttributes.builder()
                .user(a.user().orElse(null))
                .group(a.group().orElse(null))
                .modified(a.modified().orElse(null))
                .sparse(a.sparse());
        a.mode().ifPresent(copy::mode);
        if (a.uid().isPresent() && a.gid().isPresent()) {
            copy.owner(a.uid().getAsLong(), a.gid().getAsLong());
        }
        a.device().ifPresent(copy::device);
        if (!target) {
            a.linkTarget().ifPresent(copy::linkTarget);
        }
        return xattrs ? copy.build() : copy.xattrs(a.xattrs()).build();
    }
}
