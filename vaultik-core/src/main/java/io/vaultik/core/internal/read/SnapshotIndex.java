package io.vaultik.core.internal.read;

import io.vaultik.core.internal.blob.ZstdFrame;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.SignedManifest;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.internal.gc.SmallObjects;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.Errors;
import io.vaultik.fault.Item;
import io.vaultik.fault.ItemError;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongRepositoryException;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotStatus;
import io.vaultik.repository.SnapshotSummary;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The snapshots of a repository, from clear manifests. Thread-safe. */
public final class SnapshotIndex {
    private final ObjectStorage storage;
    private final UUID repository;

    /**
     * Makes an index; nothing is read yet.
     *
     * @param storage the storage of the repository
     * @param repository its id
     */
    public SnapshotIndex(ObjectStorage storage, UUID repository) {
        this.storage = storage;
        this.repository = repository;
    }

    /**
     * The snapshots that could be read, and the others.
     *
     * @param manifests the readable manifests, by time and id
     * @param errors what is wrong with the others
     */
    public record Listing(List<Manifest> manifests, Errors errors) {}

    /**
     * Lists all snapshots: one LIST, and a GET for each.
     *
     * @return what could be read, and what not
     * @throws VaultikException if the storage cannot be listed
     */
    public Listing list() throws VaultikException {
        List<Manifest> manifests = new ArrayList<>();
        List<ItemError> errors = new ArrayList<>();
        long failed = 0;
        for (String dir : dirs()) {
            try {
                read(dir).ifPresent(manifests::add);
            } catch (StorageException e) {
                throw e;
            } catch (VaultikException e) {
                failed++;
                if (errors.size() < Errors.MAX_ITEMS) {
                    errors.add(error(dir, e));
                }
            }
        }
        manifests.sort(Comparator.comparing(Manifest::created).thenComparing(Manifest::snapshot));
        return new Listing(manifests, Errors.of(null, errors, failed, 0, 0));
    }

    /**
     * Reads the manifest of one snapshot.
     *
     * @param id the snapshot
     * @return its manifest, signed by somebody
     * @throws NotFoundException if there is none
     * @throws VaultikException if it cannot be read
     */
    public Manifest get(SnapshotId id) throws VaultikException {
        return read(id.value()).orElseThrow(() -> new NotFoundException("there is no snapshot {}", null, id));
    }

    /**
     * Tells whether a snapshot is there.
     *
     * @param id the snapshot
     * @return true if its manifest is there and no void
     * @throws VaultikException if the storage fails
     */
    public boolean exists(SnapshotId id) throws VaultikException {
        return storage.stat(Keys.manifest(id.value()))
                .filter(info -> info.length() != VoidMark.LENGTH)
                .isPresent();
    }

    /**
     * {@return what the api says of a manifest}
     *
     * @param manifest a manifest that was read
     */
    public static SnapshotSummary summary(Manifest manifest) {
        return new SnapshotSummary(
                SnapshotId.of(manifest.snapshot()),
                manifest.created(),
                manifest.complete() ? SnapshotStatus.COMPLETE : SnapshotStatus.PARTIAL,
                manifest.series(),
                Optional.ofNullable(manifest.host()),
                Optional.ofNullable(manifest.name()),
                manifest.blobs().size(),
                manifest.storedBytes(),
                manifest.newStoredBytes());
    }

    /** Returns the directories of all snapshots that are there; a void shows by its length. */
    private List<String> dirs() throws VaultikException {
        List<String> dirs = new ArrayList<>();
        storage.list(Keys.METADATA, info -> {
            if (info.length() != VoidMark.LENGTH) {
                Keys.manifestDir(info.key()).ifPresent(dirs::add);
            }
            return true;
        });
        return dirs;
    }

    private Optional<Manifest> read(String dir) throws VaultikException {
        Optional<byte[]> object = SmallObjects.read(storage, Keys.manifest(dir), Limits.MAX_DOCUMENT_BYTES);
        if (object.isEmpty() || VoidMark.is(object.get())) {
            return Optional.empty();
        }
        String where = Keys.manifest(dir).value();
        byte[] lines = ZstdFrame.decompress(where, object.get(), 0, object.get().length, Limits.MAX_DOCUMENT_BYTES);
        Manifest manifest = SignedManifest.decode(where, lines).manifest();
        if (!manifest.repository().equals(repository)) {
            throw new WrongRepositoryException("{} belongs to repository {}", null, where, manifest.repository());
        }
        if (!manifest.snapshot().equals(dir)) {
            throw new WrongRepositoryException("{} is the manifest of {}", null, where, manifest.snapshot());
        }
        return Optional.of(manifest);
    }

    private static ItemError error(String dir, VaultikException e) {
        Item item = new Item("snapshot", new Concealed(dir), new Concealed(dir));
        return new ItemError(ItemError.Kind.FAILED, item, e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
    }
}
