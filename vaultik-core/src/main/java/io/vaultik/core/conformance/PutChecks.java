package io.vaultik.core.conformance;

import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/** That creations and replacements are what they say, also when several run at once. */
final class PutChecks {
    private static final int[] RACES = {2, 3, 8, 32};
    private static final int ROUNDS = 6;
    private static final int MOST_ATTEMPTS = 100;

    static final List<Spec> ALL = List.of(
            new Spec(
                    "refuses to create what is there",
                    "put: throws ObjectExistsException if the mode is CREATE and the key is taken.",
                    "Names of blobs are digests: an object that was replaced by another one is lost.",
                    Traits::writable,
                    PutChecks::refusesTaken),
            new Spec(
                    "replaces what is there",
                    "PutMode.REPLACE: it is replaced.",
                    "State that is put again must be what is read.",
                    Traits::writable,
                    PutChecks::replaces),
            new Spec(
                    "lets one of several creations win",
                    "put: of several concurrent creations exactly one succeeds, where the storage has ATOMIC_CREATE.",
                    "Collection and writers rest on it; without it, say so in the capabilities.",
                    Traits::writable,
                    PutChecks::letsOneWin),
            new Spec(
                    "shows readers the old bytes or the new ones",
                    "PutMode.REPLACE: atomically; a reader sees the old bytes or the new ones.",
                    "A torn document is damage that nobody caused.",
                    Traits::writable,
                    PutChecks::replacesAtomically),
            new Spec(
                    "refuses every change",
                    "StorageDeniedException: the storage refuses: a read-only medium. Not retryable.",
                    "Who opens a storage to read does not want to change it by mistake.",
                    Traits::onlyReadable,
                    PutChecks::refusesChanges),
            new Spec(
                    "puts several objects together if it says so",
                    "putAll: override it where the storage can make many durable at once, and say BULK_PUT.",
                    "A wrapper that hands on the capability and not the call makes each object a put of its own, and a group of what failed"
                            + " once.",
                    Traits::writable,
                    PutChecks::putsTogether),
            new Spec(
                    "stores several objects",
                    "putAll: stores several small objects, each as put with REPLACE does.",
                    "A storage that overrides it must store what put stores.",
                    Traits::writable,
                    PutChecks::storesSeveral),
            new Spec(
                    "shows a put to the calls that follow",
                    "Visibility: once a put or delete has returned, every call that starts later sees it.",
                    "A commit is a put; what follows it must find it.",
                    Traits::writable,
                    PutChecks::isVisible));

    private PutChecks() {}

    private static void refusesTaken(Trial trial) throws Exception {
        trial.create("a", new byte[] {1});
        ObjectExistsException failure = Expect.failure(
                ObjectExistsException.class, "a creation of what is there", () -> trial.create("a", new byte[] {2, 2}));
        Expect.that(trial.key("a").equals(failure.key()), "the exception names " + failure.key());
        Expect.that(!failure.retryable(), "that a key is taken may be repeated");
        Expect.that(Arrays.equals(trial.content("a"), new byte[] {1}), "a refused creation changed the object");
    }

    private static void storesSeveral(Trial trial) throws Exception {
        trial.create("n/2", new byte[] {9, 9, 9});
        Map<ObjectKey, ObjectBody> objects = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            objects.put(trial.key("n/" + i), ObjectBody.of(Trial.bytes(100 * i, i)));
        }
        trial.storage().putAll(objects);
        trial.storage().putAll(Map.of());
        for (int i = 0; i < 20; i++) {
            Expect.that(
                    Arrays.equals(trial.content("n/" + i), Trial.bytes(100 * i, i)),
                    "one of several objects has other bytes");
        }
    }

    private static void putsTogether(Trial trial) throws Exception {
        if (!trial.can(Capability.BULK_PUT)) {
            return;
        }
        // One that was put together is enough: what then fails may be put again by itself.
        AtomicBoolean together = new AtomicBoolean();
        Map<ObjectKey, ObjectBody> objects = new LinkedHashMap<>();
        for (int i = 0; i < 3; i++) {
            byte[] bytes = {(byte) i};
            objects.put(trial.key("n/" + i), Bodies.of(1, () -> {
                together.compareAndSet(false, !isPutByTheDefault());
                return new ByteArrayInputStream(bytes);
            }));
        }
        trial.storage().putAll(objects);
        Expect.that(together.get(), "several objects are put one by one, by the default of putAll");
    }

    private static boolean isPutByTheDefault() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(ObjectStorage.class.getName())
                        && frame.getMethodName().equals("putAll")));
    }

    private static void refusesChanges(Trial trial) throws Exception {
        trial.create("a", new byte[] {1});
        ObjectStorage storage = trial.storage();
        ObjectKey key = trial.key("a");
        ObjectBody body = ObjectBody.of(new byte[2]);
        Expect.permanentFailure("a creation", () -> storage.put(trial.key("b"), body, PutMode.CREATE));
        Expect.permanentFailure("a replacement", () -> storage.put(key, body, PutMode.REPLACE));
        Expect.permanentFailure("a put of several objects", () -> storage.putAll(Map.of(key, body)));
        Expect.permanentFailure("a deletion", () -> storage.delete(key));
        Expect.permanentFailure("a deletion of several objects", () -> storage.deleteAll(List.of(key)));
        Expect.that(!trial.can(Capability.DELETE), "the capabilities have DELETE, and nothing can be deleted");
        Expect.that(Arrays.equals(trial.content("a"), new byte[] {1}), "a refused change changed the object");
        trial.requireListed("", List.of("a"));
    }

    private static void replaces(Trial trial) throws Exception {
        trial.replace("a", Trial.bytes(5_000, 5));
        trial.replace("a", new byte[] {2, 3});
        Expect.that(
                Arrays.equals(trial.content("a"), new byte[] {2, 3}), "an object has not the bytes that replaced it");
        trial.requireListed("", List.of("a"));
    }

    private static void letsOneWin(Trial trial) throws Exception {
        if (!trial.can(Capability.ATOMIC_CREATE)) {
            return;
        }
        for (int threads : RACES) {
            for (int round = 0; round < ROUNDS; round++) {
                race(trial, threads, "race/" + threads + "/" + round);
            }
        }
    }

    private static void race(Trial trial, int threads, String key) throws Exception {
        List<Callable<Boolean>> attempts = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            byte[] mine = Trial.bytes(1_000 + i, i);
            attempts.add(() -> wins(trial, trial.key(key), mine));
        }
        List<Boolean> won = Crew.run(attempts);
        long winners = won.stream().filter(each -> each).count();
        Expect.that(winners == 1, winners + " of " + threads + " concurrent creations of one key succeed");
        int winner = won.indexOf(true);
        Expect.that(
                Arrays.equals(trial.content(key), Trial.bytes(1_000 + winner, winner)),
                "after concurrent creations the object is not that of the one that succeeded");
    }

    /** Creates as the engine does: a failure that may pass is repeated. */
    private static boolean wins(Trial trial, ObjectKey key, byte[] bytes) throws StorageException {
        for (int attempt = 1; ; attempt++) {
            try {
                trial.storage().put(key, ObjectBody.of(bytes), PutMode.CREATE);
                return true;
            } catch (ObjectExistsException e) {
                return false;
            } catch (StorageException e) {
                if (!e.retryable() || attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static void replacesAtomically(Trial trial) throws Exception {
        byte[][] versions = {Trial.bytes(40_000, 0), Trial.bytes(90_000, 1), Trial.bytes(10, 2), Trial.bytes(300_000, 3)
        };
        trial.create("a", versions[0]);
        AtomicBoolean done = new AtomicBoolean();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tasks.add(() -> readUntil(trial, done, versions));
        }
        tasks.add(() -> {
            try {
                for (int i = 1; i <= 40 && !done.get(); i++) {
                    trial.replace("a", versions[i % versions.length]);
                }
                return true;
            } finally {
                done.set(true);
            }
        });
        Crew.run(tasks);
    }

    private static boolean readUntil(Trial trial, AtomicBoolean done, byte[][] versions) throws Exception {
        boolean sound = false;
        try {
            do {
                byte[] seen = trial.content("a");
                Expect.that(
                        Arrays.stream(versions).anyMatch(version -> Arrays.equals(version, seen)),
                        "a reader sees " + seen.length + " bytes that are no version of the object");
            } while (!done.get());
            sound = true;
            return true;
        } finally {
            done.compareAndSet(false, !sound);
        }
    }

    private static void isVisible(Trial trial) throws Exception {
        for (int i = 0; i < 20; i++) {
            byte[] bytes = {(byte) i};
            trial.replace("a", bytes);
            Expect.that(Arrays.equals(trial.content("a"), bytes), "a read after a put sees older bytes");
            Expect.that(trial.storage().stat(trial.key("a")).isPresent(), "a stat after a put finds nothing");
            trial.requireListed("", List.of("a"));
            if (trial.can(Capability.DELETE)) {
                trial.storage().delete(trial.key("a"));
                Expect.that(trial.storage().stat(trial.key("a")).isEmpty(), "a stat after a delete finds the object");
                trial.requireListed("", List.of());
            }
        }
    }
}
