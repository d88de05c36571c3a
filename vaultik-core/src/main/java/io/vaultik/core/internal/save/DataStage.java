package io.vaultik.core.internal.save;

import io.vaultik.core.internal.chunk.Chunker;
import io.vaultik.core.internal.chunk.ChunkerParameters;
import io.vaultik.core.internal.format.Configuration;
import io.vaultik.core.internal.fs.PathText;
import io.vaultik.core.internal.save.FileLane.SourceFailure;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.Item;
import io.vaultik.fault.SourceChangedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.BackupSource;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.SourceContent;
import io.vaultik.repository.SourceEntry;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Stores the content of files in lanes. All lanes take files from one ordered stream of entries; what needs no reading passes to the
 * finished entries at once. At the end every blob of data is answered.
 */
final class DataStage {
    private static final int MAX_READS = 3;
    private static final String UNSTABLE = "\0unstable";

    private final SaveSession session;
    private final BackupSource source;
    private final OrderedEntries entries;
    private final ChangeDetector detector;
    private final Chunker chunker;
    private final ReentrantLock taking = new ReentrantLock();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong leftOut = new AtomicLong();
    private volatile boolean hasRoot;

    /** How many files there are, and how many are as they were in the last snapshot; under the lock. */
    private long files;

    private long same;

    DataStage(SaveSession session, BackupSource source, OrderedEntries entries, ChangeDetector detector)
            throws VaultikException {
        this.session = session;
        this.source = source;
        this.entries = entries;
        this.detector = detector;
        this.chunker = chunker(session.context().configuration());
    }

    static Chunker chunker(Configuration configuration) throws VaultikException {
        return new Chunker(ChunkerParameters.of(
                configuration.minChunkBytes(), configuration.averageChunkBytes(), configuration.maxChunkBytes()));
    }

    /** What was stored of a file, and whether the file stayed the same meanwhile. */
    private record Content(FileLane.Stored stored, boolean stable) {}

    private record Job(SourceEntry file, boolean isKnown) {}

    /** Runs the lanes; on return everything that was read is stored and answered. */
    void run(Crew crew) throws VaultikException {
        crew.run(number -> {
            try (FileLane lane = new FileLane(session, chunker)) {
                for (Job job = next(); job != null; job = next()) {
                    save(lane, job);
                }
                lane.finish();
            }
        });
        session.uploads().drain();
    }

    /** Returns how many entries were taken from the source and not left out. */
    long written() {
        return taken.get() - leftOut.get();
    }

    /**
     * Tells whether the files are those of the last snapshot, with the same content and the same signs. Called when all lanes have ended.
     *
     * @param known how many files the last snapshot had
     */
    boolean areFilesSame(long known) {
        return same == files && same == known;
    }

    /** Tells whether there is anything to keep: the root alone is nothing. */
    boolean isEmpty() {
        return written() <= (hasRoot ? 1 : 0);
    }

    private @Nullable Job next() throws VaultikException {
        taking.lock();
        try {
            for (byte[] entry = entries.next(); entry != null; entry = entries.next()) {
                taken.incrementAndGet();
                if (RawEntry.kind(entry) != EntryKind.FILE) {
                    if (RawEntry.pathLength(entry) == 0) {
                        hasRoot = true;
                    }
                    session.finished().add(entry);
                    session.operation().progress().add(1, 0);
                    continue;
                }
                files++;
                ChangeDetector.Verdict verdict = detector.look(entry);
                KnownFiles.KnownFile known = verdict.unchanged();
                if (known == null) {
                    return new Job(EntryRecord.decode(entry).entry(), verdict.isKnown());
                }
                carryOver(entry, known);
            }
            return null;
        } finally {
            taking.unlock();
        }
    }

    private void carryOver(byte[] file, KnownFiles.KnownFile known) throws VaultikException {
        session.tally().unchangedFile();
        if (known.isCommitted()
                && RawEntry.hasState(file, known.state())
                && Objects.equals(RawEntry.version(file), known.version())) {
            same++;
        }
        session.finished().add(RawEntry.withContent(file, known.state().size(), known.refs()));
        session.operation().progress().add(1, known.state().size());
    }

    private void save(FileLane lane, Job job) throws VaultikException {
        SourceEntry file = job.file();
        Item item = PathText.item(file.path());
        try {
            Content content = read(lane, file, item);
            SourceEntry entry = sized(file, content.stored().length());
            session.finished()
                    .addRead(new EntryRecord(
                            content.stable() ? entry : unstable(entry),
                            content.stored().refs()));
            session.tally().readFile(job.isKnown());
            session.operation().progress().add(1, entry.size());
        } catch (SourceFailure e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancelledException("reading was interrupted", e);
            }
            leftOut.incrementAndGet();
            if (e.source() instanceof NoSuchFileException) {
                session.operation().errors().skipped(item, "vanished");
            } else {
                session.operation().errors().failed(item, e.source());
            }
        }
    }

    /** Reads a file again while it changes under the reading, or fails in a way that may pass. */
    private Content read(FileLane lane, SourceEntry file, Item item) throws SourceFailure, VaultikException {
        for (int i = 1; ; i++) {
            try (SourceContent content = open(file)) {
                Object before = state(content);
                FileLane.Stored stored = lane.store(content);
                if (before.equals(state(content))) {
                    return new Content(stored, true);
                }
                if (i == MAX_READS) {
                    session.operation()
                            .errors()
                            .failed(item, new SourceChangedException("it changed while it was read", null));
                    return new Content(stored, false);
                }
            } catch (SourceFailure e) {
                boolean passing = e.source() instanceof StorageException s && s.retryable();
                if (!passing || i == MAX_READS) {
                    throw e;
                }
            } catch (VaultikException e) {
                throw e;
            } catch (IOException e) {
                throw new SourceFailure(e);
            }
        }
    }

    private SourceContent open(SourceEntry file) throws SourceFailure {
        try {
            return source.open(file);
        } catch (IOException e) {
            throw new SourceFailure(e);
        } catch (RuntimeException e) {
            throw new SourceFailure(
                    new IOException("the source failed: " + e.getClass().getName(), e));
        }
    }

    private static Object state(SourceContent content) throws SourceFailure {
        try {
            return content.state();
        } catch (IOException e) {
            throw new SourceFailure(e);
        }
    }

    private static SourceEntry sized(SourceEntry file, long size) {
        return file.size() == size ? file : copy(file, size, file.version().orElse(null));
    }

    /** Returns the entry with a version that no source gives, so that the next run reads the file again whatever its signs say. */
    private static SourceEntry unstable(SourceEntry file) {
        return copy(file, file.size(), UNSTABLE);
    }

    private static SourceEntry copy(SourceEntry file, long size, @Nullable String version) {
        SourceEntry.Builder builder = SourceEntry.builder(file.path(), file.kind())
                .attributes(file.attributes())
                .size(size)
                .itemId(file.itemId().orElse(null))
                .version(version)
                .hardLinkId(file.hardLinkId().orElse(null))
                .changed(file.changed().orElse(null));
        if (file.inode().isPresent()) {
            builder.inode(file.inode().getAsLong());
        }
        return builder.build();
    }
}
