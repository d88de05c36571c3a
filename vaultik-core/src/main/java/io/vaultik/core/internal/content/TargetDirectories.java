package io.vaultik.core.internal.content;

import io.vaultik.core.internal.fs.PathText;
import io.vaultik.fault.Item;
import io.vaultik.fault.ItemErrors;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryPath;
import java.io.IOException;
import java.util.BitSet;
import java.util.TreeSet;

/**
 * The directories of a fetch: made before the files, open to their owner only, and given their permissions after them, the deepest
 * first. Directories that a manifest leaves out above what it names are made as usual ones.
 */
final class TargetDirectories {
    private final PackedManifest manifest;
    private final TargetFolder folder;
    private final ItemErrors errors;
    private final BitSet failed = new BitSet();
    private final TreeSet<EntryPath> implied = new TreeSet<>();
    private EntryPath lastParent = EntryPath.ROOT;

    TargetDirectories(PackedManifest manifest, TargetFolder folder, ItemErrors errors) {
        this.manifest = manifest;
        this.folder = folder;
        this.errors = errors;
    }

    /** Makes them, each after the one above it, as the order of a manifest has it. */
    void make() throws VaultikException {
        for (int i = 0; i < manifest.entryCount(); i++) {
            EntryPath path = path(i);
            if (path.isRoot()) {
                continue;
            }
            try {
                makeAbove(path);
                if (manifest.isDirectory(i)) {
                    folder.writer().makeDirectory(path);
                }
            } catch (IOException e) {
                if (manifest.isDirectory(i)) {
                    failed.set(i);
                    errors.failed(item(manifest, i), e);
                }
                // What concerns a file is told when the file is written.
            }
        }
    }

    private void makeAbove(EntryPath path) throws IOException {
        EntryPath parent = path.parent();
        if (parent.isRoot() || parent.equals(lastParent)) {
            return;
        }
        if (!isNamed(parent)) {
            makeAbove(parent);
            folder.writer().makeDirectory(parent);
            implied.add(parent);
        }
        lastParent = parent;
    }

    private boolean isNamed(EntryPath directory) {
        byte[] relative = directory.bytes();
        byte[] wanted = new byte[relative.length + 3];
        wanted[0] = '.';
        wanted[1] = '/';
        System.arraycopy(relative, 0, wanted, 2, relative.length);
        wanted[wanted.length - 1] = '/';
        return manifest.contains(wanted, wanted.length);
    }

    /** Gives them their permissions, the deepest first. */
    void finish() throws VaultikException {
        boolean hasRoot = false;
        for (EntryPath path : implied.descendingSet()) {
            finish(path, -1);
        }
        for (int i = manifest.entryCount() - 1; i >= 0; i--) {
            if (manifest.isDirectory(i) && !failed.get(i)) {
                EntryPath path = path(i);
                hasRoot |= path.isRoot();
                finish(path, i);
            }
        }
        if (!hasRoot && folder.rootMade()) {
            finish(EntryPath.ROOT, -1);
        }
    }

    private void finish(EntryPath path, int index) throws VaultikException {
        try {
            if (index < 0) {
                folder.writer().finishDirectory(path, EntryAttributes.none());
            } else {
                folder.finishDirectory(path, manifest.entry(index).mode().orElseThrow());
            }
        } catch (IOException e) {
            errors.failed(PathText.item(path), e);
        }
    }

    private EntryPath path(int index) {
        return ManifestPaths.relative(manifest.path(index), ManifestPaths.PREFIX);
    }

    /** Names an entry of a manifest as an item. */
    static Item item(PackedManifest manifest, int index) {
        return PathText.item(ManifestPaths.relative(manifest.path(index), ManifestPaths.PREFIX));
    }
}
