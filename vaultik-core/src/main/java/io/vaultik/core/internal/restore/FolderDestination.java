package io.vaultik.core.internal.restore;

import io.vaultik.core.internal.fs.ContainedFile;
import io.vaultik.core.internal.fs.ContainedWriter;
import io.vaultik.fault.UnsafePathException;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Existing;
import io.vaultik.repository.SourceEntry;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A directory of the local file system, and nothing outside it. */
final class FolderDestination implements Destination {
    private final ContainedWriter writer;
    private final Existing existing;
    private final boolean sparse;
    /** Kept directories that their owner could not enter: they are open while something is written below them. */
    private final Map<EntryPath, EntryAttributes> opened = new ConcurrentHashMap<>();

    FolderDestination(ContainedWriter writer, Existing existing, boolean sparse) {
        this.writer = writer;
        this.existing = existing;
        this.sparse = sparse;
    }

    @Override
    public boolean splitsFiles() {
        return true;
    }

    @Override
    public Outcome begin(Entry directory) throws IOException {
        EntryPath path = directory.path();
        if (path.isRoot()) {
            return writer.rootMade() ? Outcome.WRITTEN : Outcome.KEPT;
        }
        Optional<SourceEntry> before = existing == Existing.KEEP ? writer.stat(path) : Optional.empty();
        boolean made = writer.makeDirectory(path);
        if (made || existing != Existing.KEEP) {
            return Outcome.WRITTEN;
        }
        before.map(SourceEntry::attributes)
                .filter(attributes -> (attributes.mode().orElse(0700) & 0700) != 0700)
                .ifPresent(attributes -> opened.put(path, attributes));
        return Outcome.KEPT;
    }

    @Override
    public void finish(Entry directory, Outcome begun) throws IOException {
        if (begun == Outcome.WRITTEN) {
            writer.finishDirectory(directory.path(), directory.attributes());
            return;
        }
        EntryAttributes before = opened.remove(directory.path());
        if (before != null) {
            writer.finishDirectory(directory.path(), before);
        }
    }

    @Override
    public boolean keeps(EntryPath path) throws IOException {
        return existing == Existing.KEEP && writer.stat(path).isPresent();
    }

    @Override
    public FileOutput open(Entry file) throws IOException {
        boolean holes = sparse || file.attributes().sparse();
        return new Output(writer.createFile(file.path()), existing, holes);
    }

    @Override
    public Outcome make(Entry entry) throws IOException {
        if (keeps(entry.path())) {
            return Outcome.KEPT;
        }
        if (entry.kind() == EntryKind.SYMLINK) {
            if (entry.attributes().linkTarget().isEmpty()) {
                throw new UnsafePathException("a symbolic link has no target", null);
            }
            return writer.makeSymlink(entry.path(), existing, entry.attributes()) ? Outcome.WRITTEN : Outcome.KEPT;
        }
        return writer.makeSpecial(entry.path(), entry.kind(), existing, entry.attributes())
                ? Outcome.WRITTEN
                : Outcome.LEFT_OUT;
    }

    @Override
    public Outcome link(Entry entry, EntryPath to) throws IOException {
        if (keeps(entry.path())) {
            return Outcome.KEPT;
        }
        if (existing != Existing.FAIL && !isSame(entry, to)) {
            throw new UnsafePathException("what is there is not what this entry is a name of", null);
        }
        return writer.makeHardLink(to, entry.kind(), entry.path(), existing) ? Outcome.WRITTEN : Outcome.KEPT;
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }

    /** In a directory that was not empty, another file may stand where the first name was not restored. */
    private boolean isSame(Entry entry, EntryPath to) throws IOException {
        Optional<SourceEntry> there = writer.stat(to);
        return there.isPresent()
                && there.get().kind() == entry.kind()
                && (entry.kind() != EntryKind.FILE || there.get().size() == entry.size())
                && entry.attributes().modified().isPresent()
                && there.get().attributes().modified().equals(entry.attributes().modified());
    }

    /** A file below the directory. */
    private static final class Output implements FileOutput {
        private static final int HOLE_BYTES = 4_096;

        private final ContainedFile file;
        private final Existing existing;
        private final boolean holes;

        Output(ContainedFile file, Existing existing, boolean holes) {
            this.file = file;
            this.existing = existing;
            this.holes = holes;
        }

        @Override
        public void write(long position, byte[] bytes, int offset, int length) throws IOException {
            if (holes) {
                writeWithHoles(position, bytes, offset, length);
            } else if (length > 0) {
                file.write(position, bytes, offset, length);
            }
        }

        @Override
        public boolean commit(Entry entry) throws IOException {
            return file.commit(entry.size(), existing, entry.attributes());
        }

        @Override
        public void abort() throws IOException {
            file.abort();
        }

        /** Writes what lies between blocks of zeros; blocks are those of the file, since only whole ones can be holes. */
        private void writeWithHoles(long position, byte[] bytes, int offset, int length) throws IOException {
            int from = offset;
            int at = offset;
            int end = offset + length;
            while (at < end) {
                int inBlock = (int) ((position + at - offset) % HOLE_BYTES);
                int next = Math.min(end, at + HOLE_BYTES - inBlock);
                if (next - at == HOLE_BYTES && isZero(bytes, at)) {
                    put(position, bytes, offset, from, at);
                    from = next;
                }
                at = next;
            }
            put(position, bytes, offset, from, end);
        }

        private void put(long position, byte[] bytes, int offset, int from, int to) throws IOException {
            if (to > from) {
                file.write(position + from - offset, bytes, from, to - from);
            }
        }

        private static boolean isZero(byte[] bytes, int from) {
            for (int i = from; i < from + HOLE_BYTES; i++) {
                if (bytes[i] != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
