package io.vaultik.core.internal.save;

import io.vaultik.core.internal.age.X25519Recipient;
import io.vaultik.core.internal.blob.BlobWriter;
import io.vaultik.core.internal.catalog.Catalog;
import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.digest.DigestAlgorithm;
import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.gc.WriterSession;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.core.internal.work.ExternalSort;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectStorage;
import java.util.List;

/**
 * What the stages of one run share once it knows what it may use: the session, the index of chunks, the uploads, the finished
 * entries. Thread-safe as far as its parts are.
 */
final class SaveSession implements AutoCloseable {
    private final RepositoryContext context;
    private final Operation operation;
    private final int level;
    private final boolean dryRun;
    private final SessionStart.Started started;
    private final List<X25519Recipient> recipients;
    private final DigestAlgorithm algorithm;
    private final Catalog catalog;
    private final ChunkIndex index;
    private final Uploads uploads;
    private final Directories directories;
    private final FinishedEntries finished;
    private final Tally tally = new Tally();

    /**
     * Makes a session.
     *
     * @param started what W1 to W4 said; without a session of the storage nothing is put
     * @param crew who puts blobs
     * @param level the level of zstd
     */
    SaveSession(RepositoryContext context, Operation operation, SessionStart.Started started, Crew crew, int level)
            throws VaultikException {
        this.context = context;
        this.operation = operation;
        this.level = level;
        this.dryRun = started.session() == null;
        this.started = started;
        this.recipients = started.recipients();
        this.algorithm = context.algorithm();
        this.catalog = context.catalog();
        this.uploads = new Uploads(this, crew);
        this.directories = new Directories(catalog, uploads);
        this.index = new ChunkIndex(catalog, started.usable(), directories);
        this.finished =
                new FinishedEntries(new ExternalSort(context.spool(), RawEntry::compare, SourceScan.SORT_BYTES));
    }

    RepositoryContext context() {
        return context;
    }

    Operation operation() {
        return operation;
    }

    ObjectStorage storage() {
        return operation.storage();
    }

    Catalog catalog() {
        return catalog;
    }

    DigestAlgorithm algorithm() {
        return algorithm;
    }

    /** Returns the directory of the session, which is the id of the snapshot. */
    String dir() {
        return started.dir();
    }

    /** Returns the collection state that the session has entered. */
    CollectionState state() {
        return started.state();
    }

    UsableBlobs usable() {
        return started.usable();
    }

    ChunkIndex index() {
        return index;
    }

    Uploads uploads() {
        return uploads;
    }

    Directories directories() {
        return directories;
    }

    FinishedEntries finished() {
        return finished;
    }

    Tally tally() {
        return tally;
    }

    boolean isDryRun() {
        return dryRun;
    }

    List<X25519Recipient> recipients() {
        return recipients;
    }

    List<String> recipientTexts() {
        return X25519Recipient.texts(recipients);
    }

    long targetBytes() {
        return context.tuning().targetBlobBytes();
    }

    BlobWriter newWriter(BlobKind kind) {
        return new BlobWriter(kind, recipients, context.random(), algorithm, level);
    }

    /** W7, once the manifest is acknowledged: it is, whatever happens here. */
    void end(WriterSession writer) {
        try {
            new SessionEnd(storage(), catalog).committed(started, writer);
        } catch (VaultikException e) {
            tellOfTheEnd(e);
        }
    }

    /** Ends the session of a run that makes nothing, if it has left nothing; done even by a thread that is interrupted. */
    void abandon() {
        boolean interrupted = Thread.interrupted();
        try {
            new SessionEnd(storage(), catalog).abandoned(started, tally.newBlobs());
        } catch (VaultikException e) {
            tellOfTheEnd(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void tellOfTheEnd(VaultikException failure) {
        operation.logger().warn("the end of session {} is left to the next run: {}", dir(), failure.getMessage());
    }

    @Override
    public void close() {
        finished.close();
    }
}
