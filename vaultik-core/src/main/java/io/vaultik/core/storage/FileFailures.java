package io.vaultik.core.storage;

import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.StorageFullException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says what a failure of the file system means to the caller of a storage. Immutable.
 *
 * <p>Java has no types for a full disk and a read-only one. The texts of the operating system tell them, and, as those may
 * be in another language, the file system itself is asked.
 */
final class FileFailures {
    private static final List<String> FULL_TEXTS =
            List.of("no space left", "quota exceeded", "out of disk space", "not enough space");
    private static final List<String> DENIED_TEXTS = List.of("read-only", "not permitted", "permission denied");
    private static final List<String> LASTING_TEXTS = List.of(
            "name too long", "file too large", "too many levels", "cross-device", "is a directory", "not a directory");
    private static final List<Class<? extends FileSystemException>> LASTING = List.of(
            AtomicMoveNotSupportedException.class,
            DirectoryNotEmptyException.class,
            FileAlreadyExistsException.class,
            FileSystemLoopException.class,
            NoSuchFileException.class,
            NotDirectoryException.class,
            NotLinkException.class);

    /** Below this a disk counts as full, in bytes. A block is never larger on a common file system. */
    private static final long FULL_BYTES = 64 << 10;

    private final Path root;

    FileFailures(Path root) {
        this.root = root;
    }

    /** Returns what to throw when a verb failed on a key (or prefix) with an exception of the file system. */
    StorageException of(StorageVerb verb, Object key, IOException cause) {
        if (cause instanceof StorageException known) {
            return known;
        }
        String template = verb + " of {} in {} failed: {}";
        String reason = reasonOf(cause);
        if (isInterrupt(cause)) {
            Thread.currentThread().interrupt();
            return new StorageException(false, verb + " of {} in {} was interrupted", cause, key, root);
        }
        String text = reason.toLowerCase(Locale.ROOT);
        if (isDenied(cause, text)) {
            return new StorageDeniedException(template, cause, key, root, reason);
        }
        if (isFull(cause, verb, text)) {
            return new StorageFullException(template, cause, key, root, reason);
        }
        boolean lasting = LASTING.stream().anyMatch(type -> type.isInstance(cause)) || containsAny(text, LASTING_TEXTS);
        return new StorageException(!lasting, template, cause, key, root, reason);
    }

    private static boolean isInterrupt(IOException cause) {
        return cause instanceof ClosedByInterruptException || cause instanceof FileLockInterruptionException;
    }

    private boolean isDenied(IOException cause, String text) {
        return cause instanceof AccessDeniedException || containsAny(text, DENIED_TEXTS) || isReadOnly(cause);
    }

    private boolean isReadOnly(IOException cause) {
        if (!isUnspecific(cause)) {
            return false;
        }
        try {
            return Files.getFileStore(existing()).isReadOnly();
        } catch (IOException | SecurityException e) {
            cause.addSuppressed(e);
            return false;
        }
    }

    private boolean isFull(IOException cause, StorageVerb verb, String text) {
        if (containsAny(text, FULL_TEXTS)) {
            return true;
        }
        if (verb != StorageVerb.PUT || !isUnspecific(cause)) {
            return false;
        }
        try {
            return Files.getFileStore(existing()).getUsableSpace() < FULL_BYTES;
        } catch (IOException | SecurityException e) {
            cause.addSuppressed(e);
            return false;
        }
    }

    private Path existing() {
        Path path = root;
        Path parent = path.getParent();
        while (parent != null && !Files.exists(path)) {
            path = parent;
            parent = path.getParent();
        }
        return path;
    }

    private static boolean isUnspecific(IOException cause) {
        return cause.getClass() == IOException.class || cause.getClass() == FileSystemException.class;
    }

    private static String reasonOf(IOException cause) {
        // The message of a FileSystemException begins with the path, which the key tells already.
        @Nullable String text = cause instanceof FileSystemException e ? e.getReason() : cause.getMessage();
        return text == null || text.isBlank() ? cause.getClass().getSimpleName() : text;
    }

    private static boolean containsAny(String text, List<String> parts) {
        return parts.stream().anyMatch(text::contains);
    }
}
