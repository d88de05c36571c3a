package io.vaultik.core.internal.copy;

import io.vaultik.core.internal.context.ErrorLog;
import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.ProgressMeter;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.read.StoredManifest;
import io.vaultik.core.internal.save.AnewCopyRun;
import io.vaultik.core.internal.save.StoredAnew;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.Errors;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.IncompleteException;
import io.vaultik.fault.Item;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.UnsupportedFormatException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongKeyException;
import io.vaultik.fault.WrongRepositoryException;
import io.vaultik.progress.OperationReport.Status;
import io.vaultik.progress.Phase;
import io.vaultik.repository.CopyResult;
import io.vaultik.repository.CopyResult.Copied;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** One copy of snapshots to another repository. Used once, by one thread. */
public final class CopyRun {
    private static final int MAX_LOOKS = 4;

    private final RepositoryContext source;
    private final CopySpec spec;
    private final Operation reading;
    private final Operation writing;
    private final Tally tally = new Tally();
    private final List<Copied> copied = new ArrayList<>();
    private final List<Copied> skipped = new ArrayList<>();

    /** That the identity does not fit a snapshot; it fits none if nothing is copied. */
    private @Nullable VaultikException unread;

    /**
     * Makes a run.
     *
     * @param source where the snapshots are
     * @param spec what to do
     */
    public CopyRun(RepositoryContext source, CopySpec spec) {
        this.source = source;
        this.spec = spec;
        // What is finished, entries or blobs, is counted on the side that does it.
        this.reading = new Operation(source, "copy", spec.policy(), spec.anew() ? null : spec.listener());
        this.writing =
                new Operation(spec.target(), "copy", FailurePolicy.FAIL_FAST, spec.anew() ? spec.listener() : null);
    }

    /**
     * Runs.
     *
     * @return what was done, or would be
     * @throws VaultikException as {@link io.vaultik.repository.CopyOp#run()} says
     */
    public CopyResult run() throws VaultikException {
        try (reading;
                writing;
                Crew crew = new Crew(source.executor(), spec.parallelism(), 0)) {
            CopyResult result = inBoth(crew);
            if (result.errors().failedCount() > 0 && spec.policy() != FailurePolicy.BEST_EFFORT) {
                throw new IncompleteException(result.errors(), result);
            }
            return result;
        } catch (IncompleteException e) {
            throw e;
        } catch (VaultikException e) {
            VaultikException failure = reading.failed(e);
            writing.report(Status.FAILED, null);
            throw failure;
        }
    }

    private CopyResult inBoth(Crew crew) throws VaultikException {
        requireCompatible();
        if (spec.anew()) {
            // Without a key or a recipient nothing is asked of the storages.
            source.unwrapper();
            requireRecipients();
        }
        Selection selection = Selection.of(this, crew, spec.ids());
        skipped.addAll(selection.present());
        if (spec.dryRun()) {
            plan(selection);
        } else {
            copy(crew, selection);
        }
        Errors errors = reading.errors().errors(null);
        Status status = errors.failedCount() == 0 ? Status.DONE : Status.INCOMPLETE;
        return new CopyResult(
                copied,
                skipped,
                tally.newBlobs(),
                tally.newBytes(),
                tally.presentBlobs(),
                errors,
                reading.report(status, null),
                writing.report(status, null));
    }

    /** A plan pins nobody. */
    private void requireRecipients() throws VaultikException {
        if (!spec.dryRun() || target().knownRecipientTexts().isEmpty()) {
            target().recipients();
        }
    }

    private void enter(Phase phase) {
        reading.enter(phase);
        writing.enter(phase);
    }

    private void requireCompatible() throws VaultikException {
        if (source.id().equals(target().id())) {
            throw new WrongRepositoryException(
                    "{} is the repository {} itself, or a copy of its storage",
                    null,
                    targetStorage().location(),
                    source.id());
        }
        String from = source.configuration().digest();
        String to = target().configuration().digest();
        if (!from.equals(to)) {
            throw new UnsupportedFormatException(
                    "blobs are named by {} here and by {} in {}: snapshots cannot be copied there",
                    null,
                    from,
                    to,
                    targetStorage().location());
        }
    }

    /** What would be put: each blob that is not listed now, once; what is stored anew is taken for all that there is. */
    private void plan(Selection selection) throws VaultikException {
        PlannedBlobs blobs = PlannedBlobs.of(targetStorage(), spec.anew() || selection.isEmpty());
        for (String dir : selection.dirs()) {
            Optional<StoredManifest> stored = read(dir);
            if (stored.isPresent() && selection.claim(dir)) {
                stored.get().manifest().blobs().forEach(blob -> blobs.count(blob, tally));
                copied.add(new Copied(SnapshotId.of(dir), Optional.empty()));
            }
        }
    }

    private void copy(Crew crew, Selection selection) throws VaultikException {
        try (DeadCopies dead = DeadCopies.of(targetStorage(), target().state())) {
            enter(Phase.CONTENT);
            reading.progress().total(selection.blobCount(), -1);
            AnewCopyRun anew = spec.anew() ? new AnewCopyRun(source, reading, target(), writing) : null;
            for (String dir : selection.dirs()) {
                Optional<StoredManifest> stored = read(dir);
                if (stored.isPresent() && selection.claim(dir)) {
                    if (anew == null) {
                        copy(crew, dir, stored.get());
                    } else {
                        copy(anew, dir, stored.get());
                    }
                }
            }
            VaultikException wrongKey = unread;
            if (wrongKey != null && copied.isEmpty()) {
                throw wrongKey;
            }
            enter(Phase.COMMIT);
            dead.end(logger());
        }
    }

    private void copy(Crew crew, String dir, StoredManifest stored) throws VaultikException {
        SnapshotCopy copy = new SnapshotCopy(this, stored);
        Optional<SnapshotId> made = copy.copy(crew);
        if (made.isPresent()) {
            copied(dir, made.get());
        } else {
            damaged(dir, copy.damage());
        }
    }

    /** What cannot be read is of one snapshot: the others are copied all the same. One that was revised meanwhile is read as it is then. */
    private void copy(AnewCopyRun anew, String dir, StoredManifest stored) throws VaultikException {
        for (int look = 1; ; look++) {
            String session = stored.manifest().session();
            Optional<StoredAnew> made = anew.copy(stored);
            if (made.isPresent()) {
                tally.put(made.get().newBlobs(), made.get().blobBytes());
                copied(dir, SnapshotId.of(made.get().dir()));
                return;
            }
            VaultikException damage = anew.damage();
            Optional<StoredManifest> now = sourceIndex().stored(dir);
            if (look == MAX_LOOKS
                    || now.isEmpty()
                    || now.get().manifest().session().equals(session)) {
                unread = unread == null && damage instanceof WrongKeyException ? damage : unread;
                damaged(dir, damage);
                return;
            }
            stored = now.get();
        }
    }

    private void copied(String dir, SnapshotId made) {
        copied.add(new Copied(SnapshotId.of(dir), Optional.of(made)));
        logger().info("copied {} to {} as {}", dir, targetStorage().location(), made);
    }

    private void damaged(String dir, @Nullable VaultikException damage) throws VaultikException {
        // Readers have no session: what is missing in a snapshot that is gone is no damage.
        if (sourceIndex().exists(SnapshotId.of(dir)) && damage != null) {
            reading.errors().failed(item(dir), damage);
        } else {
            gone(dir);
        }
    }

    /** Reads a manifest again, since what was selected long ago may be gone. */
    private Optional<StoredManifest> read(String dir) throws VaultikException {
        Interrupts.check();
        Optional<StoredManifest> stored = sourceIndex().stored(dir);
        if (stored.isEmpty()) {
            gone(dir);
        }
        return stored;
    }

    /** Who has asked for all has asked for what is there; who has asked for one is told. */
    private void gone(String dir) throws VaultikException {
        if (spec.ids() == null) {
            reading.errors().skipped(item(dir), "deleted while it was to be copied");
        } else {
            reading.errors()
                    .failed(
                            item(dir),
                            new NotFoundException("the snapshot {} was deleted while it was to be copied", null, dir));
        }
    }

    static Item item(String dir) {
        return new Item("snapshot", new Concealed(dir), new Concealed(dir));
    }

    SnapshotIndex sourceIndex() {
        return SnapshotIndex.rememberingIfKnown(source, sourceStorage());
    }

    SnapshotIndex targetIndex() {
        return SnapshotIndex.rememberingIfKnown(target(), targetStorage());
    }

    /** Returns the storage of the snapshots, whose calls are counted and repeated. */
    ObjectStorage sourceStorage() {
        return reading.storage();
    }

    /** Returns the storage of the target, whose calls are counted and repeated. */
    ObjectStorage targetStorage() {
        return writing.storage();
    }

    RepositoryContext target() {
        return spec.target();
    }

    Tally tally() {
        return tally;
    }

    ProgressMeter progress() {
        return reading.progress();
    }

    ErrorLog errors() {
        return reading.errors();
    }

    Logger logger() {
        return reading.logger();
    }
}
