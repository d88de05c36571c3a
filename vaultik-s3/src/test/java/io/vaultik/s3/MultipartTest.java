package io.vaultik.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.UnfinishedUpload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objects that are too long for one call. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MultipartTest {
    private static final ObjectKey KEY = ObjectKey.of("blobs/long");
    private static final int PART = S3Options.MIN_PART_BYTES;
    private static final long SINGLE = 8L << 20;
    private static final long LENGTH = 2L * PART + 1;

    private final S3Server server = S3Server.inMemory();
    private final FaultProxy proxy = new FaultProxy(server.port());
    private String bucket = "none";
    private S3Storage storage = S3Storage.with(server.admin(), S3Options.bucket(bucket));

    /** A body of any length that needs no memory; it ends in one of several ways. */
    private record Generated(long length, long bytes, Runnable before, long at) implements ObjectBody {
        static Generated whole(long length) {
            return new Generated(length, length, () -> {}, -1);
        }

        @Override
        public InputStream open() {
            return new InputStream() {
                private long position;

                @Override
                public int read() {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] target, int offset, int size) {
                    if (at >= 0 && position >= at) {
                        before.run();
                    }
                    if (position == bytes) {
                        return -1;
                    }
                    int count = (int) Math.min(size, bytes - position);
                    for (int i = 0; i < count; i++) {
                        long at = position + i;
                        target[offset + i] = (byte) (at ^ (at >>> 13) ^ (at >>> 23));
                    }
                    position += count;
                    return count;
                }
            };
        }
    }

    @AfterAll
    void stop() {
        proxy.close();
        server.close();
    }

    @BeforeEach
    void open() throws IOException {
        bucket = server.newBucket();
        storage = S3Storage.open(server.options(bucket)
                .endpoint(proxy.endpoint())
                .partBytes(PART)
                .limits(SINGLE, 100));
    }

    @AfterEach
    void close() {
        proxy.clear();
        storage.close();
    }

    @Test
    void putsTheBytesOfABody() throws Exception {
        storage.put(KEY, Generated.whole(LENGTH), PutMode.REPLACE);

        assertThat(proxy.heads("partNumber=")).hasSize(3);
        assertThat(storage.stat(KEY).orElseThrow().length()).isEqualTo(LENGTH);
        byte[] expected;
        try (InputStream body = Generated.whole(LENGTH).open()) {
            expected = digest(body);
        }
        try (ObjectContent content = storage.open(KEY)) {
            assertThat(digest(content.stream())).isEqualTo(expected);
        }
        requireNothingLeft();
    }

    @Test
    void putsWhatFitsWithOneCall() throws IOException {
        storage.put(KEY, Generated.whole(SINGLE), PutMode.REPLACE);

        assertThat(proxy.heads()).hasSize(1);
        assertThat(storage.stat(KEY).orElseThrow().length()).isEqualTo(SINGLE);
    }

    @Test
    void refusesALongCreationBeforeAnyCall() {
        Generated body = Generated.whole(S3Storage.MAX_CREATE_BYTES + 1);
        assertThatThrownBy(() -> storage.put(KEY, body, PutMode.CREATE))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.retryable()).isFalse())
                .hasMessageContaining("64 MiB");
        assertThat(proxy.heads()).isEmpty();
    }

    @Test
    void makesPartsLongerRatherThanTooMany() {
        int shortest = 8 << 20;
        assertThat(Multipart.partBytes(64L << 20, shortest)).isEqualTo(shortest);
        assertThat(Multipart.partBytes(10_000L * shortest, shortest)).isEqualTo(shortest);
        assertThat(Multipart.partBytes(10_000L * shortest + 1, shortest)).isEqualTo(shortest + 1);
        long longest = 10_000L * S3Options.MAX_PART_BYTES;
        assertThat(Multipart.partBytes(longest, shortest)).isEqualTo(S3Options.MAX_PART_BYTES);
        assertThatThrownBy(() -> storage.put(KEY, Generated.whole(longest + 1), PutMode.REPLACE))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("671088640001 bytes take parts of 67108865 bytes")
                .hasMessageContaining("671088640000 for the longest object");
        assertThat(proxy.heads()).isEmpty();
    }

    @Test
    void takesLongerObjectsWithMoreMemory() throws IOException {
        long fiveTebibytes = 5L << 40;
        S3Options wide = server.options(bucket).endpoint(proxy.endpoint());
        proxy.always("?uploads", Fault.error(403, "AccessDenied"));
        try (S3Storage narrow = S3Storage.open(wide.uploadMemoryBytes(500L << 20));
                S3Storage roomy = S3Storage.open(wide.uploadMemoryBytes(525L << 20))) {
            assertThatThrownBy(() -> narrow.put(KEY, Generated.whole(fiveTebibytes), PutMode.REPLACE))
                    .hasMessageContaining("is impossible");
            assertThat(proxy.heads()).isEmpty();
            assertThatThrownBy(() -> roomy.put(KEY, Generated.whole(fiveTebibytes), PutMode.REPLACE))
                    .hasMessageContaining("AccessDenied");
        }
    }

    @ParameterizedTest
    @CsvSource({"uploads, 500, true", "partNumber=1, 503, true", "partNumber=3, 403, false", "uploadId=, 400, false"})
    void takesBackWhatFailed(String call, int status, boolean retryable) throws IOException {
        storage.put(KEY, ObjectBody.of(new byte[] {1}), PutMode.CREATE);
        proxy.next(call, Fault.error(status, "Whatever"));

        assertThatThrownBy(() -> storage.put(KEY, Generated.whole(LENGTH), PutMode.REPLACE))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.retryable()).isEqualTo(retryable));

        requireNothingLeft();
        assertThat(storage.stat(KEY).orElseThrow().length()).isEqualTo(1);
        storage.put(KEY, Generated.whole(LENGTH), PutMode.REPLACE);
        assertThat(storage.stat(KEY).orElseThrow().length()).isEqualTo(LENGTH);
    }

    @Test
    void takesBackWhatAnErrorWithAGoodStatusEnds() {
        proxy.next("POST /" + bucket + "/blobs/long?uploadId=", Fault.error(200, "InternalError"));

        assertThatThrownBy(() -> storage.put(KEY, Generated.whole(LENGTH), PutMode.REPLACE))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.retryable()).isTrue());
        requireNothingLeft();
    }

    @Test
    void storesNothingOfABodyThatFails() throws IOException {
        RuntimeException defect = new UnsupportedOperationException("a defect of the body");
        Generated[] bad = {
            new Generated(LENGTH, LENGTH - 1, () -> {}, -1),
            new Generated(LENGTH, LENGTH + 1, () -> {}, -1),
            new Generated(
                    LENGTH,
                    LENGTH,
                    () -> {
                        throw defect;
                    },
                    7 << 20)
        };

        assertThatThrownBy(() -> storage.put(KEY, bad[0], PutMode.REPLACE)).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> storage.put(KEY, bad[1], PutMode.REPLACE)).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> storage.put(KEY, bad[2], PutMode.REPLACE)).isSameAs(defect);

        assertThat(storage.stat(KEY)).isEmpty();
        requireNothingLeft();
    }

    @Test
    void storesNothingWhenItsThreadIsInterrupted() throws IOException {
        Generated body =
                new Generated(LENGTH, LENGTH, () -> Thread.currentThread().interrupt(), 7 << 20);

        assertThatThrownBy(() -> storage.put(KEY, body, PutMode.REPLACE))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.retryable()).isFalse());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(storage.stat(KEY)).isEmpty();
        requireNothingLeft();
    }

    @Test
    void needsMemoryForOnePartOnly() throws IOException {
        S3Options narrow =
                server.options(bucket).uploadMemoryBytes(1).partBytes(PART).limits(SINGLE, 100);
        try (S3Storage one = S3Storage.open(narrow)) {
            one.put(KEY, Generated.whole(LENGTH), PutMode.REPLACE);
            assertThat(one.stat(KEY).orElseThrow().length()).isEqualTo(LENGTH);
        }
    }

    @Test
    void locksWhatItPutsInParts() throws IOException {
        S3Options locking = server.options(bucket)
                .endpoint(proxy.endpoint())
                .objectLockDays(3)
                .partBytes(PART)
                .limits(SINGLE, 100);
        String begun = "<InitiateMultipartUploadResult><UploadId>U1</UploadId></InitiateMultipartUploadResult>";
        proxy.next("?uploads", Fault.answer(200, "application/xml", begun));
        proxy.always("partNumber=", Fault.error(500, "InternalError"));
        try (S3Storage locked = S3Storage.open(locking)) {
            assertThatThrownBy(() -> locked.put(KEY, Generated.whole(LENGTH), PutMode.REPLACE))
                    .isInstanceOf(StorageException.class);
        }
        assertThat(proxy.heads("?uploads"))
                .hasSize(1)
                .allMatch(head -> head.contains("x-amz-object-lock-mode: GOVERNANCE"));
        assertThat(proxy.heads("partNumber=")).isNotEmpty().allMatch(head -> head.contains("Content-MD5: "));
    }

    @Test
    void endsAnUploadWhenItIsClosed() throws IOException {
        Generated body = new Generated(LENGTH, LENGTH, storage::close, 7 << 20);
        assertThatThrownBy(() -> storage.put(KEY, body, PutMode.REPLACE)).isInstanceOf(Exception.class);
        try (S3Storage again = S3Storage.open(server.options(bucket))) {
            assertThat(again.stat(KEY)).isEmpty();
        }
    }

    @Test
    void namesAndTakesBackWhatAKilledProcessLeft() throws IOException {
        S3Options below =
                server.options(bucket).endpoint(proxy.endpoint()).prefix("team").limits(SINGLE, 2);
        try (S3Storage team = S3Storage.open(below)) {
            List<String> keys = List.of("blobs/1", "blobs/2", "blobs/3", "blobs/4", "other");
            keys.forEach(key -> begin("team/" + key));
            begin("team/odd,key");
            begin("elsewhere/blobs/1");

            assertThat(unfinished(team, "")).extracting(u -> u.key().value()).containsExactlyInAnyOrderElementsOf(keys);
            List<UnfinishedUpload> blobs = unfinished(team, "blobs/");
            assertThat(blobs).hasSize(4).allSatisfy(upload -> assertThat(upload.begun())
                    .isBetween(Instant.now().minusSeconds(3_600), Instant.now().plusSeconds(3_600)));

            for (UnfinishedUpload upload : blobs) {
                team.abort(upload);
                team.abort(upload);
            }
            assertThat(unfinished(team, "")).extracting(u -> u.key().value()).containsExactly("other");
            assertThat(unfinished(storage, "")).hasSize(2);

            List<UnfinishedUpload> first = new ArrayList<>();
            storage.listUnfinished("", upload -> {
                first.add(upload);
                return false;
            });
            assertThat(first).hasSize(1);
        }
    }

    private void begin(String key) {
        server.admin().createMultipartUpload(r -> r.bucket(bucket).key(key));
    }

    private static List<UnfinishedUpload> unfinished(S3Storage storage, String prefix) throws IOException {
        List<UnfinishedUpload> found = new ArrayList<>();
        storage.listUnfinished(prefix, found::add);
        return found;
    }

    private void requireNothingLeft() {
        assertThat(server.admin().listMultipartUploads(r -> r.bucket(bucket)).uploads())
                .isEmpty();
    }

    private static byte[] digest(InputStream stream) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        new DigestInputStream(stream, digest).transferTo(OutputStream.nullOutputStream());
        return digest.digest();
    }
}
