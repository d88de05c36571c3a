package io.vaultik.s3;

import io.vaultik.storage.ObjectKey;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The values of {@link S3Options}. Changed only while options are made, by their maker. */
final class Settings {
    private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8L;

    String bucket = "";
    String prefix = "";

    @Nullable
    URI endpoint;

    @Nullable
    String region;

    @Nullable
    Boolean pathStyle;

    Credentials credentials = Credentials.Chain.INSTANCE;

    @Nullable
    String storageClass;

    @Nullable
    String metadataStorageClass;

    @Nullable
    String encryption;

    @Nullable
    String kmsKey;

    boolean requesterPays;
    int objectLockDays;
    boolean objectLockCompliance;
    int maxConnections = S3Options.DEFAULT_MAX_CONNECTIONS;
    Duration timeout = Duration.ofSeconds(60);
    boolean conditionalCreate = true;
    int partBytes = 8 << 20;
    long uploadMemoryBytes = 64L << 20;
    Clock clock = Clock.systemUTC();
    /** Above how many bytes an object is put in parts. */
    long singleCallBytes = S3Storage.MAX_CREATE_BYTES;
    /** How many keys a page of a listing has at most, and a call that deletes many. */
    int pageKeys = 1_000;

    /** Returns how long a part may be: each is an array. */
    long longestPartBytes() {
        return Math.max(S3Options.MAX_PART_BYTES, Math.min(uploadMemoryBytes, LONGEST_ARRAY));
    }

    Settings copy() {
        Settings copy = new Settings();
        copy.bucket = bucket;
        copy.prefix = prefix;
        copy.endpoint = endpoint;
        copy.region = region;
        copy.pathStyle = pathStyle;
        copy.credentials = credentials;
        copy.storageClass = storageClass;
        copy.metadataStorageClass = metadataStorageClass;
        copy.encryption = encryption;
        copy.kmsKey = kmsKey;
        copy.requesterPays = requesterPays;
        copy.objectLockDays = objectLockDays;
        copy.objectLockCompliance = objectLockCompliance;
        copy.maxConnections = maxConnections;
        copy.timeout = timeout;
        copy.conditionalCreate = conditionalCreate;
        copy.partBytes = partBytes;
        copy.uploadMemoryBytes = uploadMemoryBytes;
        copy.clock = clock;
        copy.singleCallBytes = singleCallBytes;
        copy.pageKeys = pageKeys;
        return copy;
    }

    /** Returns the key of an object in the bucket. */
    String inBucket(ObjectKey key) {
        return inBucket(key.value());
    }

    /** Returns the beginning of keys in the bucket for a beginning of keys in the storage. */
    String inBucket(String beginning) {
        return prefix.isEmpty() ? beginning : prefix + "/" + beginning;
    }

    /** Returns the key in the storage for one in the bucket, which is below the prefix. */
    String fromBucket(String key) {
        return prefix.isEmpty() ? key : key.substring(prefix.length() + 1);
    }

    String location() {
        String path = prefix.isEmpty() ? bucket : bucket + "/" + prefix;
        return endpoint == null ? "s3://" + path : "s3://" + path + " at " + endpoint;
    }
}
