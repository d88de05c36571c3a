package io.vaultik.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.StorageFullException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFailuresTest {
    private final FileFailures failures;

    FileFailuresTest(@TempDir Path folder) {
        this.failures = new FileFailures(folder.resolve("not/there"));
    }

    private StorageException map(IOException cause) {
        return failures.of(StorageVerb.PUT, "a/b", cause);
    }

    private static FileSystemException reason(String text) {
        return new FileSystemException("/secret/path", null, text);
    }

    @Test
    void knowsAFullDisk() {
        assertThat(map(new IOException("No space left on device"))).isInstanceOf(StorageFullException.class);
        assertThat(map(reason("Disk quota exceeded"))).isInstanceOf(StorageFullException.class);
    }

    @Test
    void knowsARefusal() {
        assertThat(map(new AccessDeniedException("x"))).isInstanceOf(StorageDeniedException.class);
        assertThat(map(reason("Read-only file system"))).isInstanceOf(StorageDeniedException.class);
        assertThat(map(reason("Operation not permitted"))).isInstanceOf(StorageDeniedException.class);
    }

    @Test
    void repeatsWhatMayPassAndNothingElse() {
        assertThat(map(new IOException("Input/output error")).retryable()).isTrue();
        assertThat(map(reason("Too many open files")).retryable()).isTrue();
        assertThat(map(reason("Stale file handle")).retryable()).isTrue();
        assertThat(map(reason("File name too long")).retryable()).isFalse();
        assertThat(map(new NotDirectoryException("x")).retryable()).isFalse();
        assertThat(map(new AtomicMoveNotSupportedException("x", "y", "Invalid cross-device link"))
                        .retryable())
                .isFalse();
    }

    @Test
    void keepsTheInterruptFlag() {
        StorageException failure = map(new ClosedByInterruptException());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.retryable()).isFalse();
    }

    @Test
    void namesVerbAndKey() {
        assertThat(map(reason("Stale file handle")))
                .hasMessageStartingWith("put of a/b in ")
                .hasMessageEndingWith("failed: Stale file handle")
                .hasMessageNotContaining("secret");
    }

    @Test
    void passesAStorageExceptionOn() {
        StorageException known = new StorageException(true, "known", null);

        assertThat(map(known)).isSameAs(known);
    }
}
