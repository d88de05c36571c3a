package io.vaultik.core.internal.save;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.context.Tuning;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.format.SnapshotRecord;
import io.vaultik.core.internal.gc.WriterSession;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.fault.CommitUnknownException;
import io.vaultik.fault.VaultikException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Stores snapshots anew that are there already, here or in another repository, each in a session of its own: a writer like any other, that
 * keeps no blob that is off limits. What it moves is stored in blobs for the present recipients; all nodes are made anew. Used by one
 * thread.
 *
 * @param context where they are stored
 * @param operation the operation there that this belongs to
 */
record AnewStage(RepositoryContext context, Operation operation) {
    private static final int LEVEL = 3;

    /** They belong to no source; what a dead run of this host left undecided is revoked by the next one. */
    private static final byte[] SERIES = new byte[16];

    /** What is done in a session. */
    @FunctionalInterface
    interface Work {
        /** Returns what was done; empty if there is nothing to do any more, and the session is abandoned. */
        Optional<StoredAnew> in(SaveSession session, WriterSession writer) throws VaultikException;
    }

    /** Makes the manifest, once record and blobs are answered. */
    @FunctionalInterface
    interface Signing {
        Manifest manifest(String recordDigest, long recordLength, List<ManifestBlob> blobs) throws VaultikException;
    }

    /**
     * Begins a session (W1 to W4) and works in it.
     *
     * @param base its name
     * @param avoided names of blobs that it leaves alone
     * @throws CommitUnknownException if the manifest was put without an answer; it is there, or will never be
     */
    Optional<StoredAnew> inSession(String base, Set<String> avoided, Work work) throws VaultikException {
        try (SessionStart.Started started = new SessionStart(SessionHost.of(context), operation.storage(), avoided)
                        .begin(base, SERIES, context.recipients());
                Crew crew = new Crew(context.executor(), 1, Tuning.TRANSFERS_AT_ONCE);
                SaveSession session = new SaveSession(context, operation, started, crew, LEVEL)) {
            try {
                Optional<StoredAnew> done = work.in(session, Objects.requireNonNull(started.session()));
                if (done.isEmpty()) {
                    session.abandon();
                }
                return done;
            } catch (CommitUnknownException e) {
                throw e;
            } catch (VaultikException e) {
                session.abandon();
                throw e;
            }
        }
    }

    /**
     * Stores and commits a snapshot (W5 to W7). On return it is acknowledged.
     *
     * @param reader what reads it
     * @param leaving tells of a blob that the manifest must not name; content in any other one stays there
     * @param signing makes the manifest
     */
    StoredAnew store(
            SaveSession session,
            WriterSession writer,
            SnapshotReader reader,
            Predicate<String> leaving,
            Signing signing)
            throws VaultikException {
        Relocation relocation = new Relocation(session, reader, leaving);
        relocation.moveContent();
        try (MetadataStore store = new MetadataStore(session)) {
            Relocation.Moved moved = relocation.rebuild(store);
            long blobBytes = session.tally().storedBytes();
            SnapshotRecord old = reader.record();
            List<String> recipients = recipients(session, relocation.kept(), old.recipients());
            byte[] record = CommitStage.putRecord(session, old.movedTo(moved.root(), moved.attachments(), recipients));
            Manifest made = signing.manifest(CommitStage.digest(session, record), record.length, moved.blobs());
            CommitStage.commit(session, writer, made);
            remember(session, writer, made);
            return new StoredAnew(
                    session.dir(),
                    session.tally().newBlobs(),
                    blobBytes,
                    session.tally().storedBytes(),
                    session.tally().newBytes());
        }
    }

    /**
     * Returns to whom every blob of a snapshot is encrypted, as far as that is known. What is new, or was found in usable blobs, is for
     * the present recipients; what stays is for those that the record before, or the catalog, says.
     */
    private static List<String> recipients(SaveSession session, Set<String> kept, List<String> before)
            throws VaultikException {
        Set<String> recipients = new TreeSet<>(session.recipientTexts());
        for (String blob : kept) {
            Set<String> known = new HashSet<>(before);
            known.addAll(session.catalog().recipientsOf(Hex.bytes(blob)));
            recipients.retainAll(known);
        }
        return List.copyOf(recipients);
    }

    /** It is acknowledged whatever the catalog says; the next run on this host settles what that does not know. */
    private void remember(SaveSession session, WriterSession writer, Manifest made) {
        List<byte[]> names =
                made.blobs().stream().map(ManifestBlob::name).map(Hex::bytes).toList();
        try {
            session.catalog().commit(session.dir(), names);
        } catch (VaultikException e) {
            operation.logger().warn("the catalog does not know what was committed: {}", e.getMessage());
            return;
        }
        session.end(writer);
    }
}
