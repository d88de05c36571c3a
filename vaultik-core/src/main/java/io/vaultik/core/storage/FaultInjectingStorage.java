package io.vaultik.core.storage;

import io.vaultik.core.storage.FaultRules.Effect;
import io.vaultik.core.storage.FaultRules.Rule;
import io.vaultik.core.storage.FaultRules.When;
import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.UnfinishedUpload;
import io.vaultik.storage.UnfinishedVisitor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Lets chosen calls of another storage fail, for tests of what is built on a storage:
 *
 * <pre>{@code
 * FaultInjectingStorage faults = new FaultInjectingStorage(new MemoryStorage());
 * faults.at(StorageVerb.PUT, 3).failAfter();      // the third put is applied, but its answer is lost
 * faults.at(17).dieBefore();                      // the process is killed right before the 17th call of any verb
 * }</pre>
 *
 * <p>Calls are counted from 1, in all and by verb, from the making of this storage; {@link #deleteAll} is one {@code delete}
 * for each key, and {@link #putAll} one {@code put} for each object. A test runs once without rules, takes {@link #calls()}, and then runs once for each number and fault. The
 * calls are remembered, so this storage is not for long runs. Rules are declared before the calls that they mean; several
 * may meet one call and take effect in the order of their declaration. Thread-safe; which of several concurrent calls is the
 * n-th is chance.
 *
 * @since 0.1
 */
public final class FaultInjectingStorage extends ForwardingStorage {
    private final FaultRules rules = new FaultRules();

    /**
     * Wraps a storage. Without a rule every call goes through.
     *
     * @param delegate the storage whose calls fail
     */
    public FaultInjectingStorage(ObjectStorage delegate) {
        super(delegate);
    }

    /**
     * Begins a rule for one call.
     *
     * @param n the number of the call among those of all verbs, from 1
     * @return what can happen to it
     */
    public Fault at(long n) {
        return new Fault(null, n, n);
    }

    /**
     * Begins a rule for one call of a verb.
     *
     * @param verb the verb
     * @param n the number of the call among those of this verb, from 1
     * @return what can happen to it
     */
    public Fault at(StorageVerb verb, long n) {
        return new Fault(verb, n, n);
    }

    /**
     * Begins a rule for several calls of a verb.
     *
     * @param verb the verb
     * @param first the number of the first call among those of this verb, from 1
     * @param last the number of the last call; {@link Long#MAX_VALUE} for all later ones
     * @return what can happen to them
     */
    public Fault at(StorageVerb verb, long first, long last) {
        return new Fault(verb, first, last);
    }

    /**
     * Returns how many calls there were, those that failed included; those after the death are not counted.
     *
     * @return the number of calls of all verbs
     */
    public long calls() {
        return history().size();
    }

    /**
     * Returns how many calls of a verb there were, those that failed included.
     *
     * @param verb the verb
     * @return the number of calls
     */
    public long calls(StorageVerb verb) {
        return rules.calls(verb);
    }

    /**
     * Returns all calls that were counted.
     *
     * @return an immutable list, in the order of the calls
     */
    public List<StorageCall> history() {
        return rules.history();
    }

    /**
     * Tells whether a rule has killed the process.
     *
     * @return true if every call fails from now on
     */
    public boolean isDead() {
        return rules.isDead();
    }

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        put(key, body, mode, rules.enter(StorageVerb.PUT, key.value()));
    }

    private void put(ObjectKey key, ObjectBody body, PutMode mode, List<Rule> met) throws StorageException {
        boolean torn = met.stream().anyMatch(rule -> rule.when() == When.TORN);
        if (torn) {
            putTorn(key, body, mode);
            rules.happen(met, When.TORN);
        } else {
            super.put(key, body, mode);
        }
        rules.happen(met, When.AFTER);
    }

    /** {@inheritDoc} What a rule meets is put by itself, and what came before it together. */
    @Override
    public void putAll(Map<ObjectKey, ? extends ObjectBody> objects) throws StorageException {
        Map<ObjectKey, ObjectBody> together = new LinkedHashMap<>();
        for (Map.Entry<ObjectKey, ? extends ObjectBody> object : objects.entrySet()) {
            List<Rule> met;
            try {
                met = rules.enter(StorageVerb.PUT, object.getKey().value());
            } catch (StorageException e) {
                delegate().putAll(together);
                throw e;
            }
            if (met.isEmpty()) {
                together.put(object.getKey(), object.getValue());
            } else {
                delegate().putAll(together);
                together.clear();
                put(object.getKey(), object.getValue(), PutMode.REPLACE, met);
            }
        }
        delegate().putAll(together);
    }

    @Override
    public ObjectContent open(ObjectKey key) throws StorageException {
        List<Rule> met = rules.enter(StorageVerb.OPEN, key.value());
        ObjectContent content = super.open(key);
        happenAfter(met, content.stream());
        return new ObjectContent(content.length(), breaking(content.stream(), met));
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
        List<Rule> met = rules.enter(StorageVerb.READ, key.value());
        InputStream stream = super.read(key, offset, length);
        happenAfter(met, stream);
        return breaking(stream, met);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        List<Rule> met = rules.enter(StorageVerb.STAT, key.value());
        Optional<ObjectInfo> info = super.stat(key);
        rules.happen(met, When.AFTER);
        return info;
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws StorageException {
        List<Rule> met = rules.enter(StorageVerb.LIST, prefix);
        AtomicLong left = new AtomicLong(limit(met));
        super.list(prefix, info -> {
            checkBreak(met, left.getAndDecrement());
            return visitor.visit(info);
        });
        rules.happen(met, When.AFTER);
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        List<Rule> met = rules.enter(StorageVerb.DELETE, key.value());
        super.delete(key);
        rules.happen(met, When.AFTER);
    }

    @Override
    public void deleteAll(Collection<ObjectKey> keys) throws StorageException {
        for (ObjectKey key : keys) {
            delete(key);
        }
    }

    /** {@inheritDoc} A {@code list}, among the calls that are counted. */
    @Override
    public void listUnfinished(String prefix, UnfinishedVisitor visitor) throws StorageException {
        List<Rule> met = rules.enter(StorageVerb.LIST, prefix);
        super.listUnfinished(prefix, visitor);
        rules.happen(met, When.AFTER);
    }

    /** {@inheritDoc} A {@code delete}, among the calls that are counted. */
    @Override
    public void abort(UnfinishedUpload upload) throws StorageException {
        List<Rule> met = rules.enter(StorageVerb.DELETE, upload.key().value());
        super.abort(upload);
        rules.happen(met, When.AFTER);
    }

    @Override
    public Set<Capability> capabilities() {
        return delegate().capabilities();
    }

    private void putTorn(ObjectKey key, ObjectBody body, PutMode mode) {
        try {
            super.put(key, new TornBody(body), mode);
        } catch (StorageException e) {
            // Expected: the storage met the end of the connection. The rule says what the caller sees.
            return;
        }
    }

    private void happenAfter(List<Rule> met, InputStream stream) throws StorageException {
        try {
            rules.happen(met, When.AFTER);
        } catch (StorageException e) {
            try {
                stream.close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    private InputStream breaking(InputStream stream, List<Rule> met) {
        return new BreakingStream(stream, limit(met), left -> checkBreak(met, left));
    }

    private void checkBreak(List<Rule> met, long left) throws StorageException {
        rules.requireAlive();
        if (left <= 0) {
            rules.happen(met, When.BROKEN);
        }
    }

    private static long limit(List<Rule> met) {
        return met.stream()
                .filter(rule -> rule.when() == When.BROKEN)
                .mapToLong(Rule::limit)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private record TornBody(ObjectBody whole) implements ObjectBody {
        @Override
        public long length() {
            return whole.length();
        }

        @Override
        public InputStream open() throws IOException {
            return new BreakingStream(whole.open(), length() / 2, left -> {
                if (left <= 0) {
                    throw new IOException("injected fault: the body is torn");
                }
            });
        }
    }

    /**
     * What can happen to the calls that a rule means. Each method declares the rule and returns the storage, for the next
     * one.
     */
    public final class Fault {
        private final @Nullable StorageVerb verb;
        private final long first;
        private final long last;

        private Fault(@Nullable StorageVerb verb, long first, long last) {
            if (first < 1 || last < first) {
                throw new IllegalArgumentException("calls are counted from 1, not " + first + " to " + last);
            }
            this.verb = verb;
            this.first = first;
            this.last = last;
        }

        /**
         * The call is not applied and fails, retryable.
         *
         * @return the storage
         */
        public FaultInjectingStorage failBefore() {
            return declare(When.BEFORE, FaultInjectingStorage::fail);
        }

        /**
         * The call is not applied and fails.
         *
         * @param failure what it throws
         * @return the storage
         */
        public FaultInjectingStorage failBefore(StorageException failure) {
            return declare(When.BEFORE, () -> {
                throw failure;
            });
        }

        /**
         * The call is applied, but fails, retryable: its answer is lost.
         *
         * @return the storage
         */
        public FaultInjectingStorage failAfter() {
            return declare(When.AFTER, FaultInjectingStorage::fail);
        }

        /**
         * The call is applied, but fails.
         *
         * @param failure what it throws
         * @return the storage
         */
        public FaultInjectingStorage failAfter(StorageException failure) {
            return declare(When.AFTER, () -> {
                throw failure;
            });
        }

        /**
         * The body of a put breaks off half-way, so that nothing is stored; the call fails, retryable. A call of another
         * verb is not affected.
         *
         * @return the storage
         */
        public FaultInjectingStorage tear() {
            return declare(When.TORN, FaultInjectingStorage::fail);
        }

        /**
         * The stream of an open or a read, or a listing, fails half-way, retryable. A call of another verb is not affected.
         *
         * @param limit how many bytes of the stream, or objects of the listing, come before; at least 0
         * @return the storage
         */
        public FaultInjectingStorage breakAfter(long limit) {
            if (limit < 0) {
                throw new IllegalArgumentException("a limit is not negative: " + limit);
            }
            rules.add(new Rule(verb, first, last, When.BROKEN, limit, FaultInjectingStorage::fail));
            return FaultInjectingStorage.this;
        }

        /**
         * The process is killed right before the call: it is not applied, and this call, all later ones and all open
         * streams fail, not retryable.
         *
         * @return the storage
         */
        public FaultInjectingStorage dieBefore() {
            return declare(When.BEFORE, FaultInjectingStorage.this::die);
        }

        /**
         * The process is killed right after the call: it is applied, but fails, as do all later ones and all open streams,
         * not retryable.
         *
         * @return the storage
         */
        public FaultInjectingStorage dieAfter() {
            return declare(When.AFTER, FaultInjectingStorage.this::die);
        }

        /**
         * Something is done right before the call, on its thread; then it goes on.
         *
         * @param hook what is done; it may use this storage
         * @return the storage
         */
        public FaultInjectingStorage runBefore(Runnable hook) {
            return declare(When.BEFORE, hook::run);
        }

        /**
         * Something is done right after the call, on its thread, before it returns.
         *
         * @param hook what is done; it may use this storage
         * @return the storage
         */
        public FaultInjectingStorage runAfter(Runnable hook) {
            return declare(When.AFTER, hook::run);
        }

        private FaultInjectingStorage declare(When when, Effect effect) {
            rules.add(new Rule(verb, first, last, when, 0, effect));
            return FaultInjectingStorage.this;
        }
    }

    private static void fail() throws StorageException {
        throw new StorageException(true, "injected fault: no answer", null);
    }

    private void die() throws StorageException {
        rules.kill();
        throw FaultRules.killed();
    }
}
