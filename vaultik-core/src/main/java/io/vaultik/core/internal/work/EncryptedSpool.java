package io.vaultik.core.internal.work;

import io.vaultik.fault.Concealed;
import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * A spool in a folder. What is in its files is encrypted under keys that exist in memory only, and the files lose their
 * name as soon as they are open: a process that is killed leaves neither a file nor anything readable on the disk. (Where
 * the file system cannot delete an open file, it goes when it is closed.)
 *
 * <p>Thread-safe, if the random is.
 */
public final class EncryptedSpool implements Spool {
    private static final Set<StandardOpenOption> OPTIONS = Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);

    private final Path folder;
    private final SecureRandom random;

    /**
     * Makes a spool; nothing is created yet.
     *
     * @param folder where the files go; created when the first is, for the owner alone
     * @param random where the keys come from
     */
    public EncryptedSpool(Path folder, SecureRandom random) {
        this.folder = folder;
        this.random = random;
    }

    @Override
    public SpoolFile create() throws VaultikException {
        SpoolDisk disk = new SpoolDisk(folder);
        try {
            Files.createDirectories(folder, ownerOnly("rwx------"));
            FileChannel channel = FileChannel.open(folder.resolve(newName()), OPTIONS, ownerOnly("rw-------"));
            return new EncryptedSpoolFile(channel, disk, random);
        } catch (IOException e) {
            throw disk.failure("made", e);
        }
    }

    private String newName() {
        byte[] name = new byte[16];
        random.nextBytes(name);
        return "spool-" + HexFormat.of().formatHex(name);
    }

    private FileAttribute<?>[] ownerOnly(String permissions) {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> set = PosixFilePermissions.fromString(permissions);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)};
    }

    /** Names the folder, concealed. */
    @Override
    public String toString() {
        return "spool " + Concealed.of(folder);
    }
}
