package io.vaultik.core.internal.op;

import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.context.Tuning;
import io.vaultik.core.internal.format.ManifestHead;
import io.vaultik.core.internal.format.SnapshotRecord;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.internal.read.ContentChannel;
import io.vaultik.core.internal.read.ContentStream;
import io.vaultik.core.internal.read.KnownManifest;
import io.vaultik.core.internal.read.SegmentCache;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.core.internal.retain.Deletion;
import io.vaultik.core.internal.retain.Pins;
import io.vaultik.core.internal.verify.RepositoryFigures;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.core.storage.RetryingStorage;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.CatalogOp;
import io.vaultik.repository.CopyOp;
import io.vaultik.repository.DeleteOption;
import io.vaultik.repository.DeleteResult;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.EntryStream;
import io.vaultik.repository.ErrorStream;
import io.vaultik.repository.MaintenanceOp;
import io.vaultik.repository.PurgeOp;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryInfo;
import io.vaultik.repository.RestoreOp;
import io.vaultik.repository.RetentionPolicy;
import io.vaultik.repository.SnapshotDetails;
import io.vaultik.repository.SnapshotFilter;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotList;
import io.vaultik.repository.SnapshotOp;
import io.vaultik.repository.SnapshotStatus;
import io.vaultik.repository.SnapshotSummary;
import io.vaultik.repository.SourceId;
import io.vaultik.repository.VerifyOp;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** An open repository. Thread-safe. */
public final class OpenRepository implements Repository {
    private static final String ERRORS = "vaultik.errors";

    private final RepositoryContext context;
    private final ObjectStorage storage;
    private final SegmentCache cache = new SegmentCache(SegmentCache.DEFAULT_BYTES);
    private final ActiveOperations active = new ActiveOperations();
    private final Runnable atClose;

    /**
     * Opens a repository.
     *
     * @param context what its operations share
     * @param given the storage as it was given
     * @param atClose run when it is closed, after all operations ended
     */
    public OpenRepository(RepositoryContext context, ObjectStorage given, Runnable atClose) {
        this.context = context;
        this.storage = new RetryingStorage(given, context.tuning().retries());
        this.atClose = atClose;
    }

    @Override
    public UUID id() {
        return context.id();
    }

    @Override
    public RepositoryInfo info() throws VaultikException {
        return active.run(() -> {
            try (Crew crew = new Crew(context.executor(), Tuning.CALLS_AT_ONCE, 0)) {
                return new RepositoryFigures(context, storage).info(crew);
            }
        });
    }

    @Override
    public SnapshotList snapshots(SnapshotFilter filter) throws VaultikException {
        return active.run(() -> {
            try (Crew crew = new Crew(context.executor(), Tuning.CALLS_AT_ONCE, 0)) {
                SnapshotIndex.Listing listing =
                        SnapshotIndex.remembering(context, storage).list(crew);
                return new SnapshotList(
                        listing.summaries().stream().filter(filter::matches).toList(), listing.errors());
            }
        });
    }

    @Override
    public Optional<SnapshotSummary> latest(SnapshotFilter filter) throws VaultikException {
        Instant now = context.clock().instant();
        List<SnapshotSummary> all = snapshots(filter).snapshots();
        for (int i = all.size() - 1; i >= 0; i--) {
            SnapshotSummary snapshot = all.get(i);
            if (snapshot.status() == SnapshotStatus.COMPLETE
                    && !snapshot.created().isAfter(now)) {
                return Optional.of(snapshot);
            }
        }
        return Optional.empty();
    }

    @Override
    public SnapshotDetails details(SnapshotId id) throws VaultikException {
        return active.run(() -> {
            SnapshotReader reader = reader(id);
            SnapshotRecord record = reader.record();
            Map<String, Long> attachments = new TreeMap<>();
            record.attachments().forEach(a -> attachments.put(a.name(), a.size()));
            return new SnapshotDetails(
                    KnownManifest.summary(ManifestHead.of(reader.manifest()), index().isPinned(id)),
                    new SourceId(record.sourceId(), record.displayName()),
                    record.user(),
                    record.paths(),
                    record.started(),
                    record.ended(),
                    record.labels(),
                    record.counts(),
                    attachments,
                    Optional.ofNullable(record.previous()).map(SnapshotId::of),
                    record.software());
        });
    }

    @Override
    public SnapshotOp snapshot() {
        return new SnapshotBuilder(context, active);
    }

    @Override
    public RestoreOp restore(SnapshotId id) {
        return new RestoreBuilder(context, cache, active, id);
    }

    @Override
    public VerifyOp verify() {
        return new VerifyBuilder(context, active);
    }

    @Override
    public DeleteResult delete(Collection<SnapshotId> ids, DeleteOption... options) throws VaultikException {
        Deletion deletion = new Deletion(context, ids, Set.of(options));
        return active.run(deletion::run);
    }

    @Override
    public void pin(SnapshotId id) throws VaultikException {
        active.run(() -> {
            new Pins(storage, index()).pin(id);
            return true;
        });
    }

    @Override
    public void unpin(SnapshotId id) throws VaultikException {
        active.run(() -> {
            new Pins(storage, index()).unpin(id);
            return true;
        });
    }

    @Override
    public PurgeOp purge(RetentionPolicy policy) {
        return new PurgeBuilder(context, active, policy);
    }

    @Override
    public MaintenanceOp maintenance() {
        return new MaintenanceBuilder(context, active);
    }

    @Override
    public CatalogOp catalog() {
        return new CatalogBuilder(context, active);
    }

    @Override
    public CopyOp copy() {
        return new CopyBuilder(context, active);
    }

    @Override
    public Optional<Entry> entry(SnapshotId id, EntryPath path) throws VaultikException {
        return active.run(() -> {
            SnapshotReader reader = reader(id);
            try {
                TreeEntry line = reader.tree().find(path);
                return line == null ? Optional.empty() : Optional.of(reader.entry(line));
            } catch (VaultikException e) {
                throw reader.explain(e);
            }
        });
    }

    @Override
    public EntryStream entries(SnapshotId id, EntryPath path, int depth) throws VaultikException {
        if (depth < 0) {
            throw new IllegalArgumentException("a depth is at least 0");
        }
        return active.run(() -> TreeEntryStream.open(reader(id), id, path, depth));
    }

    @Override
    public SeekableByteChannel open(SnapshotId id, EntryPath path) throws VaultikException {
        return active.run(() -> {
            SnapshotReader reader = reader(id);
            return new ContentChannel(reader, file(reader, id, path));
        });
    }

    @Override
    public long fetch(SnapshotId id, EntryPath path, OutputStream out) throws VaultikException {
        return active.run(() -> {
            SnapshotReader reader = reader(id);
            TreeEntry file = file(reader, id, path);
            try (InputStream in = new ContentStream(
                    reader, reader.content(file), "a file", file.entry().size())) {
                return in.transferTo(out);
            } catch (VaultikException e) {
                throw e;
            } catch (IOException e) {
                throw new StorageException(
                        false, "the content could not be written: {}", e, String.valueOf(e.getMessage()));
            }
        });
    }

    @Override
    public ErrorStream errors(SnapshotId id) throws VaultikException {
        return active.run(() -> {
            SnapshotReader reader = reader(id);
            Optional<SnapshotRecord.Attachment> stored = attachment(reader, ERRORS);
            return new StoredErrors(stored.isPresent() ? content(reader, stored.get()) : InputStream.nullInputStream());
        });
    }

    @Override
    public InputStream attachment(SnapshotId id, String name) throws VaultikException {
        return active.run(() -> {
            SnapshotReader reader = reader(id);
            SnapshotRecord.Attachment attachment = attachment(reader, name)
                    .orElseThrow(() -> new NotFoundException("snapshot {} has no attachment {}", null, id, name));
            return content(reader, attachment);
        });
    }

    @Override
    public void close() throws VaultikException {
        if (active.close()) {
            try (context) {
                atClose.run();
            }
        }
    }

    RepositoryContext context() {
        return context;
    }

    ActiveOperations active() {
        return active;
    }

    private SnapshotIndex index() {
        return new SnapshotIndex(storage, id());
    }

    private SnapshotReader reader(SnapshotId id) throws VaultikException {
        return SnapshotReader.open(context, storage, cache, id);
    }

    private static TreeEntry file(SnapshotReader reader, SnapshotId id, EntryPath path) throws VaultikException {
        try {
            TreeEntry line = reader.tree().find(path);
            if (line == null || line.entry().kind() != EntryKind.FILE) {
                throw new NotFoundException("snapshot {} has no file {}", null, id, Concealed.of(path));
            }
            return line;
        } catch (VaultikException e) {
            throw reader.explain(e);
        }
    }

    private static Optional<SnapshotRecord.Attachment> attachment(SnapshotReader reader, String name) {
        return reader.record().attachments().stream()
                .filter(a -> a.name().equals(name))
                .findFirst();
    }

    private static InputStream content(SnapshotReader reader, SnapshotRecord.Attachment attachment) {
        return new ContentStream(reader, reader.content(attachment), "an attachment", attachment.size());
    }
}
