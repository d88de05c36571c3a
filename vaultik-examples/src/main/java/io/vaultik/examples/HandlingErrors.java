package io.vaultik.examples;

import io.vaultik.core.AgeIdentity;
import io.vaultik.core.Vaultik;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.Errors;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.IncompleteException;
import io.vaultik.fault.ItemError;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongKeyException;
import io.vaultik.repository.BackupSource;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.ErrorStream;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.repository.SnapshotFilter;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotResult;
import io.vaultik.repository.SourceContent;
import io.vaultik.repository.SourceEntry;
import io.vaultik.repository.SourceId;
import io.vaultik.repository.SourceRun;
import io.vaultik.storage.ObjectStorage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What can go wrong, and what a program does about it. */
public final class HandlingErrors {
    private HandlingErrors() {}

    /** Two items, one of which cannot be read. */
    private static final class HalfBrokenSource implements BackupSource {
        @Override
        public SourceId id() {
            return new SourceId("example:half-broken", "half broken");
        }

        @Override
        public void walk(SourceRun run) throws IOException {
            for (String name : List.of("good", "bad")) {
                run.entry(
                        SourceEntry.builder(EntryPath.of(name), EntryKind.FILE).build());
            }
        }

        @Override
        public SourceContent open(SourceEntry entry) throws IOException {
            if (entry.path().equals(EntryPath.of("bad"))) {
                throw new IOException("the server says 500");
            }
            return SourceContent.of(new ByteArrayInputStream("content".getBytes(StandardCharsets.UTF_8)));
        }
    }

    /**
     * Runs it.
     *
     * @param arguments none
     * @throws IOException if something unexpected fails
     */
    public static void main(String[] arguments) throws IOException {
        Path state = Files.createTempDirectory("vaultik-example");
        try {
            run(state).forEach(System.out::println);
        } finally {
            FolderCopy.delete(state);
        }
    }

    /**
     * Meets each kind of failure once.
     *
     * @param state where this host keeps its state
     * @return what happened, a line each
     * @throws IOException if something unexpected fails
     */
    public static List<String> run(Path state) throws IOException {
        AgeIdentity identity = AgeIdentity.generate(new SecureRandom());
        RepositoryOptions options = RepositoryOptions.to(identity.recipient().text())
                .identities(List.of(identity))
                .stateFolder(state)
                .catalogInMemory();
        List<String> told = new ArrayList<>();
        try (ObjectStorage storage = new MemoryStorage()) {
            try (Repository repository = Vaultik.create(storage, options)) {
                told.add(stopAtTheFirst(repository));
                told.add(finishThenFail(repository));
                told.add(takeWhatIsThere(repository));
                told.add(storedErrors(repository));
                told.add(missingSnapshot(repository));
            }
            told.add(wrongKey(storage, options));
        }
        return told;
    }

    /** Nothing is committed when the first item error ends the operation. */
    private static String stopAtTheFirst(Repository repository) throws IOException {
        try {
            repository
                    .snapshot()
                    .source(new HalfBrokenSource())
                    .policy(FailurePolicy.FAIL_FAST)
                    .run();
            return "fail fast: nothing failed";
        } catch (VaultikException e) {
            int visible = repository.snapshots(SnapshotFilter.all()).snapshots().size();
            return "fail fast: stopped, " + visible + " snapshots visible";
        }
    }

    /** The default: the snapshot is made, and nobody can overlook that something is not in it. */
    private static String finishThenFail(Repository repository) throws IOException {
        try {
            repository.snapshot().source(new HalfBrokenSource()).run();
            return "finish then fail: nothing failed";
        } catch (IncompleteException e) {
            SnapshotResult result = e.result(SnapshotResult.class).orElseThrow();
            return "finish then fail: " + result.status() + ", "
                    + result.counts().files() + " file in it, left out: " + names(e.errors());
        }
    }

    /** The errors are in the result, for a program that looks at them. */
    private static String takeWhatIsThere(Repository repository) throws IOException {
        SnapshotResult result = repository
                .snapshot()
                .source(new HalfBrokenSource())
                .policy(FailurePolicy.BEST_EFFORT)
                .run();
        return "best effort: " + result.errors().failedCount() + " failed: " + names(result.errors());
    }

    /** All errors of a snapshot are stored with it. */
    private static String storedErrors(Repository repository) throws IOException {
        List<SnapshotId> ids = repository.snapshots(SnapshotFilter.all()).snapshots().stream()
                .map(snapshot -> snapshot.id())
                .toList();
        StringBuilder text = new StringBuilder("stored with the snapshot:");
        try (ErrorStream errors = repository.errors(ids.get(ids.size() - 1))) {
            for (Optional<ItemError> error = errors.next(); error.isPresent(); error = errors.next()) {
                text.append(' ').append(error.get().item().name().value());
            }
        }
        return text.toString();
    }

    private static String missingSnapshot(Repository repository) throws IOException {
        SnapshotId missing = SnapshotId.of("2001-01-01-000000-nowhere");
        try {
            repository.fetch(missing, EntryPath.of("good"), new ByteArrayOutputStream());
            return "missing snapshot: found";
        } catch (NotFoundException e) {
            return "missing snapshot: " + e.plainMessage();
        }
    }

    private static String wrongKey(ObjectStorage storage, RepositoryOptions options) throws IOException {
        AgeIdentity other = AgeIdentity.generate(new SecureRandom());
        try (Repository repository = Vaultik.open(storage, options.identities(List.of(other)))) {
            SnapshotId id = repository
                    .snapshots(SnapshotFilter.all())
                    .snapshots()
                    .get(0)
                    .id();
            repository.fetch(id, EntryPath.of("good"), new ByteArrayOutputStream());
            return "wrong key: opened";
        } catch (WrongKeyException e) {
            return "wrong key: " + e.plainMessage();
        }
    }

    private static List<String> names(Errors errors) {
        return errors.items().stream()
                .filter(error -> error.kind() == ItemError.Kind.FAILED)
                .map(error -> error.item().name().value())
                .toList();
    }
}
