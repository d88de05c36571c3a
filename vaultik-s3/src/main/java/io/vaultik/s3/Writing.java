package io.vaultik.s3;

import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Puts objects with one call each. Thread-safe. */
final class Writing {
    private static final int COMPARED_BYTES = 64 << 10;
    private static final int PRECONDITION_FAILED = 412;
    private static final int NOT_IMPLEMENTED = 501;

    private final S3Client client;
    private final Calls calls;
    private final Requests requests;
    private final Reading reading;
    private final String location;

    Writing(S3Client client, Calls calls, Requests requests, Reading reading, String location) {
        this.client = client;
        this.calls = calls;
        this.requests = requests;
        this.reading = reading;
        this.location = location;
    }

    /** Puts an object, whatever is there. */
    void replace(ObjectKey key, CheckedBody body) throws StorageException {
        put(key, body, requests.put(key, md5(key, body)).build());
    }

    /** Puts an object if there is none. */
    void create(ObjectKey key, CheckedBody body) throws StorageException {
        PutObjectRequest request =
                requests.put(key, md5(key, body)).ifNoneMatch("*").build();
        int refusedAfter = calls.run("put", key, () -> {
            try {
                return sent(key, body, request);
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_IMPLEMENTED) {
                    throw calls.failures()
                            .impossible("put", key, "the server has no conditional creation; say so in the options");
                }
                if (e.statusCode() != PRECONDITION_FAILED) {
                    throw e;
                }
                Integer attempts = e.numAttempts();
                return attempts == null ? 1 : attempts;
            }
        });
        // A client that repeats by itself meets the object that its own first attempt stored before the answer was
        // lost.
        if (refusedAfter > 0 && (refusedAfter == 1 || !isStored(key, body.plain()))) {
            throw new ObjectExistsException(key, location);
        }
    }

    private void put(ObjectKey key, CheckedBody body, PutObjectRequest request) throws StorageException {
        calls.run("put", key, () -> sent(key, body, request));
    }

    /** Sends a request; the failures of the body come before those that the SDK makes of them. */
    private int sent(ObjectKey key, CheckedBody body, PutObjectRequest request) throws StorageException {
        try {
            PutObjectResponse answer = client.putObject(request, body.asRequest());
            body.requireSound();
            if (answer.eTag() == null) {
                throw calls.failures().strange("put", key, "an object that was stored has a tag");
            }
            return 0;
        } catch (RuntimeException e) {
            body.requireSound();
            throw e;
        } finally {
            body.close();
        }
    }

    private @Nullable String md5(ObjectKey key, CheckedBody body) throws StorageException {
        if (!requests.locks()) {
            return null;
        }
        try (InputStream stream = body.newStream()) {
            return requests.md5(stream);
        } catch (IOException | RuntimeException e) {
            body.requireSound();
            throw new StorageException(false, "the body of {} could not be read", e, key);
        }
    }

    /** Tells whether an object has the bytes of a body. */
    private boolean isStored(ObjectKey key, ObjectBody body) throws StorageException {
        try (ObjectContent stored = reading.open(key);
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
