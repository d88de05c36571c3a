package io.vaultik.core.internal.content;

import io.vaultik.core.Hashing;
import io.vaultik.core.Manifests;
import io.vaultik.core.StoreSync;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.gc.CollectionStates;
import io.vaultik.core.internal.schedule.Counts;
import io.vaultik.core.internal.schedule.Schedule;
import io.vaultik.core.internal.schedule.ScheduledStorage;
import io.vaultik.core.internal.schedule.ScheduledStorage.Faults;
import io.vaultik.core.internal.schedule.Ticks;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import io.vaultik.store.CollectionResult;
import io.vaultik.store.Digest;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.ManifestEntry;
import io.vaultik.store.ManifestEntry.Kind;
import io.vaultik.store.StoreSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One schedule of real synchronisations, deletions and collections on one store of four objects and three manifests. After every call
 * that changes something, each manifest that is there is complete, and each that was acknowledged and not deleted is there; at rest
 * exactly what is named exists.
 */
final class CollectModel {
    /** What may be switched off, and then loses data. */
    enum Rule {
        /** A push puts its session before it reads the state. */
        SESSION_FIRST,
        /** A client without a session at all: one of another make. */
        EVERY_CLIENT_HAS_A_SESSION,
        /** A push waits for what is doomed. */
        DOOMED_IS_OFF_LIMITS,
        /** A push takes what it needs out of what is condemned. */
        CONDEMNED_IS_RESCUED,
        /** A push looks for open maintainers of an older state. */
        OLDER_MAINTAINERS,
        /** The session stays while the manifest is unanswered. */
        END_WAITS_FOR_THE_ANSWER,
        /** A maintainer reads the manifests after the sessions. */
        MANIFESTS_AFTER_SESSIONS,
        /** A session with a lower number blocks. */
        OLDER_SESSIONS_BLOCK,
        /** Only what a state dooms is deleted. */
        ONLY_THE_DOOMED_ARE_DELETED,
        /** All that is doomed is deleted before the next state drops it. */
        DELETED_BEFORE_DROPPED,
        /** After the creation of a state a listing shows no higher one. */
        LISTED_AFTER_CREATED
    }

    private static final List<byte[]> CONTENTS = List.of(text("0"), text("1"), text("2"), text("3"));
    private static final List<DirectoryManifest> MANIFESTS = List.of(manifest(0, 1), manifest(1, 2), manifest(0, 2, 3));
    private static final MemoryStorage SOURCE = source();

    private final Schedule schedule;
    private final @Nullable Rule off;
    private final Counts counts;
    private final Ticks clock = new Ticks(1);
    private final MemoryStorage storage = new MemoryStorage(clock);
    private final Set<Integer> acknowledged = new TreeSet<>();
    private final int[] deletions = new int[MANIFESTS.size()];
    private Optional<String> loss = Optional.empty();

    private CollectModel(long seed, @Nullable Rule off, Counts counts) {
        this.schedule = new Schedule(seed);
        this.off = off;
        this.counts = counts;
    }

    /** Runs a schedule; says what was lost, if anything was. */
    static Optional<String> run(long seed, @Nullable Rule off, Counts counts) throws IOException {
        CollectModel model = new CollectModel(seed, off, counts);
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
        for (int i = 0; i < CONTENTS.size(); i++) {
            if (random.nextBoolean()) {
                store(storage, 0).putObject(Hashing.digest(CONTENTS.get(i)), ObjectBody.of(CONTENTS.get(i)));
            }
        }
        for (DirectoryManifest manifest : MANIFESTS) {
            if (random.nextInt(3) == 0) {
                sync(storage, manifest, 0);
            }
        }
        int pushers = 1 + random.nextInt(3);
        for (int i = 0; i < pushers; i++) {
            Faults faults = off == Rule.END_WAITS_FOR_THE_ANSWER ? new Faults(0, 200) : Faults.draw(schedule);
            ObjectStorage view = new PusherStorage(this, faults);
            int pushes = 1 + random.nextInt(2);
            long seed = random.nextLong();
            schedule.add("pusher " + i, () -> push(view, pushes, seed));
        }
        boolean trims = off == Rule.LISTED_AFTER_CREATED;
        int collectors = trims ? 2 : 1 + random.nextInt(2);
        for (int i = 0; i < collectors; i++) {
            ObjectStorage view = new CollectorStorage(this, trims ? Faults.NONE : Faults.draw(schedule));
            int runs = (trims ? 2 : 1) + random.nextInt(2);
            long seed = random.nextLong();
            schedule.add("collector " + i, () -> collect(view, runs, seed));
        }
        int deletes = 1 + random.nextInt(4);
        ObjectStorage view = new CheckedStorage(this, Faults.NONE);
        schedule.add("deleter", () -> delete(view, deletes));
        if (trims || random.nextInt(3) == 0) {
            schedule.add("trimmer", this::trim);
        }
    }

    private void push(ObjectStorage view, int pushes, long seed) throws IOException {
        for (int i = 0; i < pushes; i++) {
            int which = schedule.random().nextInt(MANIFESTS.size());
            int before = deletions[which];
            try {
                long present = sync(view, MANIFESTS.get(which), seed + i);
                counts.add(present > 0 ? "was there" : "pushed", 1);
                if (deletions[which] == before) {
                    acknowledged.add(which);
                    check();
                }
            } catch (VaultikException e) {
                counts.add("refused", 1);
            }
        }
    }

    private long sync(ObjectStorage view, DirectoryManifest manifest, long seed) throws VaultikException {
        return StoreSync.from(store(SOURCE, 0))
                .to(store(view, seed))
                .id(manifest.id())
                .parallelism(1)
                .executor(task -> {})
                .policy(FailurePolicy.FAIL_FAST)
                .run()
                .present();
    }

    private void collect(ObjectStorage view, int runs, long seed) throws IOException {
        for (int i = 0; i < runs; i++) {
            try {
                CollectionResult result = collect(view, List.of(), seed + i);
                counts.add("collected", result.deleted());
                counts.add("blocked", result.blockedBy().size());
            } catch (VaultikException e) {
                counts.add("collection failed", 1);
            }
        }
    }

    private CollectionResult collect(ObjectStorage view, List<String> dead, long seed) throws VaultikException {
        return CollectRun.run(
                new CollectSpec(view, List.of(), dead, false, client(seed), Optional.empty(), Optional.of(task -> {})));
    }

    private void delete(ObjectStorage view, int deletes) throws IOException {
        for (int i = 0; i < deletes; i++) {
            int which = schedule.random().nextInt(MANIFESTS.size());
            store(view, 0).deleteManifest(MANIFESTS.get(which).id());
            counts.add("deleted", 1);
        }
    }

    /** States that are not the newest may go; how many stay is a matter of convenience. */
    private void trim() throws IOException {
        for (int i = 0; i < 50; i++) {
            schedule.step();
            List<ObjectKey> states = new ArrayList<>();
            storage.list(StoreKeys.COLLECTION.states(), info -> states.add(info.key()));
            storage.deleteAll(states.subList(0, Math.max(0, states.size() - 1)));
        }
    }

    private StorageStore store(ObjectStorage view, long seed) {
        return new StorageStore(view, view, client(seed));
    }

    private StoreClient client(long seed) {
        return new StoreClient("tester@host", clock, new Random(seed), time -> schedule.step(), 1);
    }

    Schedule schedule() {
        return schedule;
    }

    ObjectStorage storage() {
        return storage;
    }

    boolean isOff(Rule rule) {
        return rule == off;
    }

    /** Notes that a manifest was deleted, whoever did it. */
    void deleted(ObjectKey key) {
        for (int i = 0; i < MANIFESTS.size(); i++) {
            if (key.equals(StoreKeys.manifest(MANIFESTS.get(i).id()))) {
                deletions[i]++;
                acknowledged.remove(i);
            }
        }
    }

    /** Looks after each change for what is lost. */
    void check() throws StorageException {
        for (int i = 0; i < MANIFESTS.size() && loss.isEmpty(); i++) {
            boolean visible =
                    storage.stat(StoreKeys.manifest(MANIFESTS.get(i).id())).isPresent();
            if (!visible && acknowledged.contains(i)) {
                loss = Optional.of("the acknowledged manifest " + i + " is gone");
            }
            for (ManifestEntry entry : MANIFESTS.get(i)) {
                if (visible && storage.stat(object(entry)).isEmpty()) {
                    loss = Optional.of("manifest " + i + " lacks " + entry.path());
                }
            }
        }
    }

    /** All is quiet: who is left is dead, and one collection after the other runs until nothing is left to do. */
    private void settle() throws IOException {
        List<String> dead = collect(storage, List.of(), 1).sessions().stream()
                .map(StoreSession::id)
                .toList();
        counts.add("dead", dead.size());
        collect(storage, dead, 2);
        CollectionResult last = collect(storage, List.of(), 3);
        check();
        Set<String> expected = new TreeSet<>();
        for (DirectoryManifest manifest : MANIFESTS) {
            ObjectKey key = StoreKeys.manifest(manifest.id());
            if (storage.stat(key).isPresent()) {
                expected.add(key.value());
                manifest.forEach(entry -> expected.add(object(entry).value()));
            }
        }
        List<String> there = Trees.keys(storage).stream()
                .filter(key -> !key.startsWith(StoreKeys.COLLECTION.states()))
                .toList();
        CollectionState state = new CollectionStates(storage, StoreKeys.COLLECTION).newest();
        if (loss.isEmpty() && !there.equals(List.copyOf(expected))) {
            loss = Optional.of("at rest there is " + there + " in place of " + expected);
        } else if (loss.isEmpty()
                && (last.unreferenced() > 0
                        || !state.condemned().isEmpty()
                        || !state.doomed().isEmpty())) {
            loss = Optional.of("at rest something is to be done: " + last + ", " + state);
        }
    }

    private static ObjectKey object(ManifestEntry entry) {
        return StoreKeys.object(Digest.ofHex(entry.checksum()));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static DirectoryManifest manifest(int... contents) {
        List<ManifestEntry> entries = new ArrayList<>();
        for (int content : contents) {
            byte[] bytes = CONTENTS.get(content);
            entries.add(
                    new ManifestEntry(Kind.FILE, "644", Hashing.digest(bytes).hex(), bytes.length, "./" + content));
        }
        try {
            return Manifests.of(entries);
        } catch (VaultikException e) {
            throw new AssertionError(e);
        }
    }

    private static MemoryStorage source() {
        MemoryStorage source = new MemoryStorage();
        StorageStore store = new StorageStore(source, source);
        try {
            for (byte[] content : CONTENTS) {
                store.putObject(Hashing.digest(content), ObjectBody.of(content));
            }
            for (DirectoryManifest manifest : MANIFESTS) {
                store.putManifest(manifest);
            }
        } catch (VaultikException e) {
            throw new AssertionError(e);
        }
        return source;
    }

    /** A party's view: what it changes is checked. */
    static class CheckedStorage extends ScheduledStorage {
        private final CollectModel model;

        CheckedStorage(CollectModel model, Faults faults) {
            super(new Watched(model), model.schedule, faults);
            this.model = model;
        }

        CollectModel model() {
            return model;
        }
    }

    /** Checks after each change. */
    private static final class Watched extends io.vaultik.core.storage.ForwardingStorage {
        private final CollectModel model;

        Watched(CollectModel model) {
            super(model.storage);
            this.model = model;
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            super.put(key, body, mode);
            model.check();
        }

        @Override
        public void delete(ObjectKey key) throws StorageException {
            super.delete(key);
            model.deleted(key);
            model.check();
        }
    }
}
