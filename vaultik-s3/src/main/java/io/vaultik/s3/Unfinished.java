package io.vaultik.s3;

import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.UnfinishedUpload;
import io.vaultik.storage.UnfinishedVisitor;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The uploads in parts that were begun and have not ended: those under way, and those of processes that were killed. Thread-safe. */
final class Unfinished {
    private static final int NOT_FOUND = 404;

    private final S3Client client;
    private final Calls calls;
    private final Requests requests;
    private final Settings settings;

    Unfinished(S3Client client, Calls calls, Requests requests, Settings settings) {
        this.client = client;
        this.calls = calls;
        this.requests = requests;
        this.settings = settings;
    }

    /** Visits all uploads under a prefix, a page at a time; those of names that are no keys are left out. */
    void list(String prefix, UnfinishedVisitor visitor) throws StorageException {
        String key = null;
        String id = null;
        while (true) {
            ListMultipartUploadsResponse page = page(prefix, key, id);
            for (MultipartUpload upload : page.uploads()) {
                if (!visit(prefix, upload, visitor)) {
                    return;
                }
            }
            if (!Boolean.TRUE.equals(page.isTruncated())) {
                return;
            }
            boolean stuck = page.nextKeyMarker() == null
                    || page.nextKeyMarker().equals(key) && String.valueOf(id).equals(page.nextUploadIdMarker());
            if (stuck) {
                throw strange(prefix, "the listing goes on, but not from where");
            }
            key = page.nextKeyMarker();
            id = page.nextUploadIdMarker();
        }
    }

    /** Takes an upload back. */
    void abort(UnfinishedUpload upload) throws StorageException {
        calls.run("abort", upload.key(), () -> {
            try {
                return client.abortMultipartUpload(r -> r.overrideConfiguration(requests.common())
                                .bucket(requests.bucket())
                                .key(requests.inBucket(upload.key()))
                                .uploadId(upload.id()))
                        .sdkHttpResponse()
                        .statusCode();
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_FOUND && Failures.code(e).equals("NoSuchUpload")) {
                    return NOT_FOUND;
                }
                throw e;
            }
        });
    }

    private ListMultipartUploadsResponse page(String prefix, @Nullable String key, @Nullable String id)
            throws StorageException {
        return calls.run(
                "list",
                what(prefix),
                () -> client.listMultipartUploads(r -> r.overrideConfiguration(requests.common())
                        .bucket(requests.bucket())
                        .prefix(settings.inBucket(prefix))
                        .maxUploads(settings.pageKeys)
                        .keyMarker(key)
                        .uploadIdMarker(id)));
    }

    private boolean visit(String prefix, MultipartUpload upload, UnfinishedVisitor visitor) throws StorageException {
        String found = upload.key();
        if (found == null || upload.uploadId() == null || upload.initiated() == null) {
            throw strange(prefix, "an upload without key, id or time");
        }
        // Not every server looks at the prefix here.
        if (!found.startsWith(settings.inBucket(prefix)) || !ObjectKey.isValid(settings.fromBucket(found))) {
            return true;
        }
        ObjectKey key = ObjectKey.of(settings.fromBucket(found));
        return visitor.visit(
                new UnfinishedUpload(key, upload.uploadId(), upload.initiated().truncatedTo(ChronoUnit.SECONDS)));
    }

    private StorageException strange(String prefix, String why) {
        return calls.failures().strange("list", what(prefix), why);
    }

    private static String what(String prefix) {
        return "unfinished uploads of \"" + prefix + "\"";
    }
}
