package io.vaultik.core.internal.content;

import io.vaultik.core.internal.digest.Blake3;
import io.vaultik.core.internal.digest.Digester;
import io.vaultik.core.internal.fs.AttributeOptions;
import io.vaultik.core.internal.fs.ContainedFile;
import io.vaultik.core.internal.fs.ContainedWriter;
import io.vaultik.core.internal.fs.FileOpener;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.ItemErrors;
import io.vaultik.fault.UnsafePathException;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Existing;
import io.vaultik.repository.SourceContent;
import io.vaultik.repository.SourceEntry;
import io.vaultik.store.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/** The directory that a manifest is fetched into, and nothing outside it. Thread-safe. Closed by who opened it. */
final class TargetFolder implements Closeable {
    private static final int BUFFER_BYTES = 256 << 10;

    private final ContainedWriter writer;
    private final FileOpener opener;
    private final ReentrantLock opening = new ReentrantLock();
    private final int keptBits;

    private TargetFolder(ContainedWriter writer, FileOpener opener, int keptBits) {
        this.writer = writer;
        this.opener = opener;
        this.keptBits = keptBits;
    }

    /** Opens a directory; it is made if it does not exist. */
    static TargetFolder open(Path target, boolean maskModes, ItemErrors errors) throws IOException {
        ContainedWriter writer =
                ContainedWriter.open(target, AttributeOptions.EXACT_MODES, RandomGenerator.getDefault(), errors);
        try {
            int kept = maskModes ? 01777 & ~ContainedWriter.creationMask() : 07777;
            return new TargetFolder(writer, FileOpener.of(target), kept);
        } catch (IOException | RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    ContainedWriter writer() {
        return writer;
    }

    boolean rootMade() {
        return writer.rootMade();
    }

    /**
     * Looks at a place where something is to be written.
     *
     * @return what is there
     * @throws UnsafePathException if it is a symbolic link, or one stands above it
     */
    Optional<SourceEntry> look(EntryPath path) throws IOException {
        Optional<SourceEntry> there = writer.stat(path);
        if (there.isPresent() && there.get().kind() == EntryKind.SYMLINK) {
            throw new UnsafePathException("a symbolic link stands in the way of {}", null, Concealed.of(path));
        }
        return there;
    }

    /** Tells whether a file that is there has that digest. */
    boolean has(SourceEntry file, Digest digest) throws IOException {
        Digester digester = Blake3.hash();
        byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, file.size() + 1)];
        try (SourceContent content = openFile(file)) {
            InputStream stream = content.stream();
            for (int step = stream.readNBytes(buffer, 0, buffer.length);
                    step > 0;
                    step = stream.readNBytes(buffer, 0, buffer.length)) {
                digester.update(buffer, 0, step);
            }
        }
        return digester.digest().hex().equals(digest.hex());
    }

    private SourceContent openFile(SourceEntry file) throws IOException {
        opening.lock();
        try {
            return opener.open(file);
        } finally {
            opening.unlock();
        }
    }

    /** Makes sure that a file which stays has its permissions; false if it is better written anew, since it has other names. */
    boolean setMode(SourceEntry file, int mode) throws IOException {
        int wanted = mode & keptBits;
        if (file.attributes().mode().orElse(-1) == wanted) {
            return true;
        }
        if (file.hardLinkId().isPresent()) {
            return false;
        }
        writer.finishFile(file.path(), attributes(mode));
        return true;
    }

    /** Writes a file under a temporary name and puts it in place when its last byte is verified. Returns its length. */
    long write(EntryPath path, OpenObject object, int mode) throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, object.length() + 1)];
        InputStream verified = object.stream();
        long position = 0;
        try (ContainedFile file = writer.createFile(path)) {
            for (int step = verified.read(buffer); step >= 0; step = verified.read(buffer)) {
                file.write(position, buffer, 0, step);
                position += step;
            }
            file.commit(position, Existing.REPLACE, attributes(mode));
        }
        return position;
    }

    void finishDirectory(EntryPath path, int mode) throws IOException {
        writer.finishDirectory(path, attributes(mode));
    }

    private EntryAttributes attributes(int mode) {
        return EntryAttributes.builder().mode(mode & keptBits).build();
    }

    @Override
    public void close() throws IOException {
        try (writer) {
            opener.close();
        }
    }
}
