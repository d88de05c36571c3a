package io.vaultik.core;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.context.Tuning;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.internal.gc.CollectionStates;
import io.vaultik.core.internal.gc.OpenSession;
import io.vaultik.core.internal.read.ManifestListing;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.schedule.Counts;
import io.vaultik.core.internal.schedule.Schedule;
import io.vaultik.core.internal.schedule.ScheduledStorage;
import io.vaultik.core.internal.schedule.ScheduledStorage.Faults;
import io.vaultik.core.internal.schedule.Ticks;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.BusyException;
import io.vaultik.fault.CommitUnknownException;
import io.vaultik.fault.RevokedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.CopyOp;
import io.vaultik.repository.CopyResult;
import io.vaultik.repository.MaintenanceOp;
import io.vaultik.repository.MaintenanceResult;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One schedule of whole snapshots, copies of snapshots, deletions, revocations and maintenances on one repository, with processes that are killed and begin
 * again. After every change each snapshot that is there has all of its blobs, and each that was acknowledged and not deleted is there;
 * at rest exactly what is named exists, and everything restores.
 */
final class MaintenanceModel {
    /** How many steps a repacker waits at most for something to be deleted. */
    private static final int MAX_WAIT = 400;

    private static final int CONTENTS = 3;

    /** One of so many repositories is verified, too. */
    private static final int VERIFIED = 4;

    private final Schedule schedule;
    private final Path folder;
    private final Counts counts;
    private final Ticks clock = new Ticks(300);
    private final MemoryStorage storage = new MemoryStorage(clock);
    private final Map<SnapshotId, Map<String, byte[]>> acknowledged = new TreeMap<>();
    private final Set<SnapshotId> deleted = new HashSet<>();
    private final MemoryStorage elsewhere = new MemoryStorage(clock);
    private final Map<SnapshotId, Map<String, byte[]>> originals = new TreeMap<>();
    private final Map<ObjectInfo, List<ObjectKey>> named = new HashMap<>();
    private @Nullable UUID id;
    private Optional<String> loss = Optional.empty();

    private MaintenanceModel(long seed, Path folder, Counts counts) {
        this.schedule = new Schedule(seed);
        this.folder = folder;
        this.counts = counts;
    }

    /** Runs a schedule; says what was lost, if anything was. */
    static Optional<String> run(long seed, Path folder, Counts counts) throws IOException {
        MaintenanceModel model = new MaintenanceModel(seed, folder, counts);
        model.prepare();
        try {
            model.schedule.run();
            if (model.loss.isEmpty()) {
                model.settle();
            }
        } catch (AssertionError e) {
            return Optional.of(e.getMessage() + ": " + e.getCause());
        }
        return model.loss;
    }

    private void prepare() throws IOException {
        Random random = schedule.random();
        try (Repository repository = Vaultik.create(storage, host("first").options(), TestHost.QUICK)) {
            id = repository.id();
        }
        if (random.nextInt(3) == 0) {
            prepareCopies();
        }
        int writers = 1 + random.nextInt(2);
        for (int i = 0; i < writers; i++) {
            String name = "writer" + i;
            long seed = random.nextLong();
            int runs = 1 + random.nextInt(2);
            schedule.add(name, () -> write(name, runs, seed));
        }
        int keepers = 1 + random.nextInt(2);
        for (int i = 0; i < keepers; i++) {
            String name = "keeper" + i;
            int runs = 1 + random.nextInt(2);
            boolean revokes = random.nextBoolean();
            schedule.add(name, () -> maintain(name, runs, revokes));
        }
        if (random.nextInt(3) > 0) {
            int runs = 1 + random.nextInt(3);
            schedule.add("repacker", () -> repack("repacker", runs));
        }
        int deletions = 1 + random.nextInt(3);
        schedule.add("deleter", () -> delete(deletions));
        if (random.nextInt(3) == 0) {
            // Beside the snapshots of the same host.
            schedule.add("rebuilder", () -> rebuild("writer0"));
        }
    }

    /** Another repository, from which a host copies what it has again and again: what was deleted comes back under the same names. */
    private void prepareCopies() throws IOException {
        TestSource source = new TestSource("elsewhere");
        try (Repository repository = Vaultik.create(
                elsewhere, host("elsewhere").options().clock(clock).executor(task -> {}), TestHost.QUICK)) {
            for (int i = 0; i < 2; i++) {
                clock.pass(Duration.ofSeconds(1));
                source.put("f" + i, TestRandom.bytes(i, 70_000));
                SnapshotId made = repository
                        .snapshot()
                        .source(source)
                        .parallelism(1)
                        .run()
                        .id();
                originals.put(made, source.content());
            }
        }
        int copiers = 1 + schedule.random().nextInt(2);
        for (int i = 0; i < copiers; i++) {
            String name = "copier" + i;
            schedule.add(name, () -> copy(name, 3));
        }
    }

    private void copy(String name, int runs) throws IOException {
        for (int i = 0; i < runs; i++) {
            try (Repository from = Vaultik.open(
                            elsewhere, host(name).options().clock(clock).executor(task -> {}), TestHost.QUICK);
                    Repository to = open(name, faults())) {
                boolean all = schedule.random().nextBoolean();
                CopyOp op = from.copy().to(to).parallelism(1);
                copied((all
                                ? op
                                : op.snapshots(
                                        List.of(originals.keySet().iterator().next())))
                        .run());
            } catch (RevokedException e) {
                counts.add("revoked", 1);
            } catch (CommitUnknownException e) {
                counts.add("unknown", 1);
            } catch (BusyException e) {
                counts.add("busy copies", 1);
            } catch (VaultikException e) {
                counts.add("refused", 1);
            } catch (Schedule.Killed e) {
                counts.add("killed", 1);
                schedule.step();
            }
        }
    }

    private void copied(CopyResult result) throws VaultikException {
        for (CopyResult.Copied copied : result.copied()) {
            SnapshotId id = copied.to().orElseThrow();
            counts.add("copied", 1);
            if (deleted.stream().anyMatch(gone -> gone.original().equals(id.original()))) {
                counts.add("copied again", 1);
            }
            acknowledged.put(id, Objects.requireNonNull(originals.get(copied.from())));
        }
        check();
    }

    /** A process is killed, or has a bad connection, or has no trouble. */
    private Faults faults() {
        int kind = schedule.random().nextInt(4);
        return new Faults(kind == 0 ? 1 + schedule.random().nextInt(20) : 0, kind == 1 ? 300 : 0);
    }

    private TestHost host(String name) {
        return new TestHost(folder.resolve(name), new TestClock());
    }

    /** A process may be killed; the next one of its host goes on from what it has left. */
    private void write(String name, int runs, long seed) throws IOException {
        TestSource source = new TestSource(name);
        Random random = new Random(seed);
        for (int i = 0; i < runs; i++) {
            for (int file = 0; file < CONTENTS; file++) {
                if (random.nextBoolean()) {
                    source.put("f" + file, TestRandom.bytes(file, file % 3 == 0 ? 70_000 : 20_000));
                } else {
                    source.remove("f" + file);
                }
            }
            source.put("own", (name + i).repeat(500).getBytes(StandardCharsets.US_ASCII));
            if (random.nextInt(3) == 0) {
                loseCatalog(name);
                rebuild(name);
            }
            Faults faults = faults();
            try {
                save(name, source, faults);
            } catch (Schedule.Killed e) {
                counts.add("killed", 1);
                schedule.step();
            }
        }
    }

    private void loseCatalog(String name) throws IOException {
        try (Repository repository = open(name, new Faults(0, 0))) {
            repository.catalog().drop();
        } catch (BusyException e) {
            counts.add("busy catalogs", 1);
        }
    }

    /** What is found now may be deleted, condemned and doomed before the next snapshot of the host uses it. */
    private void rebuild(String name) throws IOException {
        for (int wait = schedule.random().nextInt(100); wait > 0; wait--) {
            schedule.step();
        }
        try (Repository repository = open(name, faults())) {
            counts.add("rebuilt blobs", repository.catalog().rebuild().blobs());
        } catch (VaultikException e) {
            counts.add("refused", 1);
        } catch (Schedule.Killed e) {
            counts.add("killed", 1);
            schedule.step();
        }
    }

    private void save(String name, TestSource source, Faults faults) throws IOException {
        try (Repository repository = open(name, faults)) {
            SnapshotId made =
                    repository.snapshot().source(source).parallelism(1).run().id();
            counts.add("made", 1);
            if (!deleted.contains(made)) {
                acknowledged.put(made, source.content());
            }
            check();
        } catch (RevokedException e) {
            counts.add("revoked", 1);
        } catch (CommitUnknownException e) {
            counts.add("unknown", 1);
        } catch (VaultikException e) {
            counts.add("refused", 1);
        }
    }

    private Repository open(String name, Faults faults) throws VaultikException {
        return Vaultik.open(
                new View(faults),
                host(name).options().user(name).clock(clock).executor(task -> {}),
                new Tuning(TestHost.QUICK.retries(), TestHost.QUICK.targetBlobBytes(), time -> schedule.step()));
    }

    private void maintain(String name, int runs, boolean revokes) throws IOException {
        for (int i = 0; i < runs; i++) {
            try (Repository repository = open(name, faults())) {
                MaintenanceOp op = repository.maintenance().parallelism(1);
                count((revokes ? op.revokeAfter(Duration.ofSeconds(1)) : op).run());
            } catch (VaultikException e) {
                counts.add("refused", 1);
            } catch (Schedule.Killed e) {
                counts.add("killed", 1);
                schedule.step();
            }
        }
    }

    /** Moves nearly everything, again and again: snapshots get revisions while they are deleted, and what they lay in goes. */
    private void repack(String name, int runs) throws IOException {
        for (int i = 0; i < runs; i++) {
            for (int wait = schedule.random().nextInt(MAX_WAIT); wait > 0 && !hasDeleted(); wait--) {
                schedule.step();
            }
            try (Repository repository = open(name, faults())) {
                MaintenanceResult result =
                        repository.maintenance().parallelism(1).repackBelow(99).run();
                count(result);
                counts.add("revised", result.revisions().orElseThrow().revised().size());
                check();
            } catch (VaultikException e) {
                counts.add("refused", 1);
            } catch (Schedule.Killed e) {
                counts.add("killed", 1);
                schedule.step();
            }
        }
    }

    private boolean hasDeleted() {
        return deleted.size() > schedule.random().nextInt(3);
    }

    private void count(MaintenanceResult result) {
        counts.add("collected blobs", result.deletedBlobs());
        counts.add("blocked", result.blockedBy().size());
        counts.add("left over", result.leftOvers());
    }

    private void delete(int deletions) throws IOException {
        for (int i = 0; i < deletions; i++) {
            for (int wait = schedule.random().nextInt(60); wait > 0; wait--) {
                schedule.step();
            }
            List<SnapshotId> there = new ArrayList<>(acknowledged.keySet());
            if (there.isEmpty()) {
                continue;
            }
            SnapshotId victim = there.get(schedule.random().nextInt(there.size()));
            acknowledged.remove(victim);
            deleted.add(victim);
            try (Repository repository = open("deleter", faults())) {
                repository.delete(List.of(victim));
                counts.add("deleted", 1);
            } catch (VaultikException e) {
                counts.add("refused", 1);
            } catch (Schedule.Killed e) {
                counts.add("killed", 1);
                schedule.step();
            }
        }
    }

    /** Looks for what is lost: all snapshots that are there have their blobs, all that were acknowledged are there. */
    private void check() throws VaultikException {
        for (SnapshotId snapshot : acknowledged.keySet()) {
            if (storage.stat(Keys.manifest(snapshot.value()))
                    .filter(info -> info.length() != VoidMark.LENGTH)
                    .isEmpty()) {
                lost("the acknowledged snapshot " + snapshot + " is gone");
            }
        }
        for (SnapshotId snapshot : visible()) {
            for (ObjectKey blob : blobs(snapshot)) {
                if (storage.stat(blob).isEmpty()) {
                    lost("snapshot " + snapshot + " lacks " + blob);
                }
            }
        }
    }

    /** Returns what a snapshot names. A manifest is read once: its signature takes long. */
    private List<ObjectKey> blobs(SnapshotId snapshot) throws VaultikException {
        ManifestListing listing = new ManifestListing();
        storage.list(Keys.snapshotPrefix(snapshot.value()), info -> {
            listing.add(info);
            return true;
        });
        if (listing.counting().isEmpty()) {
            return List.of();
        }
        ObjectInfo counting = listing.counting().get(0).info();
        List<ObjectKey> known = named.get(counting);
        if (known == null) {
            Manifest manifest = new SnapshotIndex(storage, Objects.requireNonNull(id)).get(snapshot);
            known = manifest.blobs().stream()
                    .map(blob -> Keys.blob(blob.name()))
                    .toList();
            named.put(counting, known);
        }
        return known;
    }

    private void lost(String what) {
        loss = loss.or(() -> Optional.of(what));
    }

    private List<SnapshotId> visible() throws StorageException {
        List<SnapshotId> visible = new ArrayList<>();
        storage.list(Keys.METADATA, info -> {
            if (info.length() != VoidMark.LENGTH) {
                Keys.manifestDir(info.key()).map(SnapshotId::of).ifPresent(visible::add);
            }
            return true;
        });
        return visible;
    }

    /** All is quiet: who is left is dead, and one maintenance after the other runs until nothing is left to do. */
    private void settle() throws IOException {
        TestHost keeper = host("last");
        try (Repository repository =
                Vaultik.open(storage, keeper.options().clock(clock).executor(task -> {}), TestHost.QUICK)) {
            MaintenanceOp burial = repository.maintenance();
            List<OpenSession> dead = OpenSession.read(storage, Keys.COLLECTION, Keys.SESSIONS);
            dead.forEach(session -> burial.dead(session.name()));
            counts.add("dead", dead.size());
            burial.run();
            clock.pass(Duration.ofHours(25));
            repository.maintenance().run();
            MaintenanceResult last = repository.maintenance().run();
            check();
            CollectionState state = new CollectionStates(storage, Keys.COLLECTION).newest();
            boolean isQuiet = last.unreferencedBlobs() == 0
                    && last.sessions().isEmpty()
                    && last.withoutRecord().isEmpty()
                    && state.condemned().isEmpty()
                    && state.doomed().isEmpty();
            if (!isQuiet) {
                lost("at rest something is to be done: " + last + ", " + state);
            }
            requireNothingElse();
            for (Map.Entry<SnapshotId, Map<String, byte[]>> snapshot : acknowledged.entrySet()) {
                Stored.requireFiles(repository, snapshot.getKey(), snapshot.getValue());
            }
            if (schedule.random().nextInt(VERIFIED) == 0) {
                Stored.requireClean(repository);
            }
        }
    }

    /** The void of a revision stays as long as its snapshot. */
    private void requireNothingElse() throws VaultikException {
        Set<ObjectKey> expected = new HashSet<>();
        Set<ObjectKey> there = new HashSet<>();
        ManifestListing listing = new ManifestListing();
        storage.list(Keys.METADATA, info -> {
            listing.add(info);
            if (Keys.revision(info.key()).isEmpty() || !VoidMark.is(info)) {
                there.add(info.key());
            }
            return true;
        });
        for (ManifestListing.Counting counting : listing.counting()) {
            for (String session : List.of(counting.dir(), counting.session())) {
                expected.add(Keys.manifest(session));
                expected.add(Keys.record(session));
            }
        }
        if (!there.equals(expected)) {
            lost("at rest there is " + there + " in place of " + expected);
        }
    }

    /** The storage as one process sees it. The answer to a commit may be lost for good, and the commit may take effect much later. */
    private final class View extends ScheduledStorage {
        private boolean isCut;

        View(Faults faults) {
            super(new Watched(), schedule, faults);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            boolean isCommit = Keys.isManifest(key) && mode == PutMode.CREATE && body.length() != VoidMark.LENGTH;
            if (isCommit && !isCut && schedule.random().nextInt(8) == 0) {
                isCut = true;
                if (schedule.random().nextBoolean()) {
                    schedule.add("network", () -> arriveLate(key, body));
                }
            }
            requireAnswer(key);
            super.put(key, body, mode);
        }

        private void arriveLate(ObjectKey key, ObjectBody body) throws StorageException {
            try {
                new ScheduledStorage(new Watched(), schedule, Faults.NONE).put(key, body, PutMode.CREATE);
            } catch (ObjectExistsException e) {
                counts.add("too late", 1);
            }
        }

        @Override
        public ObjectContent open(ObjectKey key) throws StorageException {
            requireAnswer(key);
            return super.open(key);
        }

        private void requireAnswer(ObjectKey key) throws StorageException {
            if (isCut && Keys.isManifest(key)) {
                throw new StorageException(true, "no answer", null);
            }
        }
    }

    /** Checks after each change that can lose something. */
    private final class Watched extends ForwardingStorage {
        Watched() {
            super(storage);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            super.put(key, body, mode);
            if (Keys.isManifest(key)) {
                checked();
            }
        }

        @Override
        public void delete(ObjectKey key) throws StorageException {
            super.delete(key);
            checked();
        }

        private void checked() throws StorageException {
            try {
                check();
            } catch (StorageException e) {
                throw e;
            } catch (VaultikException e) {
                throw new AssertionError(e);
            }
        }
    }
}
