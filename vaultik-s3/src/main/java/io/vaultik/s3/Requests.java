package io.vaultik.s3;

import io.vaultik.storage.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Makes the requests of a storage, with everything that its options say. Thread-safe. */
final class Requests {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final String[] DATA = {"blobs/", ".objects/"};

    private final Settings settings;
    private final AwsRequestOverrideConfiguration common;

    Requests(Settings settings) {
        this.settings = settings;
        AwsRequestOverrideConfiguration.Builder builder = AwsRequestOverrideConfiguration.builder();
        if (settings.requesterPays) {
            builder.putHeader("x-amz-request-payer", "requester");
        }
        this.common = builder.build();
    }

    /** Returns what every request has. */
    AwsRequestOverrideConfiguration common() {
        return common;
    }

    String bucket() {
        return settings.bucket;
    }

    String inBucket(ObjectKey key) {
        return settings.inBucket(key);
    }

    /**
     * Makes the request of a whole object.
     *
     * @param md5 {@link #md5} of the bytes
     */
    PutObjectRequest.Builder put(ObjectKey key, @Nullable String md5) {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .overrideConfiguration(common)
                .bucket(settings.bucket)
                .key(settings.inBucket(key))
                .storageClass(storageClass(key))
                .serverSideEncryption(encryption())
                .ssekmsKeyId(settings.kmsKey);
        if (locks()) {
            request.objectLockMode(lockMode())
                    .objectLockRetainUntilDate(settings.clock.instant().plus(lock()));
        }
        return request.contentMD5(md5);
    }

    CreateMultipartUploadRequest multipart(ObjectKey key) {
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .overrideConfiguration(common)
                .bucket(settings.bucket)
                .key(settings.inBucket(key))
                .storageClass(storageClass(key))
                .serverSideEncryption(encryption())
                .ssekmsKeyId(settings.kmsKey);
        if (locks()) {
            request.objectLockMode(lockMode())
                    .objectLockRetainUntilDate(settings.clock.instant().plus(lock()));
        }
        return request.build();
    }

    GetObjectRequest.Builder get(ObjectKey key) {
        return GetObjectRequest.builder()
                .overrideConfiguration(common)
                .bucket(settings.bucket)
                .key(settings.inBucket(key));
    }

    HeadObjectRequest head(ObjectKey key) {
        return HeadObjectRequest.builder()
                .overrideConfiguration(common)
                .bucket(settings.bucket)
                .key(settings.inBucket(key))
                .build();
    }

    ListObjectsV2Request.Builder list(String prefix) {
        return ListObjectsV2Request.builder()
                .overrideConfiguration(common)
                .bucket(settings.bucket)
                .maxKeys(settings.pageKeys)
                .prefix(settings.inBucket(prefix));
    }

    /** Returns what the header of an MD5 says, which servers demand of objects that are locked; null without a lock. */
    @Nullable
    String md5(InputStream bytes) throws IOException {
        if (!locks()) {
            return null;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    /** Tells whether objects are locked. */
    boolean locks() {
        return settings.objectLockDays > 0;
    }

    private Duration lock() {
        return Duration.ofDays(settings.objectLockDays);
    }

    private ObjectLockMode lockMode() {
        return settings.objectLockCompliance ? ObjectLockMode.COMPLIANCE : ObjectLockMode.GOVERNANCE;
    }

    private @Nullable String encryption() {
        return settings.encryption == null && settings.kmsKey != null ? "aws:kms" : settings.encryption;
    }

    private @Nullable String storageClass(ObjectKey key) {
        for (String data : DATA) {
            if (key.value().startsWith(data)) {
                return settings.storageClass;
            }
        }
        return settings.metadataStorageClass;
    }
}
