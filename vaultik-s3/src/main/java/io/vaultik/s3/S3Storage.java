package io.vaultik.s3;

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
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.UnfinishedUpload;
import io.vaultik.storage.UnfinishedVisitor;
import java.io.InputStream;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * A storage in a bucket of Amazon S3, or of a server that speaks its protocol. Thread-safe. Closed by who opened it; streams that are open
 * then break.
 *
 * <p><b>Creation</b> is one conditional call ({@code If-None-Match}), so the server decides the race; it is refused above {@link
 * #MAX_CREATE_BYTES}. A server that ignores the condition is found by the engine when it makes a repository. <b>Longer objects</b> are put
 * in parts, side by side, and appear with the last step; what failed is taken back. <b>Calls are not repeated</b>, since that is done
 * around every storage; bodies that break off are resumed where they stopped. <b>When the server asks to slow down</b>, fewer calls run at
 * once, and more again later.
 *
 * <p>Every failure is a {@link StorageException} whose message names verb, key and the request id of the server, and no secret. Times are
 * those of the server, in whole seconds.
 *
 * @since 0.1
 */
public final class S3Storage implements ObjectStorage {
    /** The longest object that is put with one call, and so the longest that can be created: 64 MiB. */
    public static final long MAX_CREATE_BYTES = 64L << 20;

    private static final Set<Capability> BASIC = Set.of(Capability.LIST, Capability.DELETE, Capability.BULK_PUT);
    private static final Set<Capability> ATOMIC =
            Set.of(Capability.ATOMIC_CREATE, Capability.LIST, Capability.DELETE, Capability.BULK_PUT);

    private final S3Client client;
    private final boolean ownsClient;
    private final Settings settings;
    private final Requests requests;
    private final Calls calls;
    private final Reading reading;
    private final Writing writing;
    private final BulkDelete deleting;
    private final PartLanes lanes;
    /** Whether the bucket has answered: that an object is missing cannot be told from a missing bucket otherwise. */
    private volatile boolean bucketSeen;

    private volatile boolean closed;

    private S3Storage(S3Client client, boolean ownsClient, S3Options options) {
        this.client = client;
        this.ownsClient = ownsClient;
        this.settings = options.settings();
        this.requests = new Requests(settings);
        this.calls = new Calls(new CallGate(settings.maxConnections), new Failures(settings.location()));
        this.reading = new Reading(client, calls, requests);
        this.writing = new Writing(client, calls, requests, reading, settings.location());
        this.deleting = new BulkDelete(client, calls, requests, settings.pageKeys);
        this.lanes = new PartLanes(settings.uploadMemoryBytes);
    }

    /**
     * Opens a storage. The server is not called yet, except for credentials and region where the options leave them to the SDK.
     *
     * @param options where and how
     * @return the storage, closed by the caller
     * @throws StorageException if no region or no such profile can be found
     */
    public static S3Storage open(S3Options options) throws StorageException {
        try {
            return new S3Storage(Clients.of(options.settings()), true, options);
        } catch (SdkException e) {
            throw new StorageException(false, "{} cannot be opened: {}", e, options, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Opens a storage with a client of the application, which is never closed here. Of the options, those of the connection (endpoint,
     * region, path style, credentials, time-out) have no effect; retries of the client are best switched off.
     *
     * @param client calls the server; thread-safe, used until the storage is closed
     * @param options which bucket, and how
     * @return the storage, closed by the caller
     */
    public static S3Storage with(S3Client client, S3Options options) {
        return new S3Storage(client, false, options);
    }

    /**
     * {@inheritDoc} One call up to {@link #MAX_CREATE_BYTES}, above that parts, which are held in memory while they are sent. There
     * are at most 10,000, so that they are longer the longer the object is: up to {@link S3Options#MAX_PART_BYTES}, which is 625 GiB, or
     * up to {@link S3Options#uploadMemoryBytes} if that is more. A process that is killed leaves parts, which nobody sees: {@link
     * #listUnfinished} does; give the bucket a rule that removes incomplete uploads.
     */
    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        requireOpen();
        CheckedBody checked = CheckedBody.of(key, body);
        if (mode == PutMode.CREATE) {
            if (checked.length() > MAX_CREATE_BYTES) {
                throw calls.failures().impossible("put", key, "nothing of more than 64 MiB can be created");
            }
            create(key, checked);
        } else if (checked.length() > settings.singleCallBytes) {
            new Multipart(client, calls, requests, lanes, key).run(checked, settings);
        } else {
            writing.replace(key, checked);
        }
    }

    /** {@inheritDoc} Side by side, each with a call of its own, as many as the server bears; bodies are opened on other threads. */
    @Override
    public void putAll(Map<ObjectKey, ? extends ObjectBody> objects) throws StorageException {
        requireOpen();
        List<PartLanes.Task<Boolean>> tasks = new ArrayList<>();
        try {
            for (Map.Entry<ObjectKey, ? extends ObjectBody> object : objects.entrySet()) {
                PartLanes.Task<Boolean> task = new PartLanes.Task<>(
                        () -> {
                            put(object.getKey(), object.getValue(), PutMode.REPLACE);
                            return true;
                        },
                        () -> {});
                tasks.add(task);
                lanes.run(task);
                PartLanes.Task.requireNoFailure(tasks);
            }
            PartLanes.Task.results(tasks);
        } catch (InterruptedException e) {
            throw calls.failures().interrupted("put", objects.size() + " objects", e);
        } finally {
            PartLanes.Task.stop(tasks);
        }
    }

    @Override
    public ObjectContent open(ObjectKey key) throws StorageException {
        requireOpen();
        return reading.open(key);
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
        requireOpen();
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset " + offset + " or length " + length + " is negative");
        }
        if (length == 0 || offset > Long.MAX_VALUE - length) {
            return readNothing(key, offset, length);
        }
        return new ObjectStream(reading, key, offset, offset + length, reading.range(key, offset, length, null));
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        requireOpen();
        HeadObjectResponse answer;
        try {
            answer = calls.run("stat", key, () -> client.headObject(requests.head(key)));
        } catch (ObjectNotFoundException e) {
            requireBucket();
            return Optional.empty();
        }
        bucketSeen = true;
        Long length = answer.contentLength();
        if (length == null || answer.lastModified() == null || answer.eTag() == null) {
            throw calls.failures().strange("stat", key, "an object has a length, a time and a tag");
        }
        return Optional.of(new ObjectInfo(key, length, answer.lastModified().truncatedTo(ChronoUnit.SECONDS)));
    }

    /** {@inheritDoc} In the order of the keys, as buckets list them. Objects whose names are no keys are left out. */
    @Override
    public void list(String prefix, ObjectVisitor visitor) throws StorageException {
        requireOpen();
        new Listing(client, calls, requests, settings, prefix).run(visitor);
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        requireOpen();
        deleting.one(key);
    }

    /** {@inheritDoc} Up to 1,000 with one call; one by one where the server refuses that. */
    @Override
    public void deleteAll(Collection<ObjectKey> keys) throws StorageException {
        requireOpen();
        deleting.run(keys);
    }

    @Override
    public void listUnfinished(String prefix, UnfinishedVisitor visitor) throws StorageException {
        requireOpen();
        new Unfinished(client, calls, requests, settings).list(prefix, visitor);
    }

    @Override
    public void abort(UnfinishedUpload upload) throws StorageException {
        requireOpen();
        new Unfinished(client, calls, requests, settings).abort(upload);
    }

    @Override
    public Set<Capability> capabilities() {
        return settings.conditionalCreate ? ATOMIC : BASIC;
    }

    /** Returns bucket and prefix, and the endpoint where it is not Amazon's. */
    @Override
    public String location() {
        return settings.location();
    }

    @Override
    public void close() {
        closed = true;
        lanes.close();
        if (ownsClient) {
            client.close();
        }
    }

    /** A range that cannot be asked for: it is empty, or ends where no object does. */
    private InputStream readNothing(ObjectKey key, long offset, long length) throws StorageException {
        ObjectInfo info = stat(key).orElseThrow(() -> new ObjectNotFoundException(key, location()));
        if (length > 0 || offset > info.length()) {
            throw reading.outside(key, offset, length);
        }
        return InputStream.nullInputStream();
    }

    /** Returns how many calls may run at once now. */
    int callsAtOnce() {
        return calls.limit();
    }

    private void create(ObjectKey key, CheckedBody body) throws StorageException {
        if (settings.conditionalCreate) {
            writing.create(key, body);
        } else if (stat(key).isPresent()) {
            throw new ObjectExistsException(key, location());
        } else {
            writing.replace(key, body);
        }
    }

    private void requireBucket() throws StorageException {
        if (bucketSeen) {
            return;
        }
        try {
            calls.run(
                    "stat",
                    "the bucket",
                    () -> client.headBucket(
                            r -> r.overrideConfiguration(requests.common()).bucket(settings.bucket)));
        } catch (StorageDeniedException e) {
            // Who may read objects need not be allowed to ask for the bucket.
        }
        bucketSeen = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this storage is closed");
        }
    }
}
