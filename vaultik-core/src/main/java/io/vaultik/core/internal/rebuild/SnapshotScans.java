package io.vaultik.core.internal.rebuild;

import io.vaultik.core.internal.age.X25519Recipient;
import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestHead;
import io.vaultik.core.internal.format.SnapshotRecord;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.internal.gc.SmallObjects;
import io.vaultik.core.internal.read.ManifestListing;
import io.vaultik.core.internal.read.SegmentCache;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.core.internal.read.StoredManifest;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.Item;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.UnsupportedFormatException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongKeyException;
import io.vaultik.fault.WrongRepositoryException;
import io.vaultik.progress.Phase;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the metadata of one snapshot after the other. One that cannot be read is named and left out; one that goes meanwhile is none,
 * and one that is revised is read as it is then. Used by one thread.
 */
final class SnapshotScans {
    private static final int MAX_LOOKS = 4;

    private final RepositoryContext context;
    private final Operation operation;
    private final ObjectStorage storage;
    private final SnapshotIndex index;
    private final SegmentCache cache = new SegmentCache(SegmentCache.DEFAULT_BYTES);
    private final NamedBlobs blobs;
    private final NewestSnapshots newest;
    private final TreeScan trees;
    private @Nullable WrongKeyException wrongKey;
    private long count;

    SnapshotScans(
            RepositoryContext context, Operation operation, NamedBlobs blobs, Places places, NewestSnapshots newest)
            throws VaultikException {
        this.context = context;
        this.operation = operation;
        this.storage = operation.storage();
        this.index = new SnapshotIndex(storage, context.id());
        this.blobs = blobs;
        this.newest = newest;
        this.trees = new TreeScan(blobs, places, context.algorithm());
    }

    /** Returns how many snapshots were read. */
    long count() {
        return count;
    }

    /**
     * Reads all.
     *
     * @param counting their manifests, by directory: an id begins with the time of its snapshot
     * @throws WrongKeyException if the identity fits none of them
     */
    void run(List<ManifestListing.Counting> counting) throws VaultikException {
        operation.enter(Phase.TREE);
        operation.progress().total(counting.size(), 0);
        for (int i = counting.size() - 1; i >= 0; i--) {
            Interrupts.check();
            scan(counting.get(i));
            operation.progress().add(1, 0);
        }
        if (count == 0 && wrongKey != null) {
            throw wrongKey;
        }
    }

    private void scan(ManifestListing.Counting listed) throws VaultikException {
        Optional<Manifest> found = manifest(listed.dir(), () -> index.stored(listed));
        for (int look = 1; found.isPresent(); look++) {
            Manifest manifest = found.get();
            try {
                read(manifest);
                count++;
                return;
            } catch (VaultikException e) {
                if (!isOfTheSnapshot(e)) {
                    throw e;
                }
                found = manifest(listed.dir(), () -> index.stored(listed.dir()));
                if (found.isPresent()
                        && (look == MAX_LOOKS || found.get().session().equals(manifest.session()))) {
                    failed(listed.dir(), e);
                    return;
                }
            }
        }
    }

    private void read(Manifest manifest) throws VaultikException {
        blobs.add(manifest);
        SnapshotReader reader = SnapshotReader.open(context, storage, cache, manifest, null);
        SnapshotRecord record = reader.record();
        blobs.encryptedTo(manifest, recipients(record));
        if (!newest.wants(manifest)) {
            trees.scan(reader, null);
            return;
        }
        EntrySpool files = newest.newSpool();
        boolean taken = false;
        try {
            trees.scan(reader, files);
            newest.add(new NewestSnapshots.Newest(ManifestHead.of(manifest), firstDigest(manifest.snapshot()), files));
            taken = true;
        } finally {
            if (!taken) {
                files.close();
            }
        }
    }

    private interface Look {
        Optional<StoredManifest> now() throws VaultikException;
    }

    /** Returns a manifest; empty if there is no such snapshot any more, or it cannot be read, which is told. */
    private Optional<Manifest> manifest(String dir, Look look) throws VaultikException {
        try {
            return look.now().map(StoredManifest::manifest);
        } catch (VaultikException e) {
            if (!isOfTheSnapshot(e)) {
                throw e;
            }
            failed(dir, e);
            return Optional.empty();
        }
    }

    /** The next snapshot names the one before by its first manifest. */
    private String firstDigest(String dir) throws VaultikException {
        byte[] object = SmallObjects.read(storage, Keys.manifest(dir), Limits.MAX_DOCUMENT_BYTES)
                .filter(bytes -> !VoidMark.is(bytes))
                .orElseThrow(() -> new IntegrityException(Keys.manifest(dir).value(), "a manifest", "nothing", null));
        return context.algorithm().digest(object).hex();
    }

    /** Of a recipient that is no key of age nothing is believed. */
    private static List<String> recipients(SnapshotRecord record) {
        List<String> recipients = new ArrayList<>();
        for (String text : record.recipients()) {
            try {
                recipients.add(X25519Recipient.parse(text).toString());
            } catch (MalformedException e) {
                return List.of();
            }
        }
        return recipients;
    }

    private void failed(String dir, VaultikException why) throws VaultikException {
        if (why instanceof WrongKeyException e && wrongKey == null) {
            wrongKey = e;
        }
        operation.errors().failed(new Item("snapshot", new Concealed(dir), new Concealed(dir)), why);
    }

    /** Tells what is wrong with one snapshot from what ends the run. */
    private static boolean isOfTheSnapshot(VaultikException failure) {
        return failure instanceof IntegrityException
                || failure instanceof MalformedException
                || failure instanceof ObjectNotFoundException
                || failure instanceof UnsupportedFormatException
                || failure instanceof WrongKeyException
                || failure instanceof WrongRepositoryException;
    }
}
