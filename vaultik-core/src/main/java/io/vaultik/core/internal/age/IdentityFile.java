package io.vaultik.core.internal.age;

import io.vaultik.fault.AlreadyExistsException;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.NotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A file of identities, laid out as {@code age-keygen} writes it:
 *
 * <pre>
 * # created: 2024-01-15T14:30:52Z
 * # public key: age1…
 * AGE-SECRET-KEY-1…
 * </pre>
 *
 * Read are any number of identities, one a line, between empty lines and lines that begin with {@code #}.
 */
public final class IdentityFile {
    private static final int MAX_BYTES = 1024 * 1024;

    private IdentityFile() {}

    /**
     * Reads identities.
     *
     * @param file the file; at most 1 MiB
     * @return one or more, in the order of the file
     * @throws NotFoundException if there is no such file
     * @throws MalformedException if a line is none of those above, or no identity is there
     * @throws IOException if it cannot be read
     */
    public static List<X25519Identity> read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new NotFoundException("there is no identity file {}", e, Concealed.of(file));
        }
        if (bytes.length > MAX_BYTES) {
            throw new MalformedException("the identity file {} is longer than 1 MiB", null, Concealed.of(file));
        }
        List<X25519Identity> identities = new ArrayList<>();
        int number = 0;
        for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
            number++;
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                identities.add(parse(file, number, text));
            }
        }
        if (identities.isEmpty()) {
            throw new MalformedException("the identity file {} holds no identity", null, Concealed.of(file));
        }
        return List.copyOf(identities);
    }

    private static X25519Identity parse(Path file, int number, String text) throws MalformedException {
        try {
            return X25519Identity.parse(text);
        } catch (MalformedException e) {
            throw new MalformedException(
                    "line {} of the identity file {}: {}", e, number, Concealed.of(file), e.plainMessage());
        }
    }

    /**
     * Writes an identity to a new file that only its owner can read (mode 0600 where the file system has modes).
     *
     * @param file the file; never overwritten
     * @param identity the identity
     * @param created the time to note in it
     * @throws AlreadyExistsException if there is such a file
     * @throws IOException if it cannot be written; nothing is left then
     */
    public static void write(Path file, X25519Identity identity, Instant created) throws IOException {
        String text = "# created: " + created.truncatedTo(ChronoUnit.SECONDS) + "\n# public key: "
                + identity.recipient() + "\n" + identity.text() + "\n";
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileChannel channel;
        try {
            channel = FileChannel.open(file, options, ownerOnly(file));
        } catch (FileAlreadyExistsException e) {
            throw new AlreadyExistsException("the identity file {} exists already", e, Concealed.of(file));
        }
        try (channel) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        boolean modes = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return modes
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
