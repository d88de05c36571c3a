package io.vaultik.s3;

import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.StorageException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Gets objects and ranges of them, and makes sure that what comes is what was asked for. Thread-safe. */
final class Reading {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");
    private static final int PARTIAL = 206;
    private static final int NOT_SATISFIABLE = 416;
    private static final int PRECONDITION_FAILED = 412;

    private final S3Client client;
    private final Calls calls;
    private final Requests requests;

    Reading(S3Client client, Calls calls, Requests requests) {
        this.client = client;
        this.calls = calls;
        this.requests = requests;
    }

    /** Opens a whole object. */
    ObjectContent open(ObjectKey key) throws StorageException {
        ResponseInputStream<GetObjectResponse> answer =
                get("open", key, requests.get(key).build());
        Long length = answer.response().contentLength();
        String etag = answer.response().eTag();
        if (answer.response().sdkHttpResponse().statusCode() != 200 || length == null || length < 0 || etag == null) {
            throw strange("open", key, answer, "an object has a status 200, a length and a tag");
        }
        return new ObjectContent(length, new ObjectStream(this, key, 0, length, answer));
    }

    /**
     * Opens a range of at least one byte.
     *
     * @param etag what the object must still be tagged with; null for whatever it is
     */
    ResponseInputStream<GetObjectResponse> range(ObjectKey key, long offset, long length, @Nullable String etag)
            throws StorageException {
        String range = "bytes=" + offset + "-" + (offset + length - 1);
        GetObjectRequest request = requests.get(key).range(range).ifMatch(etag).build();
        ResponseInputStream<GetObjectResponse> answer = get("read", key, request);
        Matcher sent = CONTENT_RANGE.matcher(String.valueOf(answer.response().contentRange()));
        int status = answer.response().sdkHttpResponse().statusCode();
        Long size = answer.response().contentLength();
        if (status != PARTIAL || size == null || answer.response().eTag() == null || !sent.matches()) {
            throw strange("read", key, answer, "a range has a status 206, its place, a length and a tag");
        }
        long first = Long.parseLong(sent.group(1));
        long last = Long.parseLong(sent.group(2));
        if (first != offset || last >= offset + length || size != last - first + 1) {
            throw strange("read", key, answer, "not the range that was asked for");
        }
        if (size < length) {
            answer.abort();
            throw outside(key, offset, length);
        }
        return answer;
    }

    /** Says that a range does not lie within an object. */
    StorageException outside(ObjectKey key, long offset, long length) {
        return calls.failures()
                .impossible("read", key, length + " bytes from byte " + offset + " do not lie within the object");
    }

    Failures failures() {
        return calls.failures();
    }

    private ResponseInputStream<GetObjectResponse> get(String verb, ObjectKey key, GetObjectRequest request)
            throws StorageException {
        return calls.run(verb, key, () -> {
            try {
                return client.getObject(request);
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_SATISFIABLE) {
                    throw calls.failures().impossible(verb, key, "the range does not lie within the object");
                }
                if (e.statusCode() == PRECONDITION_FAILED) {
                    throw calls.failures().impossible(verb, key, "the object was replaced while it was read");
                }
                throw e;
            }
        });
    }

    private StorageException strange(
            String verb, ObjectKey key, ResponseInputStream<GetObjectResponse> answer, String why) {
        try {
            answer.abort();
        } catch (SdkException e) {
            // What matters is that it is not read.
        }
        return calls.failures().strange(verb, key, why);
    }
}
