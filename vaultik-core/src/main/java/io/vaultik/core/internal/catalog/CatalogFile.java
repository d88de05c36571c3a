package io.vaultik.core.internal.catalog;

import io.vaultik.fault.CatalogCorruptException;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.NotPermittedException;
import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * The file of a catalog and its companions. The file is never opened here while it exists: closing any descriptor of it in
 * this process would drop the locks that SQLite holds on it.
 */
final class CatalogFile {
    private static final String NAME = "catalog.db";

    private final Path folder;
    private final Path file;

    CatalogFile(Path folder) {
        this.folder = folder.toAbsolutePath();
        this.file = this.folder.resolve(NAME);
    }

    /** Returns its JDBC URL: a URI, since the driver takes what follows a '?' in a plain name for options. */
    String url() {
        return "jdbc:sqlite:" + file.toUri();
    }

    /** Tells whether the file is there. */
    boolean exists() {
        return Files.exists(file);
    }

    /** Makes folder and file if they are not there, for their owner alone. SQLite gives its companions the same mode. */
    void make() throws VaultikException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            Files.createDirectories(folder, mode(posix, "rwx------"));
            Files.createFile(file, mode(posix, "rw-------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file)) {
                throw unusable(e);
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * Deletes the file and its companions, while nobody else can open it.
     *
     * @throws io.vaultik.fault.BusyException if somebody has it open
     */
    void delete() throws VaultikException {
        if (!Files.isRegularFile(file)) {
            deleteFiles();
            return;
        }
        try (Database alone = Database.openAlone(url(), new SqlFaults(file.toString()))) {
            Objects.requireNonNull(alone);
            deleteFiles();
        } catch (CatalogCorruptException e) {
            // What is no catalog is nobody's.
            deleteFiles();
        }
    }

    private void deleteFiles() throws VaultikException {
        try {
            // The log goes first: left alone it would be replayed into the next catalog.
            for (String suffix : new String[] {"-wal", "-shm", "-journal", ""}) {
                Files.deleteIfExists(folder.resolve(NAME + suffix));
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private static FileAttribute<?>[] mode(boolean posix, String mode) {
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private VaultikException unusable(IOException e) {
        Concealed name = Concealed.of(file);
        return e instanceof AccessDeniedException
                ? new NotPermittedException("no permission to use the catalog {}", e, name)
                : new VaultikException("the catalog {} cannot be made or deleted", e, name);
    }
}
