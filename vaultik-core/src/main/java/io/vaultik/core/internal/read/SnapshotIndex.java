package io.vaultik.core.internal.read;

import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.internal.gc.SmallObjects;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.Errors;
import io.vaultik.fault.Item;
import io.vaultik.fault.ItemError;
import io.vaultik.fault.ItemErrors;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongRepositoryException;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotStatus;
import io.vaultik.repository.SnapshotSummary;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The snapshots of a repository, from clear manifests. Thread-safe. */
public final class SnapshotIndex {
    /** How often a manifest that goes between two calls is looked for again. */
    private static final int MAX_LOOKS = 4;

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
     * @param pinned the ids of those that are pinned
     * @param failures why the others could not be read
     */
    public record Listing(List<Manifest> manifests, Set<String> pinned, SortedMap<String, VaultikException> failures) {
        /** {@return what the api says of the readable ones, by time and id} */
        public List<SnapshotSummary> summaries() {
            return manifests.stream()
                    .map(manifest -> SnapshotIndex.summary(manifest, pinned.contains(manifest.snapshot())))
                    .toList();
        }

        /** {@return what is wrong with the others} */
        public Errors errors() {
            List<ItemError> errors = failures.entrySet().stream()
                    .limit(Errors.MAX_ITEMS)
                    .map(failure -> error(failure.getKey(), failure.getValue()))
                    .toList();
            return Errors.of(null, errors, failures.size(), 0, 0);
        }

        /**
         * Ends an operation which needs all manifests if some could not be read.
         *
         * @param into is told of each
         * @throws VaultikException the first failure
         */
        public void requireAll(ItemErrors into) throws VaultikException {
            for (Map.Entry<String, VaultikException> failure : failures.entrySet()) {
                into.failed(item(failure.getKey()), failure.getValue());
            }
            if (!failures.isEmpty()) {
                throw failures.get(failures.firstKey());
            }
        }
    }

    /**
     * Lists all snapshots: one LIST, and a GET for each, many at once.
     *
     * @param crew who reads
     * @return what could be read, and what not
     * @throws VaultikException if the storage cannot be listed
     */
    public Listing list(Crew crew) throws VaultikException {
        Set<String> pinned = new HashSet<>();
        List<ManifestListing.Counting> counting = counting(pinned);
        @Nullable Manifest[] manifests = new Manifest[counting.size()];
        SortedMap<String, VaultikException> failures =
                readAll(crew, counting, (i, stored) -> manifests[i] = stored.manifest());
        List<Manifest> readable = Arrays.stream(manifests)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(Manifest::created).thenComparing(Manifest::snapshot))
                .toList();
        return new Listing(readable, pinned, failures);
    }

    /** Takes manifests that were read. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes one; called by several threads.
         *
         * @param index which one of those that were asked for
         * @param stored the manifest
         * @throws VaultikException if it cannot be used
         */
        void take(int index, StoredManifest stored) throws VaultikException;
    }

    /**
     * Reads manifests, many at once. What is gone, or a void, is left out.
     *
     * @param crew who reads
     * @param counting which ones
     * @param sink takes each that could be read
     * @return why the others could not be read, by directory
     * @throws VaultikException if the storage fails
     */
    public SortedMap<String, VaultikException> readAll(Crew crew, List<ManifestListing.Counting> counting, Sink sink)
            throws VaultikException {
        SortedMap<String, VaultikException> failures = new ConcurrentSkipListMap<>();
        crew.forEach(counting.size(), i -> {
            try {
                Optional<StoredManifest> stored = stored(counting.get(i));
                if (stored.isPresent()) {
                    sink.take(i, stored.get());
                }
            } catch (StorageException e) {
                throw e;
            } catch (VaultikException e) {
                failures.put(counting.get(i).dir(), e);
            }
        });
        return failures;
    }

    /**
     * Tells whether a snapshot is pinned.
     *
     * @param id the snapshot
     * @return true if its pin is there
     * @throws VaultikException if the storage fails
     */
    public boolean isPinned(SnapshotId id) throws VaultikException {
        return storage.stat(Keys.pin(id.value())).isPresent();
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
        return stored(id.value())
                .orElseThrow(() -> new NotFoundException("there is no snapshot {}", null, id))
                .manifest();
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
                .filter(info -> !VoidMark.is(info))
                .isPresent();
    }

    /**
     * {@return what the api says of a manifest}
     *
     * @param manifest a manifest that was read
     * @param pinned whether the snapshot is pinned
     */
    public static SnapshotSummary summary(Manifest manifest, boolean pinned) {
        return new SnapshotSummary(
                SnapshotId.of(manifest.snapshot()),
                manifest.created(),
                manifest.complete() ? SnapshotStatus.COMPLETE : SnapshotStatus.PARTIAL,
                manifest.series(),
                Optional.ofNullable(manifest.host()),
                Optional.ofNullable(manifest.name()),
                manifest.blobs().size(),
                manifest.storedBytes(),
                manifest.newStoredBytes(),
                pinned);
    }

    /**
     * Lists the manifests that count.
     *
     * @param pinned takes the ids of the snapshots that are pinned
     * @return one for each snapshot that is there, by directory
     * @throws VaultikException if the storage cannot be listed
     */
    public List<ManifestListing.Counting> counting(Set<String> pinned) throws VaultikException {
        ManifestListing listing = new ManifestListing();
        storage.list(Keys.METADATA, info -> {
            listing.add(info);
            Keys.pinDir(info.key()).ifPresent(pinned::add);
            return true;
        });
        return listing.counting();
    }

    /**
     * Reads the manifest of a snapshot that counts now.
     *
     * @param dir the directory of the snapshot
     * @return the manifest, signed by somebody; empty if there is no such snapshot
     * @throws VaultikException if it cannot be read
     */
    public Optional<StoredManifest> stored(String dir) throws VaultikException {
        for (int i = 0; i < MAX_LOOKS; i++) {
            String session = session(dir);
            if (session == null) {
                return Optional.empty();
            }
            Optional<StoredManifest> stored = of(session);
            if (stored.isPresent()) {
                return stored;
            }
        }
        throw new StorageException(true, "the manifests of {} change while they are read", null, dir);
    }

    /** Returns the name of the session whose manifest counts, or null if the snapshot is not there. */
    private @Nullable String session(String dir) throws VaultikException {
        ManifestListing listing = new ManifestListing();
        storage.list(Keys.snapshotPrefix(dir), info -> {
            listing.add(info);
            return true;
        });
        return listing.counting().stream()
                .map(ManifestListing.Counting::session)
                .findFirst()
                .orElse(null);
    }

    /**
     * Reads a manifest that a listing has shown; if it is gone since, the one that counts now.
     *
     * @param counting the manifest
     * @return the manifest, or empty if its snapshot is gone
     * @throws VaultikException if it cannot be read
     */
    public Optional<StoredManifest> stored(ManifestListing.Counting counting) throws VaultikException {
        Optional<StoredManifest> stored = of(counting.session());
        return stored.isPresent() ? stored : stored(counting.dir());
    }

    /** Reads a manifest; empty if it is gone, or a void is in its place. */
    private Optional<StoredManifest> of(String session) throws VaultikException {
        String where = Keys.manifest(session).value();
        Optional<byte[]> object = SmallObjects.read(storage, Keys.manifest(session), Limits.MAX_DOCUMENT_BYTES);
        if (object.isEmpty() || VoidMark.is(object.get())) {
            return Optional.empty();
        }
        StoredManifest stored = StoredManifest.decode(where, object.get());
        Manifest manifest = stored.manifest();
        if (!manifest.repository().equals(repository)) {
            throw new WrongRepositoryException("{} belongs to repository {}", null, where, manifest.repository());
        }
        if (!manifest.session().equals(session)) {
            throw new WrongRepositoryException("{} is the manifest of {}", null, where, manifest.session());
        }
        return Optional.of(stored);
    }

    private static Item item(String dir) {
        return new Item("snapshot", new Concealed(dir), new Concealed(dir));
    }

    private static ItemError error(String dir, VaultikException e) {
        return new ItemError(
                ItemError.Kind.FAILED, item(dir), e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
    }
}
