package io.vaultik.s3;

import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.StorageException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** One listing, a page at a time. Used by one thread. */
final class Listing {
    private final S3Client client;
    private final Calls calls;
    private final Requests requests;
    private final Settings settings;
    private final String prefix;

    Listing(S3Client client, Calls calls, Requests requests, Settings settings, String prefix) {
        this.client = client;
        this.calls = calls;
        this.requests = requests;
        this.settings = settings;
        this.prefix = prefix;
    }

    /** Visits all objects; those that are no objects of a storage, by their names, are left out. */
    void run(ObjectVisitor visitor) throws StorageException {
        if (!canBeginAKey()) {
            return;
        }
        String token = null;
        String last = null;
        while (true) {
            ListObjectsV2Response page = page(token, token == null ? last : null);
            for (S3Object object : page.contents()) {
                if (!visit(object, visitor)) {
                    return;
                }
            }
            if (!page.isTruncated()) {
                return;
            }
            token = next(page, token);
            last = page.contents().isEmpty()
                    ? last
                    : page.contents().get(page.contents().size() - 1).key();
        }
    }

    /** Tells whether there can be a key with this prefix; servers have ideas of their own of two slashes in a row, for instance. */
    private boolean canBeginAKey() {
        return prefix.isEmpty() || ObjectKey.isValid(prefix) || ObjectKey.isValid(prefix + "x");
    }

    private ListObjectsV2Response page(@Nullable String token, @Nullable String after) throws StorageException {
        ListObjectsV2Request request =
                requests.list(prefix).continuationToken(token).startAfter(after).build();
        ListObjectsV2Response page = calls.run("list", what(), () -> client.listObjectsV2(request));
        if (page.isTruncated() == null) {
            throw strange("it is no listing");
        }
        return page;
    }

    /** Returns the token of the next page, or null if the server gives none and the last key has to do. */
    private @Nullable String next(ListObjectsV2Response page, @Nullable String token) throws StorageException {
        String next = page.nextContinuationToken();
        boolean stuck = next == null ? page.contents().isEmpty() : next.equals(token);
        if (stuck) {
            throw strange("the listing goes on, but not from where");
        }
        return next;
    }

    private boolean visit(S3Object object, ObjectVisitor visitor) throws StorageException {
        String found = object.key();
        Long size = object.size();
        Instant modified = object.lastModified();
        if (found == null || size == null || modified == null || !found.startsWith(settings.inBucket(prefix))) {
            throw strange("an object without key, size or time, or outside the prefix");
        }
        String key = settings.fromBucket(found);
        return !ObjectKey.isValid(key)
                || visitor.visit(new ObjectInfo(ObjectKey.of(key), size, modified.truncatedTo(ChronoUnit.SECONDS)));
    }

    private StorageException strange(String why) {
        return calls.failures().strange("list", what(), why);
    }

    private String what() {
        return "\"" + prefix + "\"";
    }
}
