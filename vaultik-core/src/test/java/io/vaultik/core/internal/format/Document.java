package io.vaultik.core.internal.format;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.fault.Item;
import io.vaultik.fault.ItemError;
import io.vaultik.fault.VaultikException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Random;

/** The documents of the format: a random one of each kind, and what reads it. */
enum Document {
    CONFIGURATION,
    SESSION,
    STATE,
    MANIFEST,
    SIGNED_MANIFEST,
    RECORD,
    LEAF,
    INNER_NODE,
    CHUNK_LIST,
    XATTRS,
    ERROR_LINE,
    DIRECTORY;

    byte[] bytes(Random random) {
        Samples samples = new Samples(random);
        return switch (this) {
            case CONFIGURATION -> samples.configuration().encode();
            case SESSION -> samples.session().encode();
            case STATE -> samples.state().encode();
            case MANIFEST -> samples.manifest().encode();
            case SIGNED_MANIFEST -> signed(samples.manifest());
            case RECORD -> samples.record().encode();
            case LEAF -> {
                NodeWriter writer = new NodeWriter(0);
                samples.entries(6).forEach(writer::add);
                yield writer.finish().stored();
            }
            case INNER_NODE -> {
                NodeWriter writer = new NodeWriter(3);
                samples.children(6).forEach(writer::add);
                yield writer.finish().stored();
            }
            case CHUNK_LIST -> ChunkList.encode(samples.locations(samples.blobs(2), 5));
            case XATTRS -> XattrList.encode(samples.xattrs());
            case ERROR_LINE ->
                ErrorLine.encode(new ItemError(ItemError.Kind.FAILED, Item.path("p"), "c", samples.text()));
            case DIRECTORY -> samples.directory().encode();
        };
    }

    byte[] bytes(long seed) {
        return bytes(new Random(seed));
    }

    /** Reads a document and forgets what it says. */
    void read(byte[] bytes) throws VaultikException {
        switch (this) {
            case CONFIGURATION -> Configuration.decode(bytes);
            case SESSION -> SessionObject.decode(bytes);
            case STATE -> CollectionState.decode(7, bytes);
            case MANIFEST -> Manifest.decode(bytes);
            case SIGNED_MANIFEST -> SignedManifest.decode("m", bytes);
            case RECORD -> SnapshotRecord.decode(bytes);
            case LEAF, INNER_NODE -> NodeReader.decode(bytes, "");
            case CHUNK_LIST -> ChunkList.decode(bytes);
            case XATTRS -> XattrList.decode(bytes);
            case ERROR_LINE -> ErrorLine.decode(bytes);
            case DIRECTORY -> {
                int trailer = Math.max(0, bytes.length - BlobDirectory.TRAILER_BYTES);
                BlobDirectory.frameLength(Arrays.copyOfRange(bytes, trailer, bytes.length));
                BlobDirectory.decode(bytes);
            }
        }
    }

    Random random(String test) {
        return TestRandom.seeded(test + " " + this);
    }

    /** Signs a manifest with a new key. */
    static byte[] signed(Manifest manifest) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] der = pair.getPublic().getEncoded();
            return SignedManifest.sign(
                    manifest, pair.getPrivate(), Arrays.copyOfRange(der, der.length - 32, der.length));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
