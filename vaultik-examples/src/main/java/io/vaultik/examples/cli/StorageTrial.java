package io.vaultik.examples.cli;

import io.vaultik.core.conformance.StorageCheck;
import io.vaultik.core.conformance.StorageConformance;
import io.vaultik.core.conformance.Violation;
import io.vaultik.core.storage.FileStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.PrefixedStorage;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.UnfinishedUpload;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/**
 * The checks of storages on a real one, below a prefix that nobody else uses. Closing it deletes what is there, and closes the storage.
 * Used by one thread.
 */
final class StorageTrial implements Closeable {
    /** A failure of the network is no fault of the storage: a check that fails is run again. */
    private static final int MOST_RUNS = 3;

    private final Opener opener;
    private final ObjectStorage whole;
    private final ObjectKey scratch;

    private StorageTrial(Opener opener, ObjectStorage whole, ObjectKey scratch) {
        this.opener = opener;
        this.whole = whole;
        this.scratch = scratch;
    }

    /** Opens the storage; each time another instance. */
    @FunctionalInterface
    interface Opener {
        ObjectStorage open() throws IOException;
    }

    /** What is told of each check when it has run. */
    @FunctionalInterface
    interface Listener {
        void ran(Outcome outcome, int of) throws IOException;
    }

    /**
     * What came out of one check.
     *
     * @param check the check
     * @param violation what the last run found, if anything
     * @param runs how many times it was run
     */
    record Outcome(StorageCheck check, Optional<Violation> violation, int runs) {}

    /** Opens the storage, and nothing else. */
    static StorageTrial open(Opener opener) throws IOException {
        String random = UUID.randomUUID().toString().substring(0, 8);
        return new StorageTrial(opener, opener.open(), ObjectKey.of("vaultik-check-" + random));
    }

    /** Returns where the storage is. */
    String location() {
        return whole.location();
    }

    /**
     * Finds out whether a key may be what another one has as its folder. It is also the first call: what is wrong with address or
     * credentials shows here, once.
     */
    boolean takesNestedKeys() throws IOException {
        ObjectStorage below = new PrefixedStorage(whole, scratch);
        below.put(ObjectKey.of("nested"), ObjectBody.of(new byte[1]), PutMode.REPLACE);
        for (int run = 1; run <= MOST_RUNS; run++) {
            try {
                below.put(ObjectKey.of("nested/key"), ObjectBody.of(new byte[1]), PutMode.REPLACE);
                return below.stat(ObjectKey.of("nested")).isPresent();
            } catch (StorageException e) {
                if (!e.retryable()) {
                    return false;
                }
            }
        }
        // Some servers that keep objects as files call this a failure that may pass.
        return false;
    }

    /** Runs the checks. */
    List<Outcome> run(boolean nestedKeys, int listed, long longestBytes, Listener listener)
            throws IOException, InterruptedException {
        StorageConformance conformance = StorageConformance.of(() -> new PrefixedStorage(opener.open(), scratch))
                .longestKey(ObjectKey.MAX_LENGTH - scratch.value().length() - 1)
                .listedObjects(listed)
                .longestObjectBytes(longestBytes);
        conformance = nestedKeys ? conformance : conformance.withoutNestedKeys();
        conformance = whole instanceof MemoryStorage ? conformance.withoutSecondInstance() : conformance;
        List<StorageCheck> checks = conformance.cases();
        List<Outcome> outcomes = new ArrayList<>();
        for (StorageCheck check : checks) {
            Outcome outcome = apart(check);
            outcomes.add(outcome);
            listener.ran(outcome, checks.size());
        }
        return outcomes;
    }

    /** Returns the uploads that somebody has begun and not ended, in the whole storage. */
    List<UnfinishedUpload> unfinished(int most) throws IOException {
        List<UnfinishedUpload> found = new ArrayList<>();
        whole.listUnfinished("", upload -> {
            found.add(upload);
            return found.size() < most;
        });
        return found;
    }

    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        try (whole) {
            List<ObjectKey> left = new ArrayList<>();
            whole.list(scratch.value() + "/", info -> left.add(info.key()));
            whole.deleteAll(left);
            if (whole instanceof FileStorage) {
                removeFolders(Path.of(whole.location()).resolve(scratch.value()));
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs a check on a thread of its own: some interrupt their thread, and this one is interrupted to end the whole. */
    private static Outcome apart(StorageCheck check) throws InterruptedException {
        FutureTask<Outcome> task = new FutureTask<>(() -> repeatedly(check));
        Thread thread = new Thread(task, "vaultik-check");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            thread.interrupt();
            thread.join();
            throw e;
        }
    }

    private static Outcome repeatedly(StorageCheck check) {
        for (int run = 1; ; run++) {
            Optional<Violation> violation = check.run();
            if (violation.isEmpty()
                    || run == MOST_RUNS
                    || Thread.currentThread().isInterrupted()) {
                return new Outcome(check, violation, run);
            }
        }
    }

    private static void removeFolders(Path scratch) throws IOException {
        try (Stream<Path> folders = Files.walk(scratch)) {
            for (Path folder : folders.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(folder);
            }
        } catch (NoSuchFileException e) {
            // Nothing was put there.
        }
    }
}
