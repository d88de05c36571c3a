package io.vaultik.s3;

import io.vaultik.storage.ObjectKey;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Where a bucket is, who asks, and how objects are stored. Immutable and thread-safe; each setting returns a changed copy.
 *
 * <p>Without credentials the usual chain of the SDK finds them: system properties, environment, web identity token, shared
 * configuration, container, instance. {@link #toString()} shows no secret.
 *
 * @since 0.1
 */
public final class S3Options {
    /** The default of {@link #maxConnections}. */
    public static final int DEFAULT_MAX_CONNECTIONS = 64;

    /** The least size of a part of an upload, by the rules of the protocol: 5 MiB. */
    public static final int MIN_PART_BYTES = 5 << 20;

    /** The largest size of a part, unless there is more memory for uploads: 64 MiB. */
    public static final int MAX_PART_BYTES = 64 << 20;

    private static final int MAX_PREFIX_LENGTH = 500;
    private static final int MOST_CONNECTIONS = 1_000;
    private static final int MOST_LOCK_DAYS = 36_500;

    private final Settings settings;

    private S3Options(Settings settings) {
        this.settings = settings;
    }

    /**
     * Returns options with all defaults for a bucket.
     *
     * @param bucket its name; the bucket must exist
     * @return the options
     * @throws IllegalArgumentException if it can be no name of a bucket
     */
    public static S3Options bucket(String bucket) {
        if (!bucket.matches("[A-Za-z0-9][A-Za-z0-9._:/-]{0,254}") || bucket.contains("..")) {
            throw new IllegalArgumentException("\"" + bucket + "\" is no name of a bucket");
        }
        Settings settings = new Settings();
        settings.bucket = bucket;
        return new S3Options(settings);
    }

    /**
     * Sets the part of the bucket that is used: keys are put below it, with a slash between.
     *
     * @param prefix as an {@link ObjectKey}, at most 500 characters, with or without a slash at its end; empty (default) for the whole
     *     bucket
     * @return changed options
     * @throws IllegalArgumentException if it is something else
     */
    public S3Options prefix(String prefix) {
        String trimmed = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        if (!trimmed.isEmpty() && (trimmed.length() > MAX_PREFIX_LENGTH || !ObjectKey.isValid(trimmed))) {
            throw new IllegalArgumentException("a prefix has at most " + MAX_PREFIX_LENGTH
                    + " characters A-Z a-z 0-9 . _ ~ / -, and no empty, . or .. segment");
        }
        return change(s -> s.prefix = trimmed);
    }

    /**
     * Sets the address of a server other than Amazon's.
     *
     * @param endpoint {@code http} or {@code https}, without user, query and fragment
     * @return changed options
     * @throws IllegalArgumentException if it is something else
     */
    public S3Options endpoint(URI endpoint) {
        String scheme = String.valueOf(endpoint.getScheme());
        boolean plain = endpoint.getRawUserInfo() == null
                && endpoint.getRawQuery() == null
                && endpoint.getRawFragment() == null;
        if (!scheme.matches("(?i)https?") || endpoint.getHost() == null || !plain) {
            throw new IllegalArgumentException(
                    "an endpoint is http://host[:port] or https://host[:port], without a user");
        }
        return change(s -> s.endpoint = endpoint);
    }

    /**
     * Sets the region.
     *
     * @param region default: what the SDK's chain says, and {@code us-east-1} with an own endpoint
     * @return changed options
     * @throws IllegalArgumentException if it can be no region
     */
    public S3Options region(String region) {
        if (!region.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("\"" + region + "\" is no region");
        }
        return change(s -> s.region = region);
    }

    /**
     * Sets whether the bucket is in the path of addresses instead of in the name of the host.
     *
     * @param pathStyle default: true with an own endpoint, else false
     * @return changed options
     */
    public S3Options pathStyle(boolean pathStyle) {
        return change(s -> s.pathStyle = pathStyle);
    }

    /**
     * Sets the credentials.
     *
     * @param accessKey the public part
     * @param secretKey the secret part
     * @return changed options
     * @throws IllegalArgumentException if one is blank
     */
    public S3Options credentials(String accessKey, String secretKey) {
        return change(s -> s.credentials = new Credentials.Fixed(accessKey, secretKey, null));
    }

    /**
     * Sets temporary credentials.
     *
     * @param accessKey the public part
     * @param secretKey the secret part
     * @param sessionToken the token that came with them
     * @return changed options
     * @throws IllegalArgumentException if one is blank
     */
    public S3Options credentials(String accessKey, String secretKey, String sessionToken) {
        return change(s -> s.credentials = new Credentials.Fixed(accessKey, secretKey, sessionToken));
    }

    /**
     * Takes credentials, and the region where none is set, from a profile of the shared configuration of the SDK.
     *
     * @param profile its name
     * @return changed options
     * @throws IllegalArgumentException if it is blank
     */
    public S3Options profile(String profile) {
        return change(s -> s.credentials = new Credentials.Profile(profile));
    }

    /**
     * Asks without credentials, as a public bucket allows.
     *
     * @return changed options
     */
    public S3Options anonymous() {
        return change(s -> s.credentials = Credentials.Anonymous.INSTANCE);
    }

    /**
     * Sets the class in which data is stored: the objects under {@code blobs/} and {@code .objects/}.
     *
     * @param storageClass as the server calls it, such as {@code STANDARD_IA}; default: what the bucket says. A class whose objects must be
     *     thawed before they can be read is of no use here
     * @return changed options
     * @throws IllegalArgumentException if it can be no class
     */
    public S3Options storageClass(String storageClass) {
        return change(s -> s.storageClass = token("storage class", storageClass));
    }

    /**
     * Sets the class in which everything else is stored, which is small and often read.
     *
     * @param storageClass as the server calls it; default: what the bucket says
     * @return changed options
     * @throws IllegalArgumentException if it can be no class
     */
    public S3Options metadataStorageClass(String storageClass) {
        return change(s -> s.metadataStorageClass = token("storage class", storageClass));
    }

    /**
     * Asks the server to encrypt what it stores.
     *
     * @param algorithm as the server calls it: {@code AES256}, {@code aws:kms}, {@code aws:kms:dsse}; default: what the bucket says
     * @return changed options
     * @throws IllegalArgumentException if it can be no algorithm
     */
    public S3Options encryption(String algorithm) {
        return change(s -> s.encryption = token("encryption", algorithm));
    }

    /**
     * Sets the key with which the server encrypts; without {@link #encryption} it is {@code aws:kms}.
     *
     * @param keyId id, alias or ARN of the key
     * @return changed options
     * @throws IllegalArgumentException if it can be none
     */
    public S3Options kmsKey(String keyId) {
        return change(s -> s.kmsKey = token("key", keyId));
    }

    /**
     * Agrees to pay for the calls, as a bucket of somebody else may demand.
     *
     * @return changed options
     */
    public S3Options requesterPays() {
        return change(s -> s.requesterPays = true);
    }

    /**
     * Locks every object that is put against deletion, in a bucket that has object lock, for as long as it is left; who has the special
     * permission of the server (governance) can still lift it.
     *
     * @param days how long, 1 to 36,500
     * @return changed options
     * @throws IllegalArgumentException if it is another number
     */
    public S3Options objectLockDays(int days) {
        if (days < 1 || days > MOST_LOCK_DAYS) {
            throw new IllegalArgumentException("an object is locked for 1 to " + MOST_LOCK_DAYS + " days, not " + days);
        }
        return change(s -> s.objectLockDays = days);
    }

    /**
     * Makes the lock of {@link #objectLockDays} one that nobody can lift before its time, the owner of the account included (compliance).
     *
     * @return changed options
     */
    public S3Options objectLockCompliance() {
        return change(s -> s.objectLockCompliance = true);
    }

    /**
     * Sets how many calls, and streams that are read, there are at once at most. The number goes down by itself when the server asks for
     * it, and up again.
     *
     * @param connections 1 to 1,000; default {@value #DEFAULT_MAX_CONNECTIONS}
     * @return changed options
     * @throws IllegalArgumentException if it is another number
     */
    public S3Options maxConnections(int connections) {
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw new IllegalArgumentException(
                    "there are 1 to " + MOST_CONNECTIONS + " connections, not " + connections);
        }
        return change(s -> s.maxConnections = connections);
    }

    /**
     * Sets how long the server may be silent before a call fails, retryable.
     *
     * @param timeout at least 1 ms; default 60 s
     * @return changed options
     * @throws IllegalArgumentException if it is shorter
     */
    public S3Options timeout(Duration timeout) {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("a time-out is at least 1 ms, not " + timeout);
        }
        return change(s -> s.timeout = timeout);
    }

    /**
     * Says that the server does not know {@code If-None-Match}. A creation then looks first and puts afterwards, and the storage does not
     * claim that creations are atomic.
     *
     * @return changed options
     */
    public S3Options withoutConditionalCreate() {
        return change(s -> s.conditionalCreate = false);
    }

    /**
     * Sets the size of the parts of objects of more than 64 MiB. Longer objects have longer parts, so that there are at most 10,000.
     *
     * @param bytes {@link #MIN_PART_BYTES} to {@link #MAX_PART_BYTES}; default 8 MiB
     * @return changed options
     * @throws IllegalArgumentException if it is another number
     */
    public S3Options partBytes(int bytes) {
        if (bytes < MIN_PART_BYTES || bytes > MAX_PART_BYTES) {
            throw new IllegalArgumentException("a part has 5 to 64 MiB, not " + bytes + " bytes");
        }
        return change(s -> s.partBytes = bytes);
    }

    /**
     * Sets how much memory the parts take that are uploaded at once, of all objects together; there is always room for one part. It also
     * limits how long an object may be, since one has at most 10,000 parts: 64 MiB are enough for 625 GiB, 512 MiB for 5,000 GiB.
     *
     * @param bytes at least 1; default 64 MiB
     * @return changed options
     * @throws IllegalArgumentException if it is less
     */
    public S3Options uploadMemoryBytes(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("the memory of uploads is at least 1 byte, not " + bytes);
        }
        return change(s -> s.uploadMemoryBytes = bytes);
    }

    /**
     * Sets the clock from which the end of a lock is counted.
     *
     * @param clock default: the system's, in UTC
     * @return changed options
     */
    public S3Options clock(Clock clock) {
        return change(s -> s.clock = clock);
    }

    /** Returns where the bucket is; no secret. */
    @Override
    public String toString() {
        return settings.location();
    }

    /** Returns the values. Not to be changed. */
    Settings settings() {
        return settings;
    }

    /** Sets limits of the protocol, for tests: other ones than those of the real servers make them cheap. */
    S3Options limits(long singleCallBytes, int pageKeys) {
        return change(s -> {
            s.singleCallBytes = singleCallBytes;
            s.pageKeys = pageKeys;
        });
    }

    private S3Options change(Consumer<Settings> change) {
        Settings copy = settings.copy();
        change.accept(copy);
        return new S3Options(copy);
    }

    private static String token(String what, String value) {
        if (!value.matches("[A-Za-z0-9_:/.-]{1,2048}")) {
            throw new IllegalArgumentException("\"" + value + "\" is no " + what);
        }
        return value;
    }
}
