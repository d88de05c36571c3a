package io.vaultik.core.internal.state;

import io.vaultik.fault.CancelledException;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.NoSpaceException;
import io.vaultik.fault.NotPermittedException;
import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The state folder of one repository on this host, mode 0700. Thread-safe; several processes use it at once, under a lock of the
 * operating system.
 *
 * <pre>
 * recipients      pinned recipients, one a line
 * writer.key      Ed25519 key that signs manifests, 0600
 * last            the greatest time that a snapshot id of this host had
 * sequence        how many manifests the key has signed
 * locks/*.lock    held while a writer lives: one for its series, one for its session
 * </pre>
 */
public final class HostState implements HostLocks {
    /** What the name of the lock of a session begins with; its directory follows. */
    public static final String SESSION_LOCK = "session-";

    private static final String LOCKS = "locks";
    private static final int MAX_FILE_BYTES = 1 << 20;

    private final Path folder;
    private final SecureRandom random;

    private HostState(Path folder, SecureRandom random) {
        this.folder = folder;
        this.random = random;
    }

    /**
     * Opens a state folder, making it if there is none.
     *
     * @param folder the folder of one repository
     * @param random where the key of a new writer comes from
     * @return the state
     * @throws VaultikException if it cannot be made
     */
    public static HostState open(Path folder, SecureRandom random) throws VaultikException {
        try {
            Files.createDirectories(folder.toAbsolutePath());
            restrict(folder, "rwx------");
            Files.createDirectories(folder.resolve(LOCKS));
            return new HostState(folder, random);
        } catch (IOException e) {
            throw failure("opening", folder, e);
        }
    }

    /**
     * Returns the pinned recipients.
     *
     * @return keys as text, sorted; empty if none are pinned
     * @throws VaultikException if they cannot be read
     */
    public List<String> pinnedRecipients() throws VaultikException {
        String text = read("recipients").orElse("");
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .sorted()
                .toList();
    }

    /**
     * Pins recipients in place of those before.
     *
     * @param recipients keys as text
     * @throws VaultikException if they cannot be written
     */
    public void pinRecipients(List<String> recipients) throws VaultikException {
        try (HostLock held = exclusive()) {
            Objects.requireNonNull(held);
            write("recipients", String.join("\n", recipients.stream().sorted().toList()) + "\n");
        }
    }

    /**
     * Returns the key that signs manifests, making it at first use.
     *
     * @return the key
     * @throws VaultikException if it cannot be read or made
     */
    public WriterKey writerKey() throws VaultikException {
        try (HostLock held = exclusive()) {
            Objects.requireNonNull(held);
            Optional<String> text = read("writer.key");
            if (text.isPresent()) {
                return WriterKey.parse(text.get(), folder.resolve("writer.key"));
            }
            WriterKey key = WriterKey.generate(random);
            write("writer.key", key.text());
            return key;
        }
    }

    /**
     * Returns the time of the next snapshot id: now, but never before that of an earlier one.
     *
     * @param now what the clock says
     * @return the time, in whole seconds
     * @throws VaultikException if it cannot be kept
     */
    public Instant nextTime(Instant now) throws VaultikException {
        try (HostLock held = exclusive()) {
            Objects.requireNonNull(held);
            long last = number("last", Instant.MAX.getEpochSecond());
            Instant next = now.truncatedTo(ChronoUnit.SECONDS);
            if (next.getEpochSecond() < last) {
                // One second on, lest all runs until the clock has caught up compete for one id.
                next = Instant.ofEpochSecond(last + 1);
            }
            write("last", next.getEpochSecond() + "\n");
            return next;
        }
    }

    /**
     * Counts one manifest.
     *
     * @return its number, from 1
     * @throws VaultikException if it cannot be kept
     */
    public long nextSequence() throws VaultikException {
        try (HostLock held = exclusive()) {
            Objects.requireNonNull(held);
            long next = number("sequence", Long.MAX_VALUE - 1) + 1;
            write("sequence", next + "\n");
            return next;
        }
    }

    @Override
    public Optional<HostLock> tryLock(String name) throws VaultikException {
        try {
            return HostLock.tryLock(lockFile(name));
        } catch (IOException e) {
            throw failure("locking", lockFile(name), e);
        }
    }

    @Override
    public List<String> lockNames(String prefix) throws VaultikException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve(LOCKS), prefix + "*.lock")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                names.add(name.substring(0, name.length() - ".lock".length()));
            }
            return names;
        } catch (IOException e) {
            throw failure("reading", folder.resolve(LOCKS), e);
        }
    }

    /** Waits for the lock that guards a read and a write of this folder; it is held for moments only. */
    private HostLock exclusive() throws VaultikException {
        try {
            return HostLock.lock(lockFile("state"));
        } catch (IOException e) {
            throw failure("locking", folder, e);
        }
    }

    private Path lockFile(String name) {
        return folder.resolve(LOCKS).resolve(name + ".lock");
    }

    private long number(String name, long max) throws VaultikException {
        String text = read(name).orElse("0").strip();
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new MalformedException(
                    "{} in the state folder {} does not hold a number", e, name, Concealed.of(folder));
        }
        throw new MalformedException(
                "{} in the state folder {} holds a number that is out of range", null, name, Concealed.of(folder));
    }

    private Optional<String> read(String name) throws VaultikException {
        Path file = folder.resolve(name);
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new MalformedException("{} has more than {} bytes", null, file, MAX_FILE_BYTES);
            }
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (CharacterCodingException e) {
            throw new MalformedException(
                    "{} in the state folder {} does not hold text", e, file.getFileName(), Concealed.of(folder));
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw failure("reading", file, e);
        }
    }

    private void write(String name, String text) throws VaultikException {
        Path target = folder.resolve(name);
        Path temporary = folder.resolve(name + ".tmp");
        try {
            Files.deleteIfExists(temporary);
            Files.createFile(temporary);
            restrict(temporary, "rw-------");
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(folder);
        } catch (IOException e) {
            throw failure("writing", target, e);
        }
    }

    /** Makes a rename outlive a power cut, where the file system lets a folder be opened. */
    private static void force(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void restrict(Path path, String permissions) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    private static VaultikException failure(String verb, Path path, IOException e) {
        Concealed shown = Concealed.of(path);
        if (e instanceof ClosedByInterruptException || e instanceof InterruptedIOException) {
            return new CancelledException("{} the state folder {} was interrupted", e, verb, shown);
        }
        if (e instanceof FileLockInterruptionException) {
            // Unlike the others it clears the flag.
            Thread.currentThread().interrupt();
            return new CancelledException("{} the state folder {} was interrupted", e, verb, shown);
        }
        if (e instanceof AccessDeniedException) {
            return new NotPermittedException("{} the state folder {} is not permitted", e, verb, shown);
        }
        String reason =
                e instanceof FileSystemException f ? String.valueOf(f.getReason()) : String.valueOf(e.getMessage());
        String text = reason.toLowerCase(Locale.ROOT);
        if (text.contains("no space") || text.contains("quota")) {
            return new NoSpaceException("{} the state folder {} failed: {}", e, verb, shown, reason);
        }
        return new VaultikException(
                "{} the state folder {} failed: {} {}",
                e,
                verb,
                shown,
                e.getClass().getSimpleName(),
                reason);
    }
}
