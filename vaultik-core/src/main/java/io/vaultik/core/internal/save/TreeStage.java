package io.vaultik.core.internal.save;

import io.vaultik.core.internal.digest.ContentDigest;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.internal.format.XattrList;
import io.vaultik.core.internal.tree.TreeWriter;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.core.internal.work.RecordCursor;
import io.vaultik.core.internal.work.SortedRecords;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceEntry;
import io.vaultik.repository.TreeCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the tree from the finished entries, when every blob of data is answered. Leaves that are as in the last snapshot are taken
 * from there. One thread.
 */
final class TreeStage {
    private final MetadataStore store;
    private final KnownLeaves known;
    private final KnownLeaves leaves = new KnownLeaves();
    private final TreeWriter writer;
    /** How many entries the next leaf has if it is as in the last snapshot; 0 if that is not known. */
    private int expected;

    private final Map<String, EntryPath> firstNames = new HashMap<>();
    private long files;
    private long directories;
    private long others;
    private long bytes;

    TreeStage(MetadataStore store, KnownLeaves known) {
        this.store = store;
        this.known = known;
        this.expected = known.firstEntries();
        this.writer = new TreeWriter(store);
    }

    /**
     * A tree.
     *
     * @param root where the root lies; the blob is empty if it is the open one
     * @param counts what it holds
     * @param leaves its leaves, for the next run
     */
    record Built(ChunkLocation root, TreeCounts counts, KnownLeaves leaves) {}

    Built build(SortedRecords finished) throws VaultikException {
        PendingLeaf leaf = new PendingLeaf(store.newDigester());
        try (RecordCursor records = finished.open()) {
            for (byte[] record = records.next(); record != null; record = records.next()) {
                count(record);
                add(leaf, record, firstName(record));
            }
        }
        while (leaf.count() > 0) {
            end(leaf);
        }
        return new Built(writer.finish(), counts(), leaves);
    }

    /** Counts entries without building anything: for a dry run. */
    static TreeCounts count(SortedRecords finished) throws VaultikException {
        long files = 0;
        long directories = 0;
        long others = 0;
        long bytes = 0;
        try (RecordCursor records = finished.open()) {
            for (byte[] record = records.next(); record != null; record = records.next()) {
                EntryKind kind = RawEntry.kind(record);
                boolean isFile = kind == EntryKind.FILE;
                boolean isDirectory = kind == EntryKind.DIRECTORY;
                files += isFile ? 1 : 0;
                directories += isDirectory ? 1 : 0;
                others += isFile || isDirectory ? 0 : 1;
                bytes += isFile ? RawEntry.size(record) : 0;
            }
        }
        return new TreeCounts(files, directories, others, bytes);
    }

    /** Where a leaf may be as in the last snapshot, its digest tells where it ends; else each path is asked. */
    private void add(PendingLeaf leaf, byte[] record, @Nullable EntryPath firstName) throws VaultikException {
        leaf.add(record, firstName);
        boolean ends = expected > 0
                ? leaf.count() == expected
                : writer.endsLeaf(record, RawEntry.PATH, RawEntry.pathLength(record));
        if (ends || leaf.isFull()) {
            end(leaf);
        }
    }

    /** Takes the leaf from the last snapshot if it was made of the same, else asks for its end, and then makes it. */
    private void end(PendingLeaf leaf) throws VaultikException {
        Interrupts.check();
        ContentDigest content = writer.isBetweenLeaves() ? leaf.content() : null;
        KnownLeaves.Node stored = content == null ? null : known.find(content);
        if (content != null && stored != null && store.holds(stored)) {
            reuse(leaf, stored);
            expected = known.entriesAfter(content);
        } else if (expected > 0) {
            expected = 0;
            addAgain(leaf);
            return;
        } else {
            stored = make(leaf, content);
        }
        if (content != null && stored != null) {
            leaves.put(content, leaf.count(), stored);
        }
        leaf.clear();
    }

    private void addAgain(PendingLeaf leaf) throws VaultikException {
        List<byte[]> records = new ArrayList<>();
        List<@Nullable EntryPath> names = new ArrayList<>();
        for (int i = 0; i < leaf.count(); i++) {
            records.add(leaf.record(i));
            names.add(leaf.firstName(i));
        }
        leaf.clear();
        for (int i = 0; i < records.size(); i++) {
            add(leaf, records.get(i), names.get(i));
        }
    }

    private void reuse(PendingLeaf leaf, KnownLeaves.Node stored) throws VaultikException {
        for (int i = 0; i < leaf.count(); i++) {
            byte[] record = leaf.record(i);
            for (int ref = 0; ref < RawEntry.refCount(record); ref++) {
                store.use(RawEntry.ref(record, ref));
            }
        }
        EntryPath last = RawEntry.path(leaf.record(leaf.count() - 1));
        writer.addLeaf(RawEntry.path(leaf.record(0)), last, leaf.count(), stored.ref());
    }

    /** Makes a leaf. Returns it if it is made of these entries alone and the next run may know it. */
    private KnownLeaves.@Nullable Node make(PendingLeaf leaf, @Nullable ContentDigest content) throws VaultikException {
        boolean isAlone = content != null;
        boolean ended = false;
        for (int i = 0; i < leaf.count(); i++) {
            isAlone = isAlone && !ended;
            ended = writer.add(line(EntryRecord.decode(leaf.record(i)), leaf.firstName(i)));
        }
        return isAlone && ended ? store.lastLeaf() : null;
    }

    private TreeCounts counts() {
        return new TreeCounts(files, directories, others, bytes);
    }

    private TreeEntry line(EntryRecord record, @Nullable EntryPath firstName) throws VaultikException {
        SourceEntry source = record.entry();
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
                firstName,
                source.itemId().orElse(null));
        return new TreeEntry(entry, content.chunks(), content.lists(), xattrs, target);
    }

    private void count(byte[] record) {
        switch (RawEntry.kind(record)) {
            case FILE -> {
                files++;
                bytes += RawEntry.size(record);
            }
            case DIRECTORY -> directories++;
            default -> others++;
        }
    }

    /** Returns the first name of the same hard-linked file, or null if this is it. */
    private @Nullable EntryPath firstName(byte[] record) {
        String id = RawEntry.hardLinkId(record);
        return id == null ? null : firstNames.putIfAbsent(id, RawEntry.path(record));
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
