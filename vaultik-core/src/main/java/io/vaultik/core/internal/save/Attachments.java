package io.vaultik.core.internal.save;

import io.vaultik.core.internal.format.SnapshotRecord;
import io.vaultik.core.internal.save.FileLane.SourceFailure;
import io.vaultik.core.internal.work.SpillBuffer;
import io.vaultik.core.internal.work.SpoolFile;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.AttachmentWriter;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stores documents with a snapshot: up to 1 MiB beside the nodes, longer ones like files. One thread. */
final class Attachments {
    /** The document that holds the errors of the run. */
    static final String ERRORS = "vaultik.errors";

    private static final int SMALL_BYTES = 1 << 20;

    private final SaveSession session;
    private final MetadataStore store;
    private final List<Stored> stored = new ArrayList<>();

    private record Stored(String name, long size, long[] refs) {}

    Attachments(SaveSession session, MetadataStore store) {
        this.session = session;
        this.store = store;
    }

    /** Stores the documents of the application, and the errors if there are any. */
    void storeAll(Map<String, AttachmentWriter> writers, @Nullable SpoolFile errors) throws VaultikException {
        for (Map.Entry<String, AttachmentWriter> writer : writers.entrySet()) {
            try (SpillBuffer buffer = new SpillBuffer(
                    session.context().memory(), session.context().spool())) {
                write(writer.getKey(), writer.getValue(), buffer);
                store(writer.getKey(), buffer.length(), buffer.open());
            }
        }
        if (errors != null) {
            store(ERRORS, errors.length(), errors.open(0));
        }
    }

    /** Returns what the record says of them; locations may name the open blob. */
    List<SnapshotRecord.Attachment> located() throws VaultikException {
        List<SnapshotRecord.Attachment> located = new ArrayList<>();
        for (Stored document : stored) {
            MetadataStore.Content content = store.content(document.refs());
            located.add(
                    new SnapshotRecord.Attachment(document.name(), document.size(), content.chunks(), content.lists()));
        }
        return located;
    }

    private static void write(String name, AttachmentWriter writer, SpillBuffer buffer) throws VaultikException {
        try {
            writer.writeTo(buffer.output());
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancelledException("writing an attachment was interrupted", e);
            }
            throw new StorageException(false, "the attachment {} could not be written", e, name);
        }
    }

    private void store(String name, long size, InputStream in) throws VaultikException {
        try (in) {
            if (size <= SMALL_BYTES) {
                stored.add(new Stored(name, size, store.storeDocument(in.readNBytes(SMALL_BYTES))));
                return;
            }
            try (FileLane lane =
                    new FileLane(session, DataStage.chunker(session.context().configuration()))) {
                long[] refs = lane.store(in).refs();
                lane.finish();
                session.uploads().drain();
                stored.add(new Stored(name, size, refs));
            }
        } catch (SourceFailure e) {
            throw new StorageException(false, "the attachment {} could not be read back", e, name);
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(false, "the attachment {} could not be read back", e, name);
        }
    }
}
