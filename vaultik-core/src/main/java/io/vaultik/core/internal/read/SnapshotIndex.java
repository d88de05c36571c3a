package io.vaultik.core.internal.read;

import io.vaultik.core.internal.catalog.BlobNames;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestHead;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.Errors;
import io.vaultik.fault.Item;
import io.vaultik.fault.ItemError;
import io.vaultik.fault.ItemErrors;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotSummary;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import java.util.Arrays;
import java.util.BitSet;
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
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of a repository, from clear manifests. What a manifest says without the sizes of its blobs is taken from the catalog of this host if the
 * same object was read before; who needs more reads it. Thread-safe.
 */
public final class SnapshotIndex {
    /** How often a manifest that goes between two calls is looked for again. */
    private static final int MAX_LOOKS = 4;

    private final ObjectStorage storage;
    private final ManifestReading reading;
    private final ManifestCache cache;

    private SnapshotIndex(ObjectStorage storage, UUID repository, ManifestCache cache) {
        this.storage = storage;
        this.reading = new ManifestReading(storage, repository);
        this.cache = cache;
    }

    /**
     * Makes an index that remembers nothing; nothing is read yet.
     *
     * @param storage the storage of the repository
     * @param repository its id
     */
    public SnapshotIndex(ObjectStorage storage, UUID repository) {
        this(storage, repository, new ManifestCache(Optional::empty));
    }

    /**
     * Makes an index for one operation that keeps in the catalog what it reads; the catalog is made if there is none.
     *
     * @param context the repository
     * @param storage its storage, counted and repeated
     * @return the index
     */
    public static SnapshotIndex remembering(RepositoryContext context, ObjectStorage storage) {
        return new SnapshotIndex(
                storage,
                context.id(),
                new ManifestCache(() -> Optional.of(context.catalog().cachedManifests(context.id()))));
    }

    /**
     * Makes an index for one operation that keeps in the catalog what it reads, if this host has one.
     *
     * @param context the repository
     * @param storage its storage, counted and repeated
     * @return the index
     */
    public static SnapshotIndex rememberingIfKnown(RepositoryContext context, ObjectStorage storage) {
        return new SnapshotIndex(storage, context.id(), new ManifestCache(() -> context.knownCatalog()
                .map(catalog -> catalog.cachedManifests(context.id()))));
    }

    /**
     * The snapshots that could be read, and the others.
     *
     * @param counting all manifests that the listing has shown, by directory
     * @param heads what the readable ones say, by time and id
     * @param pinned the ids of those that are pinned
     * @param failures why the others could not be read
     */
    public record Listing(
            List<ManifestListing.Counting> counting,
            List<ManifestHead> heads,
            Set<String> pinned,
            SortedMap<String, VaultikException> failures) {
        /** {@return what the api says of the readable ones, by time and id} */
        public List<SnapshotSummary> summaries() {
            return heads.stream()
                    .map(head -> KnownManifest.summary(head, pinned.contains(head.snapshot())))
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
            SnapshotIndex.requireAll(failures, into);
        }
    }

    /**
     * Ends an operation which needs all manifests if some could not be read.
     *
     * @param failures why, by directory
     * @param into is told of each
     * @throws VaultikException the first failure
     */
    public static void requireAll(SortedMap<String, VaultikException> failures, ItemErrors into)
            throws VaultikException {
        for (Map.Entry<String, VaultikException> failure : failures.entrySet()) {
            into.failed(item(failure.getKey()), failure.getValue());
        }
        if (!failures.isEmpty()) {
            throw failures.get(failures.firstKey());
        }
    }

    /**
     * Lists all snapshots: one LIST, and a GET for each that is not remembered, many at once.
     *
     * @param crew who reads
     * @return what could be read, and what not
     * @throws VaultikException if the storage cannot be listed
     */
    public Listing list(Crew crew) throws VaultikException {
        Set<String> pinned = new HashSet<>();
        List<ManifestListing.Counting> counting = counting(pinned);
        @Nullable ManifestHead[] heads = new ManifestHead[counting.size()];
        SortedMap<String, VaultikException> failures = heads(crew, counting, (i, known) -> heads[i] = known.head());
        List<ManifestHead> readable = Arrays.stream(heads)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(ManifestHead::created).thenComparing(ManifestHead::snapshot))
                .toList();
        return new Listing(counting, readable, pinned, failures);
    }

    /** Takes what is known of manifests. */
    @FunctionalInterface
    public interface HeadSink {
        /**
         * Takes one; called by several threads.
         *
         * @param index which one of those that were asked for
         * @param manifest what it says, without its blobs
         */
        void take(int index, KnownManifest manifest);
    }

    /**
     * Tells what manifests say without their blobs. What is gone, or a void, is left out.
     *
     * @param crew who reads those that are not remembered, many at once
     * @param counting which ones
     * @param sink takes each that could be read
     * @return why the others could not be read, by directory
     * @throws VaultikException if the storage fails
     */
    public SortedMap<String, VaultikException> heads(Crew crew, List<ManifestListing.Counting> counting, HeadSink sink)
            throws VaultikException {
        BitSet unknown = new BitSet();
        unknown.set(0, counting.size());
        cache.heads(infos(counting), (i, known) -> {
            unknown.clear(i);
            sink.take(i, known);
        });
        return readSome(crew, counting, unknown, (i, stored) -> {
            KnownManifest known = KnownManifest.of(stored);
            remember(counting.get(i), stored, known, KnownManifest.names(stored.manifest()));
            sink.take(i, known);
        });
    }

    /** Takes what is known of manifests with the names of their blobs. */
    @FunctionalInterface
    public interface NameSink {
        /**
         * Takes one; called by one thread at a time.
         *
         * @param index which one of those that were asked for
         * @param manifest what it says, without its blobs
         * @param names the names of its blobs
         */
        void take(int index, KnownManifest manifest, BlobNames names);
    }

    /**
     * Tells which blobs manifests name. What is gone, or a void, is left out.
     *
     * @param crew who reads those that are not remembered, many at once
     * @param counting which ones
     * @param sink takes each that could be read
     * @return why the others could not be read, by directory
     * @throws VaultikException if the storage fails
     */
    public SortedMap<String, VaultikException> names(Crew crew, List<ManifestListing.Counting> counting, NameSink sink)
            throws VaultikException {
        BitSet unknown = new BitSet();
        unknown.set(0, counting.size());
        cache.read(infos(counting), (i, known, names) -> {
            unknown.clear(i);
            sink.take(i, known, names);
        });
        ReentrantLock lock = new ReentrantLock();
        return readSome(crew, counting, unknown, (i, stored) -> {
            KnownManifest known = KnownManifest.of(stored);
            byte[] names = KnownManifest.names(stored.manifest());
            remember(counting.get(i), stored, known, names);
            lock.lock();
            try {
                sink.take(i, known, visitor -> {
                    for (int at = 0; at < names.length; at += KnownManifest.NAME_BYTES) {
                        visitor.name(names, at);
                    }
                });
            } finally {
                lock.unlock();
            }
        });
    }

    /**
     * Forgets all manifests but those of a listing.
     *
     * @param counting the manifests that count
     */
    public void forgetOthers(List<ManifestListing.Counting> counting) {
        cache.keepOnly(infos(counting).stream().map(info -> info.key().value()).collect(Collectors.toSet()));
    }

    /** Takes manifests that were read. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes one; called by several threads. How many are taken at once is bounded by the memory that they need, so it must not keep them.
         *
         * @param index which one of those that were asked for
         * @param stored the manifest
         * @throws VaultikException if it cannot be used
         */
        void take(int index, StoredManifest stored) throws VaultikException;
    }

    /**
     * Reads manifests with all that they say, many at once. What is gone, or a void, is left out.
     *
     * @param crew who reads
     * @param counting which ones
     * @param sink takes each that could be read
     * @return why the others could not be read, by directory
     * @throws VaultikException if the storage fails
     */
    public SortedMap<String, VaultikException> readAll(Crew crew, List<ManifestListing.Counting> counting, Sink sink)
            throws VaultikException {
        BitSet all = new BitSet();
        all.set(0, counting.size());
        return readSome(crew, counting, all, sink);
    }

    private SortedMap<String, VaultikException> readSome(
            Crew crew, List<ManifestListing.Counting> counting, BitSet which, Sink sink) throws VaultikException {
        SortedMap<String, VaultikException> failures = new ConcurrentSkipListMap<>();
        int[] indexes = which.stream().toArray();
        crew.forEach(indexes.length, at -> {
            ManifestListing.Counting one = counting.get(indexes[at]);
            try {
                boolean isRead =
                        reading.read(one.session(), one.info().length(), stored -> sink.take(indexes[at], stored));
                Optional<StoredManifest> other = isRead ? Optional.empty() : stored(one.dir());
                if (other.isPresent()) {
                    sink.take(indexes[at], other.get());
                }
            } catch (StorageException e) {
                throw e;
            } catch (VaultikException e) {
                failures.put(one.dir(), e);
            }
        });
        cache.flush();
        return failures;
    }

    /** Remembers what was read if it is what the listing has shown. */
    private void remember(ManifestListing.Counting listed, StoredManifest stored, KnownManifest known, byte[] names) {
        if (stored.manifest().session().equals(listed.session())
                && stored.length() == listed.info().length()) {
            cache.add(listed.info(), known, names);
        }
    }

    private static List<ObjectInfo> infos(List<ManifestListing.Counting> counting) {
        return counting.stream().map(ManifestListing.Counting::info).toList();
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
        StoredManifest[] found = new StoredManifest[1];
        return reading.read(session, 0, stored -> found[0] = stored) ? Optional.of(found[0]) : Optional.empty();
    }

    private static Item item(String dir) {
        return new Item("snapshot", new Concealed(dir), new Concealed(dir));
    }

    private static ItemError error(String dir, VaultikException e) {
        return new ItemError(
                ItemError.Kind.FAILED, item(dir), e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
    }
}
