package io.vaultik.core.internal.restore;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.age.AgeEncryptor;
import io.vaultik.core.internal.age.X25519Recipient;
import io.vaultik.core.internal.blob.BlobWriter;
import io.vaultik.core.internal.blob.SealedBlob;
import io.vaultik.core.internal.blob.ZstdFrame;
import io.vaultik.core.internal.digest.DigestAlgorithm;
import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.format.Node;
import io.vaultik.core.internal.format.NodeWriter;
import io.vaultik.core.internal.format.SignedManifest;
import io.vaultik.core.internal.format.SnapshotRecord;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.TreeCounts;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.PutMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes snapshots that no honest writer makes: one leaf with any lines, in valid blobs, with a valid record and manifest. */
final class CraftedSnapshot {
    /** What the files of crafted snapshots hold. */
    static final byte[] CONTENT = "crafted".getBytes(StandardCharsets.US_ASCII);

    static final String ID = "2026-01-01T000000Z-crafted";

    private final RestoreFixture fixture;
    private final DigestAlgorithm algorithm;
    private final SecureRandom random = TestRandom.secure(11);
    private final ChunkLocation content;
    private final ManifestBlob data;

    CraftedSnapshot(RestoreFixture fixture) throws IOException {
        this.fixture = fixture;
        this.algorithm = fixture.context.algorithm();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BlobWriter writer = writer(BlobKind.DATA)) {
            writer.begin(out::write);
            int index = writer.add(digest(CONTENT), CONTENT, 0, CONTENT.length);
            ChunkLocation location = writer.locate(index);
            SealedBlob sealed = writer.finish();
            this.data = put(sealed, out, BlobKind.DATA);
            this.content = named(location, sealed);
        }
    }

    static TreeEntry entry(String path, EntryKind kind, EntryAttributes attributes) {
        return TreeEntry.of(new Entry(EntryPath.of(path), kind, 0, attributes, null, null));
    }

    static TreeEntry symlink(String path, String target) {
        return entry(
                path,
                EntryKind.SYMLINK,
                EntryAttributes.builder()
                        .linkTarget(target.getBytes(StandardCharsets.UTF_8))
                        .build());
    }

    TreeEntry file(EntryPath path, EntryAttributes attributes, @Nullable EntryPath linkTo) {
        Entry entry = new Entry(path, EntryKind.FILE, CONTENT.length, attributes, linkTo, null);
        return new TreeEntry(entry, List.of(content), List.of(), null, null);
    }

    TreeEntry file(String path) {
        return file(EntryPath.of(path), EntryAttributes.builder().mode(0644).build(), null);
    }

    SnapshotId put(List<TreeEntry> lines) throws IOException {
        NodeWriter leaf = new NodeWriter(0);
        lines.forEach(leaf::add);
        return put(leaf.finish());
    }

    /** Puts a leaf whose lines are given as they are to be stored. */
    SnapshotId putLines(String... lines) throws IOException {
        byte[] body = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        return put(new Node(0, List.of(), body));
    }

    private SnapshotId put(Node node) throws IOException {
        byte[] bytes = node.stored();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ManifestBlob tree;
        ChunkLocation root;
        try (BlobWriter writer = writer(BlobKind.METADATA)) {
            writer.begin(out::write);
            int index = writer.add(digest(bytes), bytes, 0, bytes.length);
            ChunkLocation location = writer.locate(index);
            SealedBlob sealed = writer.finish();
            tree = put(sealed, out, BlobKind.METADATA);
            root = named(location, sealed);
        }
        commit(root, List.of(data, tree));
        return SnapshotId.of(ID);
    }

    private void commit(ChunkLocation root, List<ManifestBlob> blobs) throws IOException {
        SnapshotRecord record = new SnapshotRecord(
                fixture.configuration.repository(),
                ID,
                "dir:crafted",
                "crafted",
                null,
                "host",
                "user",
                List.of(),
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of(),
                new TreeCounts(0, 0, 0, 0),
                null,
                "a test",
                root,
                List.of(),
                List.of());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] frame = ZstdFrame.compress(record.encode(), 3);
        AgeEncryptor encryptor = new AgeEncryptor(recipients(), random);
        encryptor.begin(out::write);
        encryptor.write(frame, 0, frame.length);
        encryptor.finish();
        byte[] object = out.toByteArray();
        fixture.storage.put(Keys.record(ID), ObjectBody.of(object), PutMode.REPLACE);
        Manifest manifest = new Manifest(
                fixture.configuration.repository(),
                ID,
                Instant.EPOCH,
                true,
                "0".repeat(32),
                null,
                null,
                HexFormat.of().formatHex(digest(object)),
                object.length,
                0,
                0,
                null,
                null,
                1,
                blobs.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList(),
                null,
                null);
        fixture.storage.put(Keys.manifest(ID), ObjectBody.of(ZstdFrame.compress(signed(manifest), 3)), PutMode.REPLACE);
    }

    private static byte[] signed(Manifest manifest) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] der = pair.getPublic().getEncoded();
            return SignedManifest.sign(
                    manifest, pair.getPrivate(), Arrays.copyOfRange(der, der.length - 32, der.length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private ManifestBlob put(SealedBlob sealed, ByteArrayOutputStream bytes, BlobKind kind) throws IOException {
        fixture.storage.put(Keys.blob(sealed.name()), ObjectBody.of(bytes.toByteArray()), PutMode.REPLACE);
        long plain = sealed.directory().plainBytes();
        return new ManifestBlob(sealed.name(), sealed.length(), kind, plain, plain, sealed.headerLength());
    }

    private static ChunkLocation named(ChunkLocation location, SealedBlob blob) {
        return new ChunkLocation(
                blob.name(),
                location.segmentOffset(),
                location.segmentLength(),
                location.offset(),
                location.length(),
                location.digest());
    }

    private BlobWriter writer(BlobKind kind) {
        return new BlobWriter(kind, recipients(), random, algorithm, 3);
    }

    private List<X25519Recipient> recipients() {
        return List.of(fixture.identity.recipient());
    }

    private byte[] digest(byte[] bytes) {
        return HexFormat.of().parseHex(algorithm.digest(bytes).hex());
    }
}
