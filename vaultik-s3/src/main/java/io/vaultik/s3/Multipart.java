package io.vaultik.s3;

import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Puts one object in parts: the body is read once, from start to end, and its parts are sent side by side from memory. Nothing is visible
 * before the last step; what failed is taken back. Used by one thread.
 */
final class Multipart {
    /** The most parts that an object has, by the rules of the protocol. */
    static final int MOST_PARTS = 10_000;

    private final S3Client client;
    private final Calls calls;
    private final Requests requests;
    private final PartLanes lanes;
    private final ObjectKey key;

    Multipart(S3Client client, Calls calls, Requests requests, PartLanes lanes, ObjectKey key) {
        this.client = client;
        this.calls = calls;
        this.requests = requests;
        this.lanes = lanes;
        this.key = key;
    }

    /** Returns how long the parts of an object are: as short as may be, and so long that they are not too many. */
    static long partBytes(long length, int shortest) {
        return Math.max(shortest, (length + MOST_PARTS - 1) / MOST_PARTS);
    }

    /** Puts the object. */
    void run(CheckedBody body, Settings settings) throws StorageException {
        long partBytes = partBytes(body.length(), settings.partBytes);
        if (partBytes > settings.longestPartBytes()) {
            String why =
                    body.length() + " bytes take parts of " + partBytes + " bytes, and the memory for uploads allows "
                            + settings.longestPartBytes() + ", that is " + settings.longestPartBytes() * MOST_PARTS
                            + " for the longest object";
            throw calls.failures().impossible("put", key, why);
        }
        CreateMultipartUploadResponse begun =
                calls.run("put", key, () -> client.createMultipartUpload(requests.multipart(key)));
        if (begun.uploadId() == null) {
            throw calls.failures().strange("put", key, "an upload that was begun has an id");
        }
        boolean done = false;
        try {
            List<CompletedPart> parts = send(body, begun.uploadId(), (int) partBytes);
            complete(begun.uploadId(), parts);
            done = true;
        } finally {
            if (!done) {
                abort(begun.uploadId());
            }
        }
    }

    private List<CompletedPart> send(CheckedBody body, String upload, int partBytes) throws StorageException {
        List<PartLanes.Task<CompletedPart>> tasks = new ArrayList<>();
        try (InputStream stream = body.newStream()) {
            int count = (int) ((body.length() + partBytes - 1) / partBytes);
            for (int number = 1; number <= count; number++) {
                lanes.reserve(partBytes);
                PartLanes.Task<CompletedPart> task;
                try {
                    byte[] part = stream.readNBytes(partBytes);
                    int partNumber = number;
                    task = new PartLanes.Task<>(() -> send(upload, partNumber, part), () -> lanes.release(partBytes));
                } catch (IOException | RuntimeException | Error e) {
                    lanes.release(partBytes);
                    throw e;
                }
                tasks.add(task);
                lanes.run(task);
                PartLanes.Task.requireNoFailure(tasks);
            }
            body.requireSound();
            return PartLanes.Task.results(tasks);
        } catch (InterruptedException e) {
            throw calls.failures().interrupted("put", key, e);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            body.requireSound();
            throw new StorageException(false, "the body of {} could not be read", e, key);
        } catch (RuntimeException e) {
            body.requireSound();
            throw e;
        } finally {
            PartLanes.Task.stop(tasks);
        }
    }

    private CompletedPart send(String upload, int number, byte[] part) throws StorageException, IOException {
        String md5 = requests.md5(new ByteArrayInputStream(part));
        RequestBody body = RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(part), part.length, "application/octet-stream");
        UploadPartResponse answer = calls.run(
                "put",
                key,
                () -> client.uploadPart(
                        r -> r.overrideConfiguration(requests.common())
                                .bucket(requests.bucket())
                                .key(requests.inBucket(key))
                                .uploadId(upload)
                                .partNumber(number)
                                .contentMD5(md5),
                        body));
        if (answer.eTag() == null) {
            throw calls.failures().strange("put", key, "a part that was stored has a tag");
        }
        return CompletedPart.builder().partNumber(number).eTag(answer.eTag()).build();
    }

    private void complete(String upload, List<CompletedPart> parts) throws StorageException {
        CompleteMultipartUploadResponse answer = calls.run(
                "put",
                key,
                () -> client.completeMultipartUpload(r -> r.overrideConfiguration(requests.common())
                        .bucket(requests.bucket())
                        .key(requests.inBucket(key))
                        .uploadId(upload)
                        .multipartUpload(m -> m.parts(parts))));
        if (answer.eTag() == null) {
            throw calls.failures().strange("put", key, "an object that was stored has a tag");
        }
    }

    /** Takes back what was sent, also when the thread is interrupted; what led here matters more than whether that works. */
    private void abort(String upload) {
        boolean interrupted = Thread.interrupted();
        try {
            client.abortMultipartUpload(r -> r.overrideConfiguration(requests.common())
                    .bucket(requests.bucket())
                    .key(requests.inBucket(key))
                    .uploadId(upload));
        } catch (SdkException e) {
            // The parts stay until the bucket's own rule removes them; they are no object and are never seen.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
