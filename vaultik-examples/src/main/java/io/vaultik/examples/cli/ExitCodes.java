package io.vaultik.examples.cli;

import io.vaultik.fault.AlreadyExistsException;
import io.vaultik.fault.BusyException;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.CatalogCorruptException;
import io.vaultik.fault.CommitUnknownException;
import io.vaultik.fault.IncompleteException;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.KeyRequiredException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.NoSpaceException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.NotPermittedException;
import io.vaultik.fault.RevokedException;
import io.vaultik.fault.SourceChangedException;
import io.vaultik.fault.TargetNotEmptyException;
import io.vaultik.fault.UnsafePathException;
import io.vaultik.fault.UnsupportedFormatException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongKeyException;
import io.vaultik.fault.WrongRepositoryException;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.StorageFullException;
import java.io.IOException;
import java.util.Map;

/** What the process ends with, and the code that a JSON document gives for a failure. Both are fixed. */
final class ExitCodes {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int ITEM_ERRORS = 3;
    static final int DAMAGE = 4;
    static final int NOT_FOUND = 5;
    static final int BUSY = 6;
    static final int INTERRUPTED = 130;

    private static final Verdict INTERNAL = new Verdict("internal", FAILED);

    private static final Map<Class<?>, Verdict> VERDICTS = Map.ofEntries(
            Map.entry(UsageException.class, new Verdict("usage", USAGE)),
            Map.entry(IncompleteException.class, new Verdict("incomplete", ITEM_ERRORS)),
            Map.entry(IntegrityException.class, new Verdict("damaged", DAMAGE)),
            Map.entry(MalformedException.class, new Verdict("malformed", DAMAGE)),
            Map.entry(ObjectNotFoundException.class, new Verdict("object-missing", DAMAGE)),
            Map.entry(NotFoundException.class, new Verdict("not-found", NOT_FOUND)),
            Map.entry(BusyException.class, new Verdict("busy", BUSY)),
            Map.entry(RevokedException.class, new Verdict("revoked", BUSY)),
            Map.entry(CancelledException.class, new Verdict("interrupted", INTERRUPTED)),
            Map.entry(InterruptedException.class, new Verdict("interrupted", INTERRUPTED)),
            Map.entry(AlreadyExistsException.class, new Verdict("already-exists", FAILED)),
            Map.entry(CatalogCorruptException.class, new Verdict("catalog-corrupt", FAILED)),
            Map.entry(CommitUnknownException.class, new Verdict("commit-unknown", FAILED)),
            Map.entry(KeyRequiredException.class, new Verdict("key-required", FAILED)),
            Map.entry(NoSpaceException.class, new Verdict("no-space", FAILED)),
            Map.entry(NotPermittedException.class, new Verdict("not-permitted", FAILED)),
            Map.entry(SourceChangedException.class, new Verdict("source-changed", FAILED)),
            Map.entry(TargetNotEmptyException.class, new Verdict("target-not-empty", FAILED)),
            Map.entry(UnsafePathException.class, new Verdict("unsafe-path", FAILED)),
            Map.entry(UnsupportedFormatException.class, new Verdict("unsupported-format", FAILED)),
            Map.entry(WrongKeyException.class, new Verdict("wrong-key", FAILED)),
            Map.entry(WrongRepositoryException.class, new Verdict("wrong-repository", FAILED)),
            Map.entry(ObjectExistsException.class, new Verdict("already-exists", FAILED)),
            Map.entry(StorageDeniedException.class, new Verdict("storage-denied", FAILED)),
            Map.entry(StorageFullException.class, new Verdict("storage-full", FAILED)),
            Map.entry(StorageException.class, new Verdict("storage", FAILED)),
            Map.entry(VaultikException.class, new Verdict("failed", FAILED)),
            Map.entry(IOException.class, new Verdict("io", FAILED)));

    private ExitCodes() {}

    /**
     * Returns the verdict on a failure: that of its class, or of the nearest class above that has one.
     *
     * @param failure what ended the command
     * @return code and exit code; those of an internal error for what nobody expected
     */
    static Verdict of(Throwable failure) {
        for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
            Verdict verdict = VERDICTS.get(type);
            if (verdict != null) {
                return verdict;
            }
        }
        return INTERNAL;
    }

    /**
     * What a failure means to a script.
     *
     * @param code a word for {@code error.code}
     * @param exitCode what the process ends with
     */
    record Verdict(String code, int exitCode) {
        /** Tells whether nobody expected this. */
        boolean isInternal() {
            return equals(INTERNAL);
        }
    }
}
