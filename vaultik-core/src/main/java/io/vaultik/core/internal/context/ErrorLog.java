package io.vaultik.core.internal.context;

import io.vaultik.core.internal.format.ErrorLine;
import io.vaultik.core.internal.work.Spool;
import io.vaultik.core.internal.work.SpoolFile;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.Errors;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.Item;
import io.vaultik.fault.ItemError;
import io.vaultik.fault.ItemErrors;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Collects the item errors of one operation, in the order of occurrence, without duplicates among the first ones. The lines of all
 * of them go to a spool file, to be stored with a snapshot. Thread-safe. Closed by the operation.
 */
public final class ErrorLog implements ItemErrors, AutoCloseable {
    private final FailurePolicy policy;
    private final Logger logger;
    private final @Nullable Spool spool;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<ItemError> first = new ArrayList<>();
    private final Set<ItemError> seen = new HashSet<>();
    private final Set<String> warned = new HashSet<>();
    private @Nullable SpoolFile lines;
    private @Nullable VaultikException spoolFailure;
    private long failed;
    private long skipped;
    private long alerts;

    ErrorLog(FailurePolicy policy, Logger logger, @Nullable Spool spool) {
        this.policy = policy;
        this.logger = logger;
        this.spool = spool;
    }

    /**
     * Makes a collector that keeps the first errors and counts the others.
     *
     * @param policy what follows from a failed item
     * @param logger is told of each
     * @return the collector; it needs no closing
     */
    public static ErrorLog inMemory(FailurePolicy policy, Logger logger) {
        return new ErrorLog(policy, logger, null);
    }

    @Override
    public void failed(Item item, Throwable cause) throws VaultikException {
        record(new ItemError(ItemError.Kind.FAILED, item, cause.getClass().getSimpleName(), message(cause)));
        if (policy == FailurePolicy.FAIL_FAST) {
            throw cause instanceof VaultikException failure
                    ? failure
                    : new StorageException(false, "{} failed: {}", cause, item.name(), Concealed.of(message(cause)));
        }
    }

    @Override
    public void skipped(Item item, String reason) {
        record(new ItemError(ItemError.Kind.SKIPPED, item, reason, reason));
    }

    @Override
    public void alert(String text) {
        record(new ItemError(ItemError.Kind.ALERT, Item.operation(), "alert", text));
    }

    /** {@return how many items failed so far} */
    public long failedCount() {
        lock.lock();
        try {
            return failed;
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether nothing was collected} */
    public boolean isEmpty() {
        lock.lock();
        try {
            return failed + skipped + alerts == 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns what was collected, with the failure that ended the operation if there is one.
     *
     * @param failure what ended the operation, or null
     * @return the first {@link Errors#MAX_ITEMS} errors and the counts of all
     */
    public Errors errors(@Nullable VaultikException failure) {
        lock.lock();
        try {
            return Errors.of(failure, first, failed, skipped, alerts);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the lines of all errors so far ({@link ErrorLine}), to be read while nothing more is collected.
     *
     * @return the file, which this log closes; null if there are no errors
     * @throws VaultikException if they could not be kept
     */
    public @Nullable SpoolFile lines() throws VaultikException {
        lock.lock();
        try {
            if (spoolFailure != null) {
                throw spoolFailure;
            }
            return lines;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (lines != null) {
                lines.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private void record(ItemError error) {
        lock.lock();
        try {
            if (seen.contains(error)) {
                return;
            }
            switch (error.kind()) {
                case FAILED -> failed++;
                case SKIPPED -> skipped++;
                case ALERT -> alerts++;
            }
            if (first.size() < Errors.MAX_ITEMS) {
                first.add(error);
                seen.add(error);
            }
            keep(error);
            if (error.kind() != ItemError.Kind.SKIPPED && warned.size() < 100 && warned.add(error.cause())) {
                logger.warn("{} {}: {}", error.kind(), error.item().name(), error.cause());
            }
        } finally {
            lock.unlock();
        }
    }

    private void keep(ItemError error) {
        if (spoolFailure != null || spool == null) {
            return;
        }
        try {
            SpoolFile file = lines;
            if (file == null) {
                file = spool.create();
                lines = file;
            }
            byte[] line = ErrorLine.encode(error);
            file.write(line, 0, line.length);
        } catch (VaultikException e) {
            spoolFailure = e;
        }
    }

    /** Returns what happened, without the path that messages of the file system begin with. */
    private static String message(Throwable cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof FileSystemException e && e.getReason() != null) {
            return e.getReason();
        }
        if (cause instanceof VaultikException e) {
            return String.valueOf(e.getMessage());
        }
        return cause instanceof FileSystemException || !(cause instanceof IOException)
                ? cause.getClass().getSimpleName()
                : String.valueOf(cause.getMessage());
    }
}
