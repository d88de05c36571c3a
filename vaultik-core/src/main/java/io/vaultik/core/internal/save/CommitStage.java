package io.vaultik.core.internal.save;

import io.vaultik.core.internal.age.AgeEncryptor;
import io.vaultik.core.internal.blob.ZstdFrame;
import io.vaultik.core.internal.catalog.Generation;
import io.vaultik.core.internal.digest.ContentDigest;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.format.SignedManifest;
import io.vaultik.core.internal.format.SnapshotRecord;
import io.vaultik.core.internal.gc.WriterSession;
import io.vaultik.core.internal.read.StoredManifest;
import io.vaultik.core.internal.state.WriterKey;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.SourceId;
import io.vaultik.repository.TreeCounts;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes a snapshot visible: record, then manifest (W6), then what the catalog learns from it. One thread. */
final class CommitStage {
    private static final int DOCUMENT_LEVEL = 9;
    private static final String SOFTWARE = "vaultik-java 0.1";

    private final SaveSession session;
    private final SnapshotSpec spec;
    private final SeriesHistory history;
    private final Instant started;

    CommitStage(SaveSession session, SnapshotSpec spec, SeriesHistory history, Instant started) {
        this.session = session;
        this.spec = spec;
        this.history = history;
        this.started = started;
    }

    /**
     * What a snapshot consists of when all of its blobs are answered.
     *
     * @param root where the root of the tree lies
     * @param counts what the tree holds
     * @param attachments its documents
     * @param blobs the blobs that it needs
     */
    record Content(
            ChunkLocation root,
            TreeCounts counts,
            List<SnapshotRecord.Attachment> attachments,
            List<ManifestBlob> blobs) {}

    /** Puts the record. */
    byte[] putRecord(Content content) throws VaultikException {
        SourceId source = spec.source().id();
        SnapshotRecord record = new SnapshotRecord(
                session.context().id(),
                session.dir(),
                source.id(),
                source.displayName(),
                spec.name(),
                session.context().host().host(),
                session.context().host().user(),
                spec.paths(),
                started,
                session.context().clock().instant(),
                spec.labels(),
                content.counts(),
                history.previous().map(SeriesHistory.Previous::snapshot).orElse(null),
                SOFTWARE,
                content.root(),
                content.attachments(),
                session.recipientTexts());
        return putRecord(session, record);
    }

    /** Puts a record where the session commits. Returns the object. */
    static byte[] putRecord(SaveSession session, SnapshotRecord record) throws VaultikException {
        byte[] encrypted = encrypt(session, ZstdFrame.compress(record.encode(), DOCUMENT_LEVEL));
        session.storage().put(Keys.record(session.dir()), ObjectBody.of(encrypted), PutMode.REPLACE);
        session.tally().storedDocument(encrypted.length);
        return encrypted;
    }

    /** W6. On return the snapshot is visible and acknowledged. Returns the manifest object. */
    byte[] commit(WriterSession writer, Content content, byte[] record, boolean complete) throws VaultikException {
        Optional<SeriesHistory.Previous> previous = history.previous();
        Manifest manifest = new Manifest(
                session.context().id(),
                session.dir(),
                started,
                complete,
                Hex.of(history.series()),
                session.context().host().host(),
                spec.name(),
                digest(session, record),
                record.length,
                session.tally().storedBytes() - record.length,
                session.tally().newBlobs(),
                previous.map(SeriesHistory.Previous::snapshot).orElse(null),
                previous.map(SeriesHistory.Previous::manifestDigest).orElse(null),
                session.context().state().nextSequence(),
                content.blobs(),
                null,
                null);
        return commit(session, writer, manifest);
    }

    /** W6: signs a manifest and creates it. On return it is acknowledged. Returns the object. */
    static byte[] commit(SaveSession session, WriterSession writer, Manifest manifest) throws VaultikException {
        WriterKey key = session.context().state().writerKey();
        byte[] object = StoredManifest.encode(SignedManifest.sign(manifest, key.privateKey(), key.publicKey()));
        writer.commit(object);
        session.tally().storedDocument(object.length);
        return object;
    }

    Instant started() {
        return started;
    }

    /** Tells the catalog that all blobs of the manifest are committed and what is known of files. */
    void remember(Content content, Generation generation, byte[] manifest) throws VaultikException {
        String label = SeriesHistory.label(session.dir(), digest(session, manifest));
        Generation labelled = new Generation(generation.id(), label, generation.walkStarted());
        List<byte[]> names =
                content.blobs().stream().map(ManifestBlob::name).map(Hex::bytes).toList();
        session.catalog().commit(session.dir(), names, labelled);
    }

    static String digest(SaveSession session, byte[] bytes) throws VaultikException {
        ContentDigest digest = session.algorithm().digest(bytes);
        return digest.hex();
    }

    private static byte[] encrypt(SaveSession session, byte[] plain) throws VaultikException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length + 1024);
        try {
            AgeEncryptor encryptor =
                    new AgeEncryptor(session.recipients(), session.context().random());
            encryptor.begin(out::write);
            encryptor.write(plain, 0, plain.length);
            encryptor.finish();
            return out.toByteArray();
        } catch (IOException e) {
            throw new StorageException(false, "the snapshot record cannot be encrypted", e);
        }
    }
}
