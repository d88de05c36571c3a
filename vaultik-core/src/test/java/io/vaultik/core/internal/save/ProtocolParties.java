package io.vaultik.core.internal.save;

import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.SessionObject;
import io.vaultik.core.internal.gc.CopySession;
import io.vaultik.core.internal.gc.Maintainer;
import io.vaultik.core.internal.gc.OpenSession;
import io.vaultik.core.internal.gc.SmallObjects;
import io.vaultik.core.internal.gc.SnapshotRemoval;
import io.vaultik.core.internal.gc.WriterSession;
import io.vaultik.core.internal.maintain.LeftOversRun;
import io.vaultik.core.internal.schedule.Schedule;
import io.vaultik.core.internal.schedule.ScheduledStorage.Faults;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Who takes part in a schedule of the protocol. */
final class ProtocolParties {
    private final ProtocolModel model;
    private final ProtocolCrowd crowd;
    private final Schedule schedule;

    private ProtocolParties(ProtocolModel model, ProtocolCrowd crowd) {
        this.model = model;
        this.crowd = crowd;
        this.schedule = model.schedule();
    }

    /** Adds some of each kind. */
    static void addAll(ProtocolModel model, ProtocolCrowd crowd) {
        new ProtocolParties(model, crowd).add();
    }

    private void add() {
        Random random = schedule.random();
        for (int i = 0; i < model.hosts().size(); i++) {
            ModelHost host = model.hosts().get(i);
            for (int j = 0; j < crowd.series(); j++) {
                WriterParty writer = new WriterParty(model, host, "series" + i + j);
                int snapshots = 1 + random.nextInt(crowd.snapshots());
                schedule.add("writer", () -> writer.run(snapshots, crowd.repeats()));
            }
        }
        add("keeper", crowd.keepers(), 1 + random.nextInt(2), this::keep);
        boolean isCrowded = crowd.repeats() > 1;
        add("deleter", isCrowded ? 1 : 0, 1 + random.nextInt(3), this::delete);
        add("revoker", isCrowded ? random.nextInt(2) : 0, 1 + random.nextInt(2), this::revoke);
        add("copier", crowd.copiers(), 1 + random.nextInt(2), this::copy);
        add("repacker", crowd.repackers(), 1 + random.nextInt(2), this::repack);
        add("restorer", isCrowded ? random.nextInt(2) : 0, 1 + random.nextInt(2), this::restore);
        add("trimmer", crowd.trimmers(), 20, this::trim);
        add("day", crowd.days(), 1, this::day);
    }

    /** What a party does again and again, each time in a process of its own. */
    @FunctionalInterface
    private interface Work {
        void run(Faults faults, String name) throws VaultikException;
    }

    private void add(String kind, int parties, int times, Work work) {
        for (int i = 0; i < parties; i++) {
            String name = kind + i;
            schedule.add(name, () -> {
                for (int j = 0; j < times; j++) {
                    once(kind, name + "-" + j, work);
                    model.letTimePass();
                }
            });
        }
    }

    private void once(String kind, String name, Work work) {
        try {
            work.run(crowd.repeats() > 1 ? Faults.draw(schedule) : Faults.NONE, name);
        } catch (VaultikException e) {
            model.counts().add(kind + " refused", 1);
        } catch (Schedule.Killed e) {
            model.counts().add("killed", 1);
        }
    }

    private void keep(Faults faults, String name) throws VaultikException {
        KeeperStorage storage = new KeeperStorage(model, faults);
        if (model.draws(crowd.revokes())) {
            for (OpenSession session : OpenSession.undecided(storage)) {
                WriterSession.revoke(storage, snapshotOf(session));
            }
        }
        maintain(model, storage, name);
    }

    /** Does one maintenance. */
    static void maintain(ProtocolModel model, KeeperStorage storage, String name) throws VaultikException {
        var figures = new Maintainer(storage, Keys.COLLECTION, name, session(name, ""), storage).run();
        model.counts().add("collected", figures.deleted());
        model.counts().add("blocked", figures.blockedBy().size());
        model.counts().add("left over", LeftOversRun.run(storage, model.clock()));
    }

    private static SessionObject session(String name, String commitKey) {
        return new SessionObject(0, commitKey, name, "model", Instant.EPOCH);
    }

    /** Returns the snapshot that a session would make. */
    static String snapshotOf(OpenSession session) {
        return Keys.manifestDir(ObjectKey.of(session.object().commitKey())).orElseThrow();
    }

    private void delete(Faults faults, String name) throws VaultikException {
        ProtocolStorage storage = new WriterStorage.Deleter(model, faults);
        Optional<String> victim = visible();
        if (victim.isPresent()) {
            SnapshotRemoval.remove(storage, victim.get());
            model.counts().add("deleted", 1);
        }
    }

    /** Returns a snapshot that is there. */
    private Optional<String> visible() {
        List<String> all = new ArrayList<>(model.visible().keySet());
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(all.get(schedule.random().nextInt(all.size())));
    }

    private void revoke(Faults faults, String name) throws VaultikException {
        ProtocolStorage storage = new ProtocolStorage(model, faults);
        List<OpenSession> undecided = OpenSession.undecided(storage);
        if (!undecided.isEmpty()) {
            OpenSession victim = undecided.get(schedule.random().nextInt(undecided.size()));
            WriterSession.revoke(storage, snapshotOf(victim));
        }
    }

    /** Begins a session without a catalog. */
    private WriterSession begin(ObjectStorage storage, String name) throws VaultikException {
        return WriterSession.begin(storage, model.newTime(), session(name, "none"), new WriterSession.Reservation() {
            @Override
            public boolean reserve(String dir) {
                return true;
            }

            @Override
            public void release(String dir) {}
        });
    }

    private void commit(ObjectStorage storage, WriterSession writer, Set<String> blobs) throws VaultikException {
        PlainManifest manifest = new PlainManifest(model.newMaker(), blobs);
        storage.put(Keys.record(writer.dir()), ObjectBody.of(new byte[1]), PutMode.REPLACE);
        writer.commit(manifest.bytes());
        model.acknowledged(writer.dir(), manifest);
    }

    /** K1 to K3: puts blobs whose names are given. */
    private void copy(Faults faults, String name) throws VaultikException {
        WriterStorage storage = new WriterStorage(model, faults, WriterStorage.Kind.COPIER);
        Set<String> needed = new TreeSet<>();
        for (int i = 0; i < ProtocolModel.COPIED; i++) {
            if (schedule.random().nextBoolean()) {
                needed.add(PlainManifest.name(i));
            }
        }
        WriterSession writer = begin(storage, name);
        SessionObject object = session(name, Keys.manifest(writer.dir()).value());
        CopySession session =
                CopySession.begin(storage, Keys.COLLECTION, "copy-" + name, object, time -> schedule.pause());
        session.admit(needed::contains);
        for (String blob : needed) {
            if (storage.stat(Keys.blob(blob)).isEmpty()) {
                storage.put(Keys.blob(blob), ObjectBody.of(new byte[1]), PutMode.REPLACE);
            }
        }
        if (!needed.isEmpty()) {
            commit(storage, writer, needed);
            model.counts().add("copied", 1);
        }
        session.end();
        writer.end();
    }

    /** A writer that takes over what another snapshot names, but for what is off limits, which it stores anew. */
    private void repack(Faults faults, String name) throws VaultikException {
        WriterStorage storage = new WriterStorage(model, faults, WriterStorage.Kind.REPACKER);
        WriterSession writer = begin(storage, name);
        CollectionState state = writer.enter();
        Optional<byte[]> bytes = Optional.empty();
        Optional<String> source = visible();
        if (source.isPresent()) {
            bytes = SmallObjects.read(storage, Keys.manifest(source.get()), 1 << 20);
        }
        Set<String> blobs = new TreeSet<>();
        if (bytes.isPresent() && bytes.get().length > 10) {
            blobs.addAll(PlainManifest.of(bytes.get()).blobs());
        }
        blobs.removeIf(state::isOffLimits);
        String blob = model.newBlob();
        storage.put(Keys.blob(blob), ObjectBody.of(new byte[1]), PutMode.REPLACE);
        blobs.add(blob);
        commit(storage, writer, blobs);
        model.counts().add("repacked", 1);
        writer.end();
    }

    /** What it does not find must have been deleted on purpose. */
    private void restore(Faults faults, String name) throws VaultikException {
        ProtocolStorage storage = new ProtocolStorage(model, faults);
        Optional<String> source = visible();
        if (source.isEmpty()) {
            return;
        }
        ObjectKey key = Keys.manifest(source.get());
        Optional<byte[]> bytes = SmallObjects.read(storage, key, 1 << 20);
        if (bytes.isEmpty() || bytes.get().length <= 10) {
            return;
        }
        for (String blob : PlainManifest.of(bytes.get()).blobs()) {
            if (storage.stat(Keys.blob(blob)).isEmpty()) {
                Optional<byte[]> now = SmallObjects.read(storage, key, 1 << 20);
                if (now.isPresent() && java.util.Arrays.equals(now.get(), bytes.get())) {
                    throw new AssertionError("a restore of " + key + " lacks " + blob);
                }
                model.counts().add("deleted under a restore", 1);
                return;
            }
        }
        model.counts().add("restored", 1);
    }

    /** States that are not the newest may go; how many stay is a matter of convenience. */
    private void trim(Faults faults, String name) throws VaultikException {
        List<ObjectKey> states = new ArrayList<>();
        ObjectStorage storage = model.watched();
        storage.list(Keys.COLLECTION.states(), info -> states.add(info.key()));
        for (ObjectKey state : states.subList(0, Math.max(0, states.size() - 1))) {
            storage.delete(state);
        }
    }

    /** A day passes, in which everything that is under way arrives. */
    private void day(Faults faults, String name) throws StorageException {
        while (model.isAnythingUnderWay()) {
            schedule.pause();
        }
        model.clock().pass(Duration.ofHours(25));
    }
}
