package io.vaultik.core.storage;

import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.UnfinishedUpload;
import io.vaultik.storage.UnfinishedVisitor;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * Repeats calls of another storage that failed in a way that may pass: those whose exception is {@link
 * StorageException#retryable()}, and no others. When the policy allows no more, the last exception is thrown. As thread-safe
 * as the storage that it wraps.
 *
 * <p><b>Creations.</b> A try that failed may have stored the object before its answer was lost. If a repeated creation meets
 * an object, that object is read and compared: the same bytes are success, others the {@link ObjectExistsException}.
 *
 * <p><b>Streams</b> of {@link #open} and {@link #read} that break, or end early, go on from the byte where they stopped. If
 * the object was replaced in between, they go on in the new bytes; who reads an object that may be replaced checks a digest.
 *
 * <p><b>Listings</b> that fail are repeated, and what was visited is left out, so that each key comes once, also while keys come and
 * go. The first {@value ResumingVisitor#REMEMBERED_KEYS} keys are remembered for that; a longer listing is repeated only if the storage
 * lists in the order of the keys, as buckets do. Exceptions of the visitor are never retried.
 *
 * <p>An interrupt ends the waiting with a {@link StorageException}, and the interrupt flag stays set.
 *
 * @since 0.1
 */
public final class RetryingStorage extends ForwardingStorage {
    private static final int COMPARED_BYTES = 64 << 10;

    private final Retries.Source source;

    /**
     * Wraps a storage.
     *
     * @param delegate the storage whose calls are repeated
     * @param policy how often and how soon
     */
    public RetryingStorage(ObjectStorage delegate, RetryPolicy policy) {
        this(delegate, policy, Clock.systemUTC(), new Random(), Pause.REAL);
    }

    /**
     * Wraps a storage, with all that decides about waits.
     *
     * @param delegate the storage whose calls are repeated
     * @param policy how often and how soon
     * @param clock measures the deadline; thread-safe
     * @param random draws the waits; thread-safe
     * @param pause waits; thread-safe
     */
    public RetryingStorage(
            ObjectStorage delegate, RetryPolicy policy, Clock clock, RandomGenerator random, Pause pause) {
        super(delegate);
        this.source = new Retries.Source(policy, clock, random, pause);
    }

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        Retries retries = source.begin("put of " + key);
        repeat(retries, () -> {
            try {
                super.put(key, body, mode);
            } catch (ObjectExistsException e) {
                if (!retries.repeated() || !isStored(key, body)) {
                    throw e;
                }
            }
            return true;
        });
    }

    /**
     * {@inheritDoc} Where that is no call of its own, each object has its own attempts; so it has when storing them together has failed,
     * since of many one fails more often than not on a bad connection.
     */
    @Override
    public void putAll(Map<ObjectKey, ? extends ObjectBody> objects) throws StorageException {
        if (capabilities().contains(Capability.BULK_PUT)) {
            Retries retries = source.begin("put of " + objects.size() + " objects");
            try {
                delegate().putAll(objects);
                return;
            } catch (StorageException e) {
                retries.awaitNext(e);
            }
        }
        super.putAll(objects);
    }

    @Override
    public ObjectContent open(ObjectKey key) throws StorageException {
        ObjectContent content = repeat(source.begin("open of " + key), () -> super.open(key));
        long length = content.length();
        return new ObjectContent(length, new ResumingStream(delegate(), source, key, 0, length).from(content.stream()));
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
        InputStream stream = repeat(source.begin("read of " + key), () -> super.read(key, offset, length));
        return new ResumingStream(delegate(), source, key, offset, offset + length).from(stream);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        return repeat(source.begin("stat of " + key), () -> super.stat(key));
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws StorageException {
        Retries retries = source.begin("list of \"" + prefix + "\"");
        ResumingVisitor resuming = new ResumingVisitor(visitor);
        while (true) {
            try {
                super.list(prefix, resuming);
                return;
            } catch (StorageException e) {
                resuming.requireRepeatable(e);
                retries.awaitNext(e);
                resuming.restart(e);
            }
        }
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        repeat(source.begin("delete of " + key), () -> {
            super.delete(key);
            return true;
        });
    }

    @Override
    public void deleteAll(Collection<ObjectKey> keys) throws StorageException {
        repeat(source.begin("delete of " + keys.size() + " keys"), () -> {
            super.deleteAll(keys);
            return true;
        });
    }

    /** {@inheritDoc} It is repeated as long as none was visited. */
    @Override
    public void listUnfinished(String prefix, UnfinishedVisitor visitor) throws StorageException {
        Retries retries = source.begin("list of unfinished uploads");
        AtomicBoolean visited = new AtomicBoolean();
        while (true) {
            try {
                super.listUnfinished(prefix, upload -> {
                    visited.set(true);
                    return visitor.visit(upload);
                });
                return;
            } catch (StorageException e) {
                if (visited.get()) {
                    throw e;
                }
                retries.awaitNext(e);
            }
        }
    }

    @Override
    public void abort(UnfinishedUpload upload) throws StorageException {
        repeat(source.begin("abort of an upload of " + upload.key()), () -> {
            super.abort(upload);
            return true;
        });
    }

    @Override
    public Set<Capability> capabilities() {
        return delegate().capabilities();
    }

    private interface Call<T> {
        T run() throws StorageException;
    }

    private static <T> T repeat(Retries retries, Call<T> call) throws StorageException {
        while (true) {
            try {
                return call.run();
            } catch (StorageException e) {
                retries.awaitNext(e);
            }
        }
    }

    /** Tells whether an object has the bytes of a body. */
    private boolean isStored(ObjectKey key, ObjectBody body) throws StorageException {
        try (ObjectContent stored = super.open(key);
                InputStream ours = body.open()) {
            return stored.length() == body.length() && areEqual(stored.stream(), ours);
        } catch (ObjectNotFoundException e) {
            return false;
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(true, "comparing {} with what was put failed", e, key);
        }
    }

    private static boolean areEqual(InputStream one, InputStream other) throws IOException {
        byte[] left = new byte[COMPARED_BYTES];
        byte[] right = new byte[COMPARED_BYTES];
        while (true) {
            int count = one.readNBytes(left, 0, left.length);
            if (other.readNBytes(right, 0, right.length) != count || !Arrays.equals(left, 0, count, right, 0, count)) {
                return false;
            }
            if (count < left.length) {
                return true;
            }
        }
    }
}
