package io.vaultik.s3;

import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/**
 * Deletes many objects with few calls, and one by one where the server has no such call or takes it in another form. Thread-safe.
 */
final class BulkDelete {
    private static final int NO_CONTENT = 204;

    private final S3Client client;
    private final Calls calls;
    private final Requests requests;
    private final int mostKeys;
    /** Whether the server has refused the call for many; then it is not asked again. */
    private volatile boolean refused;

    BulkDelete(S3Client client, Calls calls, Requests requests, int mostKeys) {
        this.client = client;
        this.calls = calls;
        this.requests = requests;
        this.mostKeys = mostKeys;
    }

    void run(Collection<ObjectKey> keys) throws StorageException {
        List<ObjectKey> distinct = new ArrayList<>(new LinkedHashSet<>(keys));
        for (int from = 0; from < distinct.size(); from += mostKeys) {
            List<ObjectKey> some = distinct.subList(from, Math.min(distinct.size(), from + mostKeys));
            for (ObjectKey left : some.size() == 1 || refused ? some : together(some)) {
                one(left);
            }
        }
    }

    /** Deletes one object. */
    void one(ObjectKey key) throws StorageException {
        try {
            DeleteObjectResponse answer = calls.run(
                    "delete",
                    key,
                    () -> client.deleteObject(r -> r.overrideConfiguration(requests.common())
                            .bucket(requests.bucket())
                            .key(requests.inBucket(key))));
            // An answer without content may have any type, and some servers give it that of a page.
            boolean page = answer.sdkHttpResponse().statusCode() != NO_CONTENT
                    && answer.sdkHttpResponse()
                            .firstMatchingHeader("Content-Type")
                            .filter(type -> type.startsWith("text/html"))
                            .isPresent();
            if (page) {
                throw calls.failures().strange("delete", key, "it is a page for people");
            }
        } catch (ObjectNotFoundException e) {
            // That there is nothing is what was wanted.
        }
    }

    /** Deletes many with one call, and returns those that are to be deleted one by one. */
    private List<ObjectKey> together(List<ObjectKey> keys) throws StorageException {
        List<ObjectIdentifier> objects = keys.stream()
                .map(key ->
                        ObjectIdentifier.builder().key(requests.inBucket(key)).build())
                .toList();
        DeleteObjectsRequest request = DeleteObjectsRequest.builder()
                .overrideConfiguration(requests.common())
                .bucket(requests.bucket())
                .delete(Delete.builder().objects(objects).quiet(false).build())
                .build();
        try {
            DeleteObjectsResponse answer =
                    calls.run("delete", keys.size() + " keys", () -> client.deleteObjects(request));
            Set<String> deleted =
                    answer.deleted().stream().map(DeletedObject::key).collect(Collectors.toCollection(HashSet::new));
            return keys.stream()
                    .filter(key -> !deleted.contains(requests.inBucket(key)))
                    .toList();
        } catch (StorageException e) {
            if (e.retryable()) {
                throw e;
            }
            // Some servers want another checksum, some have no such call, some need another permission for it.
            refused = !(e instanceof StorageDeniedException);
            return keys;
        }
    }
}
