package io.vaultik.core.internal.save;

import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.internal.gc.CollectionStates;
import io.vaultik.core.internal.gc.OpenSession;
import io.vaultik.core.internal.gc.SmallObjects;
import io.vaultik.core.internal.gc.WriterSession;
import io.vaultik.core.internal.schedule.Counts;
import io.vaultik.core.internal.schedule.Schedule;
import io.vaultik.core.internal.schedule.ScheduledStorage.Faults;
import io.vaultik.core.internal.schedule.Ticks;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One schedule of the collection protocol: the real classes of it, with blobs of one byte and manifests of plain text. Before and after
 * every call each manifest that is there is complete, and each that was acknowledged and not deleted is there; at rest exactly what is
 * named exists, and every host makes its next snapshot.
 */
final class ProtocolModel {
    /** Blobs with given names, which copiers put. */
    static final int COPIED = 4;

    private static final int ORPHANS = 2;
    private static final int MAINTENANCES = 3;
    private static final int FIRST_NEW = 20;

    private final Schedule schedule;
    private final ProtocolCrowd crowd;
    private final @Nullable ProtocolRule off;
    private final boolean realCatalogs;
    private final Counts counts;
    private final Ticks clock = new Ticks(1);
    private final PlainStorage storage = new PlainStorage(clock);
    private final Map<String, PlainManifest> visible = new TreeMap<>();
    private final Map<String, String> acknowledged = new HashMap<>();
    private final Set<String> deleted = new HashSet<>();
    private final List<ModelHost> hosts = new ArrayList<>();
    private Optional<String> loss = Optional.empty();
    private int lastBlob = FIRST_NEW;
    private int lastMaker;
    private int lastTime;
    private int underWay;
    private boolean isSettling;
    private int trace;

    private ProtocolModel(long seed, @Nullable ProtocolRule off, boolean realCatalogs, Counts counts) {
        this.schedule = new Schedule(seed);
        this.crowd = ProtocolCrowd.draw(schedule.random(), off);
        this.off = off;
        this.realCatalogs = realCatalogs;
        this.counts = counts;
    }

    /** Runs a schedule; says what was lost, if anything was. */
    static Optional<String> run(long seed, @Nullable ProtocolRule off, Counts counts) throws VaultikException {
        return new ProtocolModel(seed, off, false, counts).run();
    }

    /** Runs a schedule over plain rows and again over real catalogs; says how they differ, if they do. */
    static Optional<String> compare(long seed, Counts counts) throws VaultikException {
        ProtocolModel plain = new ProtocolModel(seed, null, false, counts);
        ProtocolModel real = new ProtocolModel(seed, null, true, counts);
        Optional<String> lost = plain.run().or(() -> Optional.empty());
        Optional<String> realLost = real.run();
        if (lost.isPresent() || realLost.isPresent()) {
            return lost.or(() -> realLost);
        }
        return plain.trace == real.trace ? Optional.empty() : Optional.of("the catalog and plain rows differ");
    }

    private Optional<String> run() throws VaultikException {
        prepare();
        try {
            schedule.run();
            if (loss.isEmpty()) {
                settle();
            }
        } catch (AssertionError e) {
            return Optional.of(e.getMessage() + ": " + e.getCause());
        } finally {
            for (ModelHost host : hosts) {
                host.rows().close();
            }
        }
        return loss;
    }

    private void prepare() throws VaultikException {
        Random random = schedule.random();
        for (int i = 0; i < crowd.hosts(); i++) {
            hosts.add(new ModelHost(realCatalogs ? new CatalogRows() : rows()));
        }
        ProtocolStorage view = new ProtocolStorage(this, Faults.NONE);
        schedule.add("first", () -> {
            for (ModelHost host : hosts) {
                new WriterParty(this, host, "first").snapshot(Faults.NONE);
            }
            for (int i = 0; i < ORPHANS; i++) {
                String orphan = draws(2) ? newBlob() : PlainManifest.name(i);
                view.put(Keys.blob(orphan), ObjectBody.of(new byte[1]), PutMode.REPLACE);
            }
            condemn(random);
            ProtocolParties.addAll(this, crowd);
        });
    }

    private MemoryRows rows() {
        return off == null ? new MemoryRows() : new BrokenRows(off);
    }

    /** What to condemn is free: in the beginning it is anything. */
    private void condemn(Random random) throws StorageException {
        Set<String> condemned = new TreeSet<>();
        storage.list(Keys.BLOBS, info -> {
            if (random.nextInt(3) == 0) {
                Keys.blobName(info.key()).ifPresent(condemned::add);
            }
            return true;
        });
        if (random.nextBoolean() && !condemned.isEmpty()) {
            byte[] state = new CollectionState(1, "first", "model", condemned, Set.of()).encode();
            storage.put(Keys.COLLECTION.state(1), ObjectBody.of(state), PutMode.CREATE);
        }
    }

    Schedule schedule() {
        return schedule;
    }

    Optional<ObjectInfo> behind(String prefix, String key) {
        return storage.behind(prefix, key);
    }

    List<ModelHost> hosts() {
        return hosts;
    }

    Counts counts() {
        return counts;
    }

    Ticks clock() {
        return clock;
    }

    @Nullable
    ProtocolRule off() {
        return off;
    }

    boolean isOff(ProtocolRule rule) {
        return rule == off && !isSettling;
    }

    /** Draws whether something happens that happens once in so many times. */
    boolean draws(int once) {
        return schedule.random().nextInt(once) == 0;
    }

    String newBlob() {
        return PlainManifest.name(++lastBlob);
    }

    String newMaker() {
        return "maker" + ++lastMaker;
    }

    /** Returns the time of a new snapshot: that of another one, too, perhaps. */
    String newTime() {
        lastTime += draws(4) ? 0 : 1;
        return "at" + lastTime;
    }

    /** Returns one in how many puts of a blob is repeated. */
    int repeats() {
        return crowd.repeats();
    }

    /** Adds a request that nobody waits for. */
    void underWay(String name, Schedule.Task request) {
        underWay++;
        schedule.add(name, () -> {
            try {
                request.run();
                counts.add("late", 1);
            } catch (StorageException e) {
                counts.add("too late", 1);
            } finally {
                underWay--;
            }
        });
    }

    boolean isAnythingUnderWay() {
        return underWay > 0;
    }

    Map<String, PlainManifest> visible() {
        return visible;
    }

    /** Notes an acknowledgement. */
    void acknowledged(String dir, PlainManifest manifest) {
        counts.add("made", 1);
        if (!deleted.contains(manifest.maker())) {
            acknowledged.put(dir, manifest.maker());
            PlainManifest there = visible.get(dir);
            if (there == null || !there.maker().equals(manifest.maker())) {
                lost("the snapshot " + dir + " is acknowledged and not there");
            }
        }
    }

    /** Notes that somebody wants what lies at a commit key to be deleted. */
    void deletes(ObjectKey key) {
        String dir = Keys.manifestDir(key).orElseThrow();
        PlainManifest there = visible.get(dir);
        if (there != null) {
            deleted.add(there.maker());
            acknowledged.remove(dir);
        }
    }

    private void lost(String what) {
        if (loss.isEmpty()) {
            loss = Optional.of(what);
            schedule.stop();
        }
    }

    /** Lets time pass, little or much. */
    void letTimePass() {
        if (draws(4)) {
            schedule.pause();
        } else {
            schedule.step();
        }
    }

    /** Returns the storage itself, whose changes are checked. */
    ObjectStorage watched() {
        return new Watched();
    }

    /** Checks each change. */
    private final class Watched extends ForwardingStorage {
        Watched() {
            super(storage);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            boolean isCommitKey = isCommitKey(key);
            boolean isVoid = body.length() == VoidMark.LENGTH;
            if (isCommitKey && isVoid && mode == PutMode.REPLACE) {
                deletes(key);
            }
            super.put(key, body, mode);
            note(key);
            if (isCommitKey && isVoid) {
                gone(key);
            } else if (isCommitKey) {
                come(key);
            }
        }

        private boolean isCommitKey(ObjectKey key) {
            return key.value().startsWith(Keys.METADATA)
                    && Keys.manifestDir(key).isPresent();
        }

        private void note(ObjectKey key) {
            trace = 31 * trace + key.hashCode();
        }

        private void gone(ObjectKey key) {
            String dir = Keys.manifestDir(key).orElseThrow();
            visible.remove(dir);
            if (acknowledged.containsKey(dir)) {
                lost("the acknowledged snapshot " + dir + " is gone");
            }
        }

        private void come(ObjectKey key) throws StorageException {
            String dir = Keys.manifestDir(key).orElseThrow();
            PlainManifest manifest = manifest(key);
            if (deleted.contains(manifest.maker())) {
                lost("the deleted snapshot " + dir + " is back");
            }
            visible.put(dir, manifest);
            for (String blob : manifest.blobs()) {
                if (storage.stat(Keys.blob(blob)).isEmpty()) {
                    lost("the new snapshot " + dir + " lacks " + blob);
                }
            }
        }

        @Override
        public void delete(ObjectKey key) throws StorageException {
            super.delete(key);
            note(key);
            if (isCommitKey(key)) {
                gone(key);
            }
            Optional<String> blob = Keys.blobName(key);
            if (blob.isPresent()) {
                visible.forEach((dir, manifest) -> {
                    if (manifest.blobs().contains(blob.get())) {
                        lost("snapshot " + dir + " loses " + blob.get());
                    }
                });
            }
        }
    }

    private PlainManifest manifest(ObjectKey key) throws StorageException {
        try {
            return PlainManifest.of(SmallObjects.read(storage, key, 1 << 20).orElseThrow());
        } catch (StorageException e) {
            throw e;
        } catch (VaultikException e) {
            throw new AssertionError(e);
        }
    }

    /** All is quiet: who is left is dead. Maintenances run until nothing is left to do; then every host makes one more snapshot. */
    private void settle() throws VaultikException {
        isSettling = true;
        schedule.add("last", () -> {
            bury();
            rest();
            if (draws(4)) {
                for (ModelHost host : hosts) {
                    if (!new WriterParty(this, host, "last").snapshot(Faults.NONE)) {
                        lost("a host cannot make its next snapshot");
                    }
                }
                rest();
            }
        });
        schedule.run();
    }

    private void bury() throws VaultikException {
        for (OpenSession session : OpenSession.read(storage, Keys.COLLECTION, Keys.SESSIONS)) {
            counts.add("dead", 1);
            if (!session.isMaintainer()) {
                WriterSession.revoke(watched(), ProtocolParties.snapshotOf(session));
            }
            WriterSession.endDead(storage, session.name());
        }
    }

    private void rest() throws VaultikException {
        Optional<String> excess = Optional.of("everything");
        for (int i = 0; i < MAINTENANCES && excess.isPresent(); i++) {
            ProtocolParties.maintain(this, new KeeperStorage(this, Faults.NONE), "last" + lastMaker + i);
            clock.pass(Duration.ofHours(25));
            excess = excess();
        }
        excess.ifPresent(this::lost);
    }

    /** Returns what at rest there is to be done, or is there and should not. */
    private Optional<String> excess() throws VaultikException {
        CollectionState state = new CollectionStates(storage, Keys.COLLECTION).newest();
        Set<String> expected = new TreeSet<>();
        visible.forEach((dir, manifest) -> {
            expected.add(Keys.manifest(dir).value());
            expected.add(Keys.record(dir).value());
            manifest.blobs().forEach(blob -> expected.add(Keys.blob(blob).value()));
        });
        Set<String> there = new TreeSet<>();
        storage.list("", info -> {
            if (Keys.COLLECTION.stateNumber(info.key()).isEmpty()) {
                there.add(info.key().value());
            }
            return true;
        });
        if (!there.equals(expected)) {
            Set<String> more = new TreeSet<>(there);
            more.removeAll(expected);
            expected.removeAll(there);
            return Optional.of("at rest there is more: " + more + ", and lacks: " + expected);
        }
        return state.condemned().isEmpty() && state.doomed().isEmpty()
                ? Optional.empty()
                : Optional.of("at rest something is to be done: " + state);
    }
}
