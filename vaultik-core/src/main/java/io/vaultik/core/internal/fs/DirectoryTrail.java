package io.vaultik.core.internal.fs;

import io.vaultik.repository.EntryPath;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The directories from a root to the one last asked for, held open. Of a path that is deeper than {@value #MAX_OPEN} the upper
 * ones and the last are. Does not own the root. Not thread-safe.
 */
final class DirectoryTrail implements Closeable {
    private static final int MAX_OPEN = 64;

    private final OpenDirectory root;
    private final List<Step> steps = new ArrayList<>();
    private EntryPath current = EntryPath.ROOT;

    DirectoryTrail(OpenDirectory root) {
        this.root = root;
    }

    /** A directory below the root; null while too many are open. */
    private static final class Step {
        final byte[] name;

        @Nullable
        OpenDirectory directory;

        Step(byte[] name, OpenDirectory directory) {
            this.name = name;
            this.directory = directory;
        }
    }

    /** Opens a directory; it stays open until another one is asked for. */
    OpenDirectory at(EntryPath path) throws IOException {
        if (!path.equals(current)) {
            List<byte[]> names = names(path);
            int common = 0;
            while (common < Math.min(names.size(), steps.size())
                    && Arrays.equals(names.get(common), steps.get(common).name)) {
                common++;
            }
            current = EntryPath.ROOT;
            cut(common);
            descend(names);
            current = path;
        }
        return last();
    }

    private OpenDirectory last() {
        return steps.isEmpty()
                ? root
                : Objects.requireNonNull(steps.get(steps.size() - 1).directory, "the last directory stays open");
    }

    /** Closes what is below a depth, and then what has no open directory at its end. */
    private void cut(int depth) throws IOException {
        while (steps.size() > depth || (!steps.isEmpty() && steps.get(steps.size() - 1).directory == null)) {
            close(steps.remove(steps.size() - 1));
        }
    }

    private void descend(List<byte[]> names) throws IOException {
        try {
            while (steps.size() < names.size()) {
                byte[] name = names.get(steps.size());
                steps.add(new Step(name, last().openDirectory(name)));
                if (steps.size() > MAX_OPEN) {
                    close(steps.get(steps.size() - 2));
                }
            }
        } catch (IOException e) {
            cut(0);
            throw e;
        }
    }

    private static void close(Step step) throws IOException {
        OpenDirectory directory = step.directory;
        step.directory = null;
        if (directory != null) {
            directory.close();
        }
    }

    private static List<byte[]> names(EntryPath path) {
        List<byte[]> names = new ArrayList<>();
        byte[] bytes = path.bytes();
        int start = 0;
        for (int i = 0; i <= bytes.length && bytes.length > 0; i++) {
            if (i == bytes.length || bytes[i] == '/') {
                names.add(Arrays.copyOfRange(bytes, start, i));
                start = i + 1;
            }
        }
        return names;
    }

    @Override
    public void close() throws IOException {
        current = EntryPath.ROOT;
        cut(0);
    }
}
