package io.vaultik.core.internal.content;

import io.vaultik.core.internal.fs.ContainedWriter;
import io.vaultik.core.internal.fs.DirectoryWalker;
import io.vaultik.core.internal.fs.PathText;
import io.vaultik.core.internal.fs.WalkOptions;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.ItemErrors;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceEntry;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a directory holds and a manifest does not name. Found without following links, removed the deepest first. */
final class Extraneous {
    private final PackedManifest manifest;
    private final List<Found> found = new ArrayList<>();
    private EntryPath inTheWay = EntryPath.ROOT;

    private Extraneous(PackedManifest manifest) {
        this.manifest = manifest;
    }

    /**
     * Something that is there.
     *
     * @param path where
     * @param directory whether it is a directory
     * @param inTheWay whether the manifest wants something else in its place, or in that of a directory above it
     */
    private record Found(EntryPath path, boolean directory, boolean inTheWay) {
        String text() {
            return PathText.of(path) + (directory ? "/" : "");
        }
    }

    /** Looks a directory through. */
    static Extraneous of(PackedManifest manifest, Path target, ItemErrors errors) throws IOException {
        Extraneous extraneous = new Extraneous(manifest);
        DirectoryWalker.walk(target, WalkOptions.ALL, errors, extraneous::look);
        Collections.reverse(extraneous.found);
        return extraneous;
    }

    private void look(SourceEntry entry) {
        EntryPath path = entry.path();
        boolean directory = entry.kind() == EntryKind.DIRECTORY;
        if (path.isRoot() || isNamed(path, directory)) {
            return;
        }
        boolean below = !inTheWay.isRoot() && inTheWay.contains(path);
        if (!below && isNamed(path, !directory)) {
            inTheWay = path;
            below = true;
        }
        found.add(new Found(path, directory, below));
    }

    /** Tells whether the manifest names a file, or a directory or something below it. */
    private boolean isNamed(EntryPath path, boolean directory) {
        byte[] relative = path.bytes();
        byte[] wanted = new byte[relative.length + 3];
        wanted[0] = '.';
        wanted[1] = '/';
        System.arraycopy(relative, 0, wanted, 2, relative.length);
        wanted[wanted.length - 1] = '/';
        return directory ? manifest.containsBelow(wanted) : manifest.contains(wanted, wanted.length - 1);
    }

    /** Returns the paths, the deepest first. */
    List<String> paths() {
        return found.stream().map(Found::text).toList();
    }

    /** Removes what stands in the place of something else, or everything else. */
    void remove(ContainedWriter writer, ItemErrors errors, boolean whatIsInTheWay) throws VaultikException {
        for (Found one : found) {
            if (one.inTheWay() == whatIsInTheWay && one.directory()) {
                attempt(one, errors, () -> writer.makeDirectory(one.path()));
            }
        }
        for (Found one : found) {
            if (one.inTheWay() == whatIsInTheWay) {
                Interrupts.check();
                attempt(one, errors, () -> writer.remove(one.path(), one.directory()));
            }
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void attempt(Found one, ItemErrors errors, Step step) throws VaultikException {
        try {
            step.run();
        } catch (NoSuchFileException e) {
            errors.skipped(PathText.item(one.path()), "vanished");
        } catch (IOException e) {
            errors.failed(PathText.item(one.path()), e);
        }
    }
}
