package io.vaultik.core.internal.op;

import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.core.internal.tree.TreeReader;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.EntryStream;
import io.vaultik.repository.SnapshotId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An entry and what lies below it, down to a depth; what lies deeper is not read. */
final class TreeEntryStream implements EntryStream {
    private final SnapshotReader reader;
    private final TreeReader.Cursor cursor;
    private final EntryPath top;
    private final int depth;
    private @Nullable TreeEntry next;

    private TreeEntryStream(SnapshotReader reader, EntryPath top, int depth) throws VaultikException {
        this.reader = reader;
        this.cursor = reader.tree().from(top);
        this.top = top;
        this.depth = depth;
        this.next = cursor.next();
    }

    static TreeEntryStream open(SnapshotReader reader, SnapshotId id, EntryPath top, int depth)
            throws VaultikException {
        try {
            TreeEntryStream stream = new TreeEntryStream(reader, top, depth);
            TreeEntry first = stream.next;
            if (first == null || !first.entry().path().equals(top)) {
                throw new NotFoundException("snapshot {} has no entry {}", null, id, Concealed.of(top));
            }
            return stream;
        } catch (VaultikException e) {
            throw reader.explain(e);
        }
    }

    @Override
    public Optional<Entry> next() throws VaultikException {
        TreeEntry line = next;
        if (line == null) {
            return Optional.empty();
        }
        try {
            Entry entry = reader.entry(line);
            advance(entry);
            return Optional.of(entry);
        } catch (VaultikException e) {
            throw reader.explain(e);
        }
    }

    @Override
    public void close() {
        next = null;
    }

    private void advance(Entry entry) throws VaultikException {
        EntryPath path = entry.path();
        boolean deepest = path.depth() - top.depth() >= depth;
        if (deepest && path.equals(top)) {
            next = null;
            return;
        }
        if (deepest && entry.kind() == EntryKind.DIRECTORY) {
            cursor.skipBelow(path);
        }
        TreeEntry following = cursor.next();
        next = following != null && top.contains(following.entry().path()) ? following : null;
    }
}
