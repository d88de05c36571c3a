package io.vaultik.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.StorageFullException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** What networks, proxies and servers do, and what comes of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsTest {
    private static final ObjectKey KEY = ObjectKey.of("folder/name.bin");
    private static final ObjectKey OTHER = ObjectKey.of("folder/other");
    private static final int LENGTH = 200_000;

    private final S3Server server = S3Server.inMemory();
    private final FaultProxy proxy = new FaultProxy(server.port());
    private final byte[] bytes = new byte[LENGTH];
    private S3Options options = server.options();
    private S3Storage storage = S3Storage.with(server.admin(), options);

    @AfterAll
    void stop() {
        proxy.close();
        server.close();
    }

    @BeforeEach
    void open() throws IOException {
        new Random(7).nextBytes(bytes);
        options = server.options().endpoint(proxy.endpoint()).timeout(Duration.ofSeconds(2));
        storage = S3Storage.open(options);
        storage.put(KEY, ObjectBody.of(bytes), PutMode.CREATE);
        proxy.clear();
    }

    @AfterEach
    void close() {
        proxy.clear();
        storage.close();
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "100000, true", "199999, true", "0, false", "100000, false", "199999, false"})
    void resumesABodyWhereItBrokeOff(int at, boolean reset) throws IOException {
        proxy.next("GET ", new Fault.Cut(at, reset));
        assertThat(content(KEY)).isEqualTo(bytes);

        proxy.next("GET ", new Fault.Cut(at / 2, reset), new Fault.Cut(at / 4 + 1, reset));
        assertThat(range(KEY, 50_000, 100_001)).isEqualTo(Arrays.copyOfRange(bytes, 50_000, 150_001));

        List<String> resumed = proxy.heads("If-Match");
        assertThat(resumed).isNotEmpty().allMatch(head -> head.contains("Range: bytes="));
    }

    @Test
    void givesUpOnABodyThatBreaksOffAgainAndAgain() {
        proxy.always("GET ", new Fault.Cut(0, false));
        StorageException failure = failureOf(() -> content(KEY));
        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessageContaining("reading folder/name.bin").hasMessageContaining("at byte 0");

        proxy.clear();
        proxy.always("GET ", new Fault.Cut(10, true));
        assertThat(failureOf(() -> content(KEY)).retryable()).isTrue();
        assertThat(proxy.heads("GET ")).hasSizeLessThan(20);
    }

    @Test
    void doesNotMixTwoVersionsOfAnObject() throws IOException {
        proxy.next("GET ", new Fault.Cut(1_000, true));
        try (ObjectContent content = storage.open(KEY)) {
            storage.put(KEY, ObjectBody.of(new byte[LENGTH]), PutMode.REPLACE);
            StorageException failure = failureOf(() -> content.stream().readAllBytes());
            assertThat(failure.retryable()).isFalse();
            assertThat(failure).hasMessageContaining("replaced");
        }
    }

    @Test
    void takesASlowDrip() throws IOException {
        proxy.next("GET ", new Fault.Drip());
        assertThat(range(KEY, 10, 3_000)).isEqualTo(Arrays.copyOfRange(bytes, 10, 3_010));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Range: bytes 100-199/200000>Content-Range: bytes 101-200/200000",
                "Content-Range: bytes 100-199/200000>Content-Range: bytes 100-200/200000",
                "Content-Range: bytes 100-199/200000>Content-Range: nonsense",
                "Content-Range: bytes 100-199/200000>Content-Rang: gone",
                "Content-Length: 100>Content-Length: 101",
                "ETag:>E-Tag:",
                "HTTP/1.1 206>HTTP/1.1 200"
            })
    void refusesAnAnswerThatIsNotTheRange(String change) {
        String[] parts = change.split(">", -1);
        proxy.next("GET ", new Fault.Rewrite(head -> replaced(head, parts[0], parts[1])));
        StorageException failure = failureOf(() -> range(KEY, 100, 100));
        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessageContaining("read of folder/name.bin in s3://");
    }

    private static String replaced(String head, String from, String to) {
        String changed = head.replace(from, to);
        assertThat(changed).isNotEqualTo(head);
        return changed;
    }

    @Test
    void refusesARangeThatTheServerShortens() {
        StorageException failure = failureOf(() -> range(KEY, LENGTH - 10, 20));
        assertThat(failure.retryable()).isFalse();
        assertThat(failure).hasMessageContaining("do not lie within");
    }

    @Test
    void refusesThePageOfAProxyInsteadOfAnAnswer() {
        proxy.always("HTTP", Fault.answer(200, "text/html", "<html><body>Please log in</body></html>"));
        calls().forEach((name, call) -> {
            StorageException failure = failureOf(call);
            assertThat(failure.retryable()).as(name).isTrue();
            assertThat(failure.getMessage()).as(name).doesNotContain("\n");
        });
    }

    @Test
    void saysThatASilentServerMayBeAskedAgain() throws IOException {
        try (S3Storage hasty = S3Storage.open(options.timeout(Duration.ofMillis(200)))) {
            proxy.next("GET ", new Fault.Stall());
            StorageException failure = failureOf(() -> hasty.open(KEY));
            assertThat(failure.retryable()).isTrue();
        }
    }

    @Test
    void saysThatAResetMayBeRepeated() {
        proxy.always("HTTP", new Fault.Reset());
        calls().forEach((name, call) -> {
            StorageException failure = failureOf(call);
            assertThat(failure.retryable()).as(name).isTrue();
            assertThat(failure.getMessage()).as(name).contains(options.toString());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "503, SlowDown, StorageException, true",
        "503, ServiceUnavailable, StorageException, true",
        "429, TooManyRequests, StorageException, true",
        "500, InternalError, StorageException, true",
        "502, BadGateway, StorageException, true",
        "504, GatewayTimeout, StorageException, true",
        "400, RequestTimeout, StorageException, true",
        "400, IncompleteBody, StorageException, true",
        "400, BadDigest, StorageException, true",
        "409, OperationAborted, StorageException, true",
        "409, ConditionalRequestConflict, StorageException, true",
        "400, AuthorizationHeaderMalformed, StorageException, false",
        "301, PermanentRedirect, StorageException, false",
        "400, InvalidRequest, StorageException, false",
        "405, MethodNotAllowed, StorageException, false",
        "501, NotImplemented, StorageException, false",
        "404, NoSuchBucket, StorageException, false",
        "403, AccessDenied, StorageDeniedException, false",
        "403, SignatureDoesNotMatch, StorageDeniedException, false",
        "403, InvalidAccessKeyId, StorageDeniedException, false",
        "403, RequestTimeTooSkewed, StorageDeniedException, false",
        "400, ExpiredToken, StorageDeniedException, false",
        "401, Unauthorized, StorageDeniedException, false",
        "507, InsufficientStorage, StorageFullException, false",
        "403, QuotaExceeded, StorageFullException, false"
    })
    void saysWhatAnErrorMeans(int status, String code, String type, boolean retryable) {
        proxy.always("HTTP", Fault.error(status, code));
        for (String name : List.of("open", "read", "replace", "create", "list", "delete")) {
            StorageException failure = failureOf(callOf(name));
            assertThat(failure.getClass().getSimpleName()).as(name).isEqualTo(type);
            assertThat(failure.retryable()).as(name).isEqualTo(retryable);
            assertThat(failure.getMessage())
                    .as(name)
                    .contains(options.toString())
                    .doesNotContain("\n")
                    .doesNotContain(S3Server.SECRET_KEY);
            // Another piece of advice takes the place of the server's words for this one.
            if (status != 501 || !name.equals("create")) {
                assertThat(failure.getMessage()).as(name).contains(code, String.valueOf(status), "REQUEST-77");
            }
            if (!name.equals("list")) {
                assertThat(failure.getMessage()).as(name).contains(KEY.value());
            }
        }
    }

    @Test
    void givesTheWaitThatTheServerAsksFor() {
        proxy.always("HTTP", Fault.error(503, "SlowDown", "Retry-After: 7"));
        calls().forEach((name, call) ->
                assertThat(failureOf(call).retryAfter()).as(name).contains(Duration.ofSeconds(7)));
        proxy.clear();
        proxy.always("HTTP", Fault.error(503, "SlowDown", "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT"));
        assertThat(failureOf(callOf("open")).retryAfter()).isEmpty();
    }

    @Test
    void slowsDownWhenTheServerAsksForIt() throws IOException {
        assertThat(storage.callsAtOnce()).isEqualTo(S3Options.DEFAULT_MAX_CONNECTIONS);
        proxy.next(
                "GET ", Fault.error(503, "SlowDown"), Fault.error(429, "TooManyRequests"), Fault.error(500, "Other"));
        for (int i = 0; i < 3; i++) {
            failureOf(callOf("open"));
        }
        assertThat(storage.callsAtOnce()).isEqualTo(16);
        for (int i = 0; i < 20; i++) {
            storage.stat(KEY);
        }
        assertThat(storage.callsAtOnce()).isEqualTo(17);
    }

    @Test
    void namesTheRegionWhereTheBucketIs() {
        proxy.always("HTTP", Fault.error(301, "PermanentRedirect", "x-amz-bucket-region: eu-north-7"));
        assertThat(failureOf(callOf("open"))).hasMessageContaining("eu-north-7");
    }

    @Test
    void meetsItsOwnSuccessWhenAClientRepeats() throws IOException {
        try (S3Client repeating = repeatingClient();
                S3Storage own = S3Storage.with(repeating, options)) {
            proxy.next("PUT ", new Fault.LoseAnswer());
            own.put(OTHER, ObjectBody.of(bytes), PutMode.CREATE);
            assertThat(content(OTHER)).isEqualTo(bytes);
            assertThat(proxy.heads("PUT ")).hasSize(2).allMatch(head -> head.contains("If-None-Match: *"));

            proxy.next("PUT ", new Fault.Reset());
            assertThatThrownBy(() -> own.put(OTHER, ObjectBody.of(new byte[LENGTH]), PutMode.CREATE))
                    .isInstanceOf(ObjectExistsException.class);
            assertThatThrownBy(() -> own.put(OTHER, ObjectBody.of(bytes), PutMode.CREATE))
                    .isInstanceOf(ObjectExistsException.class);
        }
        assertThat(content(OTHER)).isEqualTo(bytes);
    }

    private S3Client repeatingClient() {
        return S3Client.builder()
                .endpointOverride(proxy.endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(new Credentials.Fixed(S3Server.ACCESS_KEY, S3Server.SECRET_KEY, null).provider())
                .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.standardRetryStrategy()))
                .build();
    }

    @Test
    void doesNotRepeatByItself() {
        proxy.always("HTTP", new Fault.LoseAnswer());
        assertThat(failureOf(() -> storage.put(OTHER, ObjectBody.of(bytes), PutMode.CREATE))
                        .retryable())
                .isTrue();
        assertThat(proxy.heads()).hasSize(1);
    }

    @Test
    void deletesOneByOneWhereTheServerRefusesTheCallForMany() throws IOException {
        storage.put(OTHER, ObjectBody.of(bytes), PutMode.CREATE);
        proxy.always("POST ", Fault.error(400, "MissingContentMD5"));
        storage.deleteAll(List.of(KEY, OTHER));
        storage.deleteAll(List.of(KEY, OTHER));
        assertThat(storage.stat(KEY)).isEmpty();
        assertThat(storage.stat(OTHER)).isEmpty();
        assertThat(proxy.heads("POST ")).hasSize(1);
        assertThat(proxy.heads("DELETE ")).hasSize(4);
    }

    @Test
    void deletesAgainWhatTheCallForManyDidNot() throws IOException {
        storage.put(OTHER, ObjectBody.of(bytes), PutMode.CREATE);
        String answer = "<DeleteResult><Deleted><Key>absent</Key></Deleted><Error><Key>folder/name.bin</Key>"
                + "<Code>InternalError</Code></Error></DeleteResult>";
        proxy.next("POST ", Fault.answer(200, "application/xml", answer));
        storage.deleteAll(List.of(KEY, OTHER, ObjectKey.of("absent")));
        assertThat(storage.stat(KEY)).isEmpty();
        assertThat(storage.stat(OTHER)).isEmpty();

        proxy.next("POST ", Fault.error(503, "SlowDown"));
        assertThat(failureOf(() -> storage.deleteAll(List.of(KEY, OTHER))).retryable())
                .isTrue();
    }

    @Test
    void tellsAMissingBucketFromAMissingObject() throws IOException {
        try (S3Storage nowhere = S3Storage.open(server.options("no-such-bucket"))) {
            StorageException failure = failureOf(() -> nowhere.stat(KEY));
            assertThat(failure.retryable()).isFalse();
            assertThat(failure).hasMessageContaining("no-such-bucket");
            assertThat(failureOf(() -> nowhere.open(KEY))).hasMessageContaining("NoSuchBucket");
            assertThat(failureOf(() -> nowhere.list("", info -> true)).retryable())
                    .isFalse();
            assertThat(failureOf(() -> nowhere.delete(KEY)).retryable()).isFalse();
        }
    }

    @Test
    void saysWhoIsNotAllowed() throws IOException {
        List<S3Options> wrong = List.of(
                options.credentials(S3Server.ACCESS_KEY, "another-secret"),
                options.credentials("nobody", "another-secret"),
                options.anonymous());
        for (S3Options each : wrong) {
            try (S3Storage foreign = S3Storage.open(each)) {
                StorageException failure = failureOf(() -> foreign.open(KEY));
                assertThat(failure).isInstanceOf(StorageDeniedException.class);
                assertThat(failure.toString()).doesNotContain("another-secret");
            }
        }
        assertThat(new StorageFullException("x", null).retryable()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"http://no-such-host.invalid, true", "http://127.0.0.1:1, true"})
    void saysWhetherAServerThatIsNotThereMayBeAskedAgain(String endpoint, boolean retryable) throws IOException {
        try (S3Storage nowhere = S3Storage.open(options.endpoint(URI.create(endpoint)))) {
            StorageException failure = failureOf(() -> nowhere.open(KEY));
            assertThat(failure.retryable()).isEqualTo(retryable);
            assertThat(failure.getMessage()).contains("open of folder/name.bin in s3://");
        }
    }

    @Test
    void doesNotAskAServerAgainThatDoesNotSpeakTls() throws IOException {
        URI secure = URI.create("https://127.0.0.1:" + server.port());
        try (S3Storage plain = S3Storage.open(options.endpoint(secure))) {
            StorageException failure = failureOf(() -> plain.open(KEY));
            assertThat(failure.retryable()).as(failure.toString()).isFalse();
        }
    }

    private Map<String, ThrowingCallable> calls() {
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("open", () -> storage.open(KEY));
        calls.put("read", () -> storage.read(KEY, 0, 10));
        calls.put("stat", () -> storage.stat(KEY));
        calls.put("replace", () -> storage.put(KEY, ObjectBody.of(bytes), PutMode.REPLACE));
        calls.put("create", () -> storage.put(KEY, ObjectBody.of(bytes), PutMode.CREATE));
        calls.put("list", () -> storage.list("", info -> true));
        calls.put("delete", () -> storage.delete(KEY));
        calls.put("delete many", () -> storage.deleteAll(List.of(KEY, OTHER)));
        return calls;
    }

    private ThrowingCallable callOf(String name) {
        return Objects.requireNonNull(calls().get(name));
    }

    private static StorageException failureOf(ThrowingCallable call) {
        StorageException failure = catchThrowableOfType(StorageException.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }

    private byte[] content(ObjectKey key) throws IOException {
        try (ObjectContent content = storage.open(key)) {
            return content.stream().readAllBytes();
        }
    }

    private byte[] range(ObjectKey key, long offset, long length) throws IOException {
        try (InputStream stream = storage.read(key, offset, length)) {
            return stream.readAllBytes();
        }
    }
}
