package io.vaultik.core.storage;

import io.vaultik.storage.StorageException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The rules of a fault-injecting storage and the count of its calls. Thread-safe; effects run outside the lock. */
final class FaultRules {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Rule> rules = new ArrayList<>();
    private final List<StorageCall> history = new ArrayList<>();
    private final Map<StorageVerb, Long> callsByVerb = new EnumMap<>(StorageVerb.class);
    private boolean dead;

    /** When an effect takes place. */
    enum When {
        BEFORE,
        AFTER,
        TORN,
        BROKEN
    }

    /** What happens: an exception, or something else and then the call goes on. */
    interface Effect {
        void happen() throws StorageException;
    }

    /**
     * One rule.
     *
     * @param verb which calls are counted, or null for all
     * @param first the first call that is meant, from 1
     * @param last the last call that is meant
     * @param limit for {@link When#BROKEN} how much passes before, in bytes or objects
     */
    record Rule(@Nullable StorageVerb verb, long first, long last, When when, long limit, Effect effect) {
        boolean meets(StorageVerb called, long ofAll, long ofVerb) {
            long number = verb == null ? ofAll : ofVerb;
            return (verb == null || verb == called) && number >= first && number <= last;
        }
    }

    void add(Rule rule) {
        lock.lock();
        try {
            rules.add(rule);
        } finally {
            lock.unlock();
        }
    }

    /** Counts a call, lets happen what is to happen before it, and returns what remains. */
    List<Rule> enter(StorageVerb verb, String key) throws StorageException {
        List<Rule> met;
        lock.lock();
        try {
            requireAlive();
            history.add(new StorageCall(verb, key));
            long ofVerb = callsByVerb.merge(verb, 1L, Long::sum);
            met = rules.stream()
                    .filter(rule -> rule.meets(verb, history.size(), ofVerb))
                    .toList();
        } finally {
            lock.unlock();
        }
        happen(met, When.BEFORE);
        requireAlive();
        return met;
    }

    /** Lets happen what is to happen at one moment of a call. */
    void happen(List<Rule> met, When when) throws StorageException {
        for (Rule rule : met) {
            if (rule.when == when) {
                rule.effect.happen();
            }
        }
    }

    void kill() {
        lock.lock();
        try {
            dead = true;
        } finally {
            lock.unlock();
        }
    }

    boolean isDead() {
        lock.lock();
        try {
            return dead;
        } finally {
            lock.unlock();
        }
    }

    void requireAlive() throws StorageException {
        if (isDead()) {
            throw killed();
        }
    }

    static StorageException killed() {
        return new StorageException(false, "injected fault: the process was killed", null);
    }

    List<StorageCall> history() {
        lock.lock();
        try {
            return List.copyOf(history);
        } finally {
            lock.unlock();
        }
    }

    long calls(StorageVerb verb) {
        lock.lock();
        try {
            return callsByVerb.getOrDefault(verb, 0L);
        } finally {
            lock.unlock();
        }
    }
}
