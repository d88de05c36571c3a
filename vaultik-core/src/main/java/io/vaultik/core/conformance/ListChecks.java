package io.vaultik.core.conformance;

import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.StorageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** That listings show what is there, once. */
final class ListChecks {
    private static final String VISITS = "list: visits every object whose key begins with a prefix, each once.";

    private static final int LONGEST_WAIT_MILLIS = 2_000;

    static final List<Spec> ALL = List.of(
            new Spec(
                    "lists by the characters of a prefix",
                    "list: the beginning of keys, as plain characters: a finds a, ab and a/b; empty for all.",
                    "A prefix that is taken for a folder hides its neighbours.",
                    t -> whereListed(t, ListChecks::byPrefix)),
            new Spec(
                    "lists each of many keys once",
                    VISITS + " The storage pages inside.",
                    "A key that is lost between two pages is a blob that collection takes for missing.",
                    t -> whereListed(t, ListChecks::many)),
            new Spec(
                    "lists what stat tells",
                    "list, stat: ObjectInfo is what a storage knows of one object.",
                    "Catalogs are filled from listings and checked by stat.",
                    t -> whereListed(t, ListChecks::asStat)),
            new Spec(
                    "stops a listing when the visitor says so",
                    "ObjectVisitor: returns false to stop.",
                    "Looking whether there is anything must not read everything.",
                    t -> whereListed(t, ListChecks::stops)),
            new Spec(
                    "ends a listing with the exception of its visitor",
                    "ObjectVisitor: throws StorageException to end the listing with this exception.",
                    "An exception in another wrapping is taken for a failure of the storage.",
                    t -> whereListed(t, ListChecks::endsWith)),
            new Spec(
                    "visits on the calling thread",
                    "list: visits on the calling thread.",
                    "Visitors are not thread-safe.",
                    t -> whereListed(t, ListChecks::onTheThread)),
            new Spec(
                    "lets a visitor use the storage",
                    "list: a visitor may call the storage; a list that runs meanwhile may or may not see the change.",
                    "Removing what is old is done while it is listed.",
                    t -> whereListed(t, ListChecks::fromTheVisitor)),
            new Spec(
                    "lists what stays while other objects come and go",
                    VISITS + " A list that runs while others are put or deleted may or may not see those.",
                    "Collection lists while writers work.",
                    t -> whereListed(t, ListChecks::meanwhile)));

    private ListChecks() {}

    private static void whereListed(Trial trial, Spec.Body body) throws Exception {
        if (trial.can(Capability.LIST)) {
            body.run(trial);
        }
    }

    private static void byPrefix(Trial trial) throws Exception {
        List<String> all = new ArrayList<>(List.of("p/a-", "p/a/b", "p/a0", "p/a.x/y", "p/b", "pa", "q/a/c/d/e"));
        if (trial.traits().nestedKeys()) {
            all.addAll(List.of("p/a", "p", "q/a/c"));
        }
        for (String key : all) {
            trial.create(key, new byte[] {1, 2, 3});
        }
        List<String> prefixes = List.of(
                "",
                "p",
                "p/",
                "p/a",
                "p/a-",
                "p/a/",
                "p/a/b",
                "p/a/bc",
                "p/a0",
                "p/b/",
                "q/a/c/d",
                "x",
                "x/y",
                "/",
                "p//",
                "../",
                "p/../p/",
                "./",
                "\u00e9",
                "q/" + "l".repeat(300) + "/x",
                "p/#");
        for (String prefix : prefixes) {
            trial.requireListed(
                    prefix, all.stream().filter(key -> key.startsWith(prefix)).toList());
        }
    }

    private static void many(Trial trial) throws Exception {
        int count = trial.traits().listed();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String key = "many/" + i % 7 + "/" + i;
            trial.create(key, new byte[0]);
            seen.put(key, 0);
        }
        for (String key : trial.list("many/")) {
            Expect.that(seen.containsKey(key), "a listing finds " + key + ", which was never put");
            seen.merge(key, 1, Integer::sum);
        }
        long missing = seen.values().stream().filter(times -> times == 0).count();
        long repeated = seen.values().stream().filter(times -> times > 1).count();
        Expect.that(missing == 0, "of " + count + " keys " + missing + " are not listed");
        Expect.that(repeated == 0, "of " + count + " keys " + repeated + " are listed more than once");
    }

    private static void asStat(Trial trial) throws Exception {
        trial.create("a/b", new byte[77]);
        List<ObjectInfo> listed = new ArrayList<>();
        trial.storage().list(trial.prefix(), listed::add);
        ObjectInfo told = trial.storage().stat(trial.key("a/b")).orElseThrow();
        Expect.that(listed.equals(List.of(told)), "a listing tells " + listed + ", and stat " + told);
    }

    private static void stops(Trial trial) throws Exception {
        putNine(trial);
        AtomicInteger visited = new AtomicInteger();
        trial.storage().list(trial.prefix() + "k", info -> visited.incrementAndGet() < 4);
        Expect.that(visited.get() == 4, "a visitor that says stop at the fourth is called " + visited + " times");
    }

    private static void endsWith(Trial trial) throws Exception {
        putNine(trial);
        StorageException failure = new StorageException(true, "the visitor fails", null);
        AtomicInteger visited = new AtomicInteger();
        StorageException thrown =
                Expect.failure(StorageException.class, "a listing whose visitor throws", () -> trial.storage()
                        .list(trial.prefix(), info -> {
                            visited.incrementAndGet();
                            throw failure;
                        }));
        Expect.that(thrown == failure, "a listing whose visitor throws ends with another exception: " + thrown);
        Expect.that(visited.get() == 1, "a visitor is called again after it has thrown");
    }

    private static void onTheThread(Trial trial) throws Exception {
        putNine(trial);
        Thread caller = Thread.currentThread();
        trial.storage().list(trial.prefix(), info -> {
            Expect.that(Thread.currentThread() == caller, "a visitor is called on another thread");
            return true;
        });
    }

    private static void fromTheVisitor(Trial trial) throws Exception {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            trial.create("d/" + i, new byte[] {1});
            keys.add("d/" + i);
        }
        AtomicInteger visited = new AtomicInteger();
        trial.storage().list(trial.prefix() + "d/", info -> {
            visited.incrementAndGet();
            Expect.that(trial.storage().stat(info.key()).isPresent(), "stat does not find what a listing shows");
            if (trial.can(Capability.DELETE)) {
                trial.storage().delete(info.key());
            }
            return true;
        });
        Expect.that(visited.get() == 50, "of 50 objects that a visitor deletes " + visited + " are listed");
        trial.requireListed("d/", trial.can(Capability.DELETE) ? List.of() : keys);
    }

    private static void meanwhile(Trial trial) throws Exception {
        List<String> staying = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            trial.create("m/" + i + "-stays", new byte[] {1});
            staying.add("m/" + i + "-stays");
        }
        AtomicBoolean done = new AtomicBoolean();
        Semaphore changed = new Semaphore(0);
        Callable<Boolean> changes = () -> {
            for (int i = 0; !done.get(); i = (i + 1) % 60) {
                trial.replace("m/" + i + "-goes", new byte[] {2});
                if (trial.can(Capability.DELETE)) {
                    trial.storage().delete(trial.key("m/" + i + "-goes"));
                }
                changed.release();
            }
            return true;
        };
        Callable<Boolean> listings = () -> {
            try {
                for (int round = 0; round < 10; round++) {
                    requireEachOnce(trial, staying, changed);
                }
                return true;
            } finally {
                done.set(true);
            }
        };
        Crew.run(List.of(changes, listings));
    }

    private static void requireEachOnce(Trial trial, List<String> staying, Semaphore changed) throws StorageException {
        Map<ObjectKey, Integer> seen = new HashMap<>();
        trial.storage().list(trial.prefix() + "m/", info -> {
            if (seen.isEmpty()) {
                awaitChange(changed);
            }
            seen.merge(info.key(), 1, Integer::sum);
            return true;
        });
        for (String key : staying) {
            int times = seen.getOrDefault(trial.key(key), 0);
            Expect.that(times == 1, "an object that stays is listed " + times + " times while others come and go");
        }
    }

    /** Waits until something has changed since the listing began, or long enough. */
    private static void awaitChange(Semaphore changed) {
        changed.drainPermits();
        try {
            if (!changed.tryAcquire(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                // The other thread is slow, or waits for the listing; this round then proves less.
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void putNine(Trial trial) throws StorageException {
        for (int i = 0; i < 9; i++) {
            trial.create("k/" + i % 3 + "/" + i, new byte[0]);
        }
    }
}
