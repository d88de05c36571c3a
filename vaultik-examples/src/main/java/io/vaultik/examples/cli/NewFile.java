package io.vaultik.examples.cli;

import io.vaultik.fault.AlreadyExistsException;
import io.vaultik.fault.Concealed;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A file that appears under its name when it is complete, or not at all, and never in place of another. */
final class NewFile implements Closeable {
    private final Path file;
    private final Path part;
    private final FileChannel channel;

    /**
     * Begins a file.
     *
     * @param file its name
     * @throws AlreadyExistsException if there is something of that name
     */
    NewFile(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(file, null);
        }
        this.file = file;
        this.part = file.resolveSibling(".vaultik-" + UUID.randomUUID() + ".part");
        this.channel = FileChannel.open(part, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    }

    /** Returns what takes the content. */
    OutputStream stream() {
        return Channels.newOutputStream(channel);
    }

    /**
     * Gives the file its name.
     *
     * @throws AlreadyExistsException if something got that name meanwhile
     */
    void publish() throws IOException {
        channel.force(true);
        try {
            Files.move(part, file);
        } catch (FileAlreadyExistsException e) {
            throw exists(file, e);
        }
    }

    /** Closes the file, and removes it if it was not published. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(part);
    }

    private static AlreadyExistsException exists(Path file, @Nullable IOException cause) {
        return new AlreadyExistsException("{} exists already; it is never overwritten", cause, Concealed.of(file));
    }
}
