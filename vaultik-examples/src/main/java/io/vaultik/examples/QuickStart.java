package io.vaultik.examples;

import io.vaultik.core.AgeIdentity;
import io.vaultik.core.Vaultik;
import io.vaultik.core.storage.FileStorage;
import io.vaultik.core.storage.Storages;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.repository.RestoreResult;
import io.vaultik.repository.SnapshotFilter;
import io.vaultik.repository.SnapshotResult;
import io.vaultik.repository.SnapshotSummary;
import io.vaultik.repository.VerifyLevel;
import io.vaultik.repository.VerifyResult;
import io.vaultik.storage.ObjectStorage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The main job from end to end: a key, a repository, a snapshot of a real folder, another one after a change, a list, a
 * verification of all content, a restore, and a comparison byte for byte.
 *
 * <p>It works on a copy of the folder, which it can change. All that it makes lies in one working folder; what an earlier run
 * left there is deleted first.
 */
public final class QuickStart {
    /** What is left out of the project's own folder: what a build makes, and its history. */
    private static final Set<String> LEFT_OUT = Set.of("target", ".git");

    private final Path work;
    private final PrintStream out;

    private QuickStart(Path work, PrintStream out) {
        this.work = work;
        this.out = out;
    }

    /**
     * What came out.
     *
     * @param first the first snapshot
     * @param second the snapshot after the change
     * @param verified what the verification found
     * @param restored what was restored
     * @param differences how the restored folder differs from the copy: one line each, empty if all is well
     */
    public record Outcome(
            SnapshotResult first,
            SnapshotResult second,
            VerifyResult verified,
            RestoreResult restored,
            List<String> differences) {
        /** {@return whether all is well} */
        public boolean isOk() {
            return verified.isOk() && differences.isEmpty();
        }
    }

    /** A step that is timed. */
    private interface Step<T> {
        T take() throws IOException;
    }

    /**
     * Runs it; the process ends with 1 if anything differs or fails.
     *
     * @param arguments the folder to take, the working folder, and the folder of this project, of which only sources are taken; then
     *     perhaps the address of an empty storage, such as {@code s3://bucket/prefix}, instead of a folder in the working folder, which is
     *     also what {@code -} means
     */
    public static void main(String[] arguments) {
        if (arguments.length < 3 || arguments.length > 4) {
            System.err.println("usage: QuickStart SOURCE-FOLDER WORKING-FOLDER PROJECT-FOLDER [STORAGE]");
            System.exit(2);
        }
        Path source = Path.of(arguments[0]);
        Path work = Path.of(arguments[1]);
        String address = arguments.length == 4 && !arguments[3].equals("-")
                ? arguments[3]
                : work.resolve("repository").toUri().toString();
        try (ObjectStorage storage = Storages.open(address)) {
            Set<String> leftOut = Files.isSameFile(source, Path.of(arguments[2])) ? LEFT_OUT : Set.of();
            Outcome outcome = run(source, work, leftOut, storage, System.out);
            System.exit(outcome.isOk() ? 0 : 1);
        } catch (IOException e) {
            System.err.println("failed: " + (e instanceof VaultikException failure ? failure.plainMessage() : e));
            System.exit(1);
        }
    }

    /**
     * Runs it with a repository in the working folder.
     *
     * @param source the folder to take; only read
     * @param work where everything goes; it may lie within the source, which is then taken without it
     * @param leftOut names of directories that are not taken
     * @param out is told what happens
     * @return what came out
     * @throws IOException if a step fails
     * @throws IllegalArgumentException if the source lies in the working folder, where things are deleted
     */
    public static Outcome run(Path source, Path work, Set<String> leftOut, PrintStream out) throws IOException {
        try (ObjectStorage storage = FileStorage.at(work.resolve("repository"))) {
            return run(source, work, leftOut, storage, out);
        }
    }

    /**
     * Runs it.
     *
     * @param source the folder to take; only read
     * @param work where everything else goes; it may lie within the source, which is then taken without it
     * @param leftOut names of directories that are not taken
     * @param storage where the repository goes: without one, or the folder {@code repository} in the working folder; not closed here
     * @param out is told what happens
     * @return what came out
     * @throws IOException if a step fails
     * @throws IllegalArgumentException if the source lies in the working folder, where things are deleted
     */
    public static Outcome run(Path source, Path work, Set<String> leftOut, ObjectStorage storage, PrintStream out)
            throws IOException {
        Path place = Files.createDirectories(work).toRealPath();
        if (source.toRealPath().startsWith(place)) {
            throw new IllegalArgumentException("the source lies in the working folder " + place);
        }
        return new QuickStart(place, out).run(source.toRealPath(), leftOut, storage);
    }

    private Outcome run(Path source, Set<String> leftOut, ObjectStorage storage) throws IOException {
        prepare();
        Path data = work.resolve("data");
        long files = step("copied " + source, () -> FolderCopy.copy(source, data, leftOut));
        say(files + " files");

        AgeIdentity identity = AgeIdentity.generate(new SecureRandom());
        identity.write(work.resolve("key.txt"), Clock.systemUTC().instant());
        RepositoryOptions options = RepositoryOptions.to(identity.recipient().text())
                .identities(List.of(identity))
                .stateFolder(work.resolve("state"))
                .catalogFolder(work.resolve("catalog"));
        try (Repository repository = step("made a repository", () -> Vaultik.create(storage, options))) {
            return run(repository, data);
        }
    }

    private Outcome run(Repository repository, Path data) throws IOException {
        SnapshotResult first = step("made a snapshot", () -> snapshot(repository, data));
        tell(first);
        change(data);
        SnapshotResult second = step("made another one after a change", () -> snapshot(repository, data));
        tell(second);

        List<SnapshotSummary> snapshots = step("listed the snapshots", () -> list(repository));
        snapshots.forEach(snapshot -> say(snapshot.id() + ", " + snapshot.storedBytes() + " bytes stored"));

        VerifyResult verified = step(
                "verified all content",
                () -> repository.verify().level(VerifyLevel.CONTENT).run());
        say((verified.isOk() ? "all of it is whole: " : "DAMAGED: ") + verified.checkedBlobs() + " blobs, "
                + verified.checkedBytes() + " bytes");

        Path restored = work.resolve("restored");
        RestoreResult result = step("restored the newest one", () -> repository
                .restore(repository.latest().orElseThrow().id())
                .to(restored)
                .run());
        say(result.counts().files() + " files, " + result.counts().bytes() + " bytes");

        List<String> differences = step("compared byte for byte", () -> FolderComparison.differences(data, restored));
        differences.stream().limit(20).forEach(this::say);
        say(differences.isEmpty() ? "no difference" : differences.size() + " DIFFERENCES");
        return new Outcome(first, second, verified, result, differences);
    }

    /** Deletes what an earlier run left, by name: the working folder may hold other things. */
    private void prepare() throws IOException {
        for (String name : List.of("data", "restored", "repository", "state", "catalog")) {
            FolderCopy.delete(work.resolve(name));
        }
        Files.deleteIfExists(work.resolve("key.txt"));
    }

    private static SnapshotResult snapshot(Repository repository, Path data) throws IOException {
        return repository.snapshot().source(data).name("quickstart").run();
    }

    private static List<SnapshotSummary> list(Repository repository) throws IOException {
        return repository.snapshots(SnapshotFilter.all()).snapshots();
    }

    private static void change(Path data) throws IOException {
        Path note = data.resolve("added-by-the-quick-start.txt");
        Files.writeString(note, "A file that the first snapshot does not have.\n", StandardCharsets.UTF_8);
    }

    private void tell(SnapshotResult made) {
        say(made.id() + ": " + made.counts().files() + " files, "
                + made.counts().bytes() + " bytes; "
                + made.newFiles() + " new, " + made.changedFiles() + " changed, " + made.unchangedFiles()
                + " unchanged; " + made.storedBytes() + " bytes stored");
    }

    private <T> T step(String what, Step<T> step) throws IOException {
        long start = System.nanoTime();
        T result = step.take();
        out.println(String.format(Locale.ROOT, "%6.2f s  %s", (System.nanoTime() - start) / 1e9, what));
        return result;
    }

    private void say(String line) {
        out.println("          " + line);
    }
}
