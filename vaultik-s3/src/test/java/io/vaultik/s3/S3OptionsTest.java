package io.vaultik.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.s3.S3Client;

/** Each option does what it says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3OptionsTest {
    private static final ObjectKey DATA = ObjectKey.of("blobs/aa/bb/data");
    private static final ObjectKey OBJECT = ObjectKey.of(".objects/aaa/bbb/object");
    private static final ObjectKey METADATA = ObjectKey.of("manifests/one");

    private final S3Server server = S3Server.inMemory();
    private final FaultProxy proxy = new FaultProxy(server.port());

    @AfterAll
    void stop() {
        proxy.close();
        server.close();
    }

    @AfterEach
    void clear() {
        proxy.clear();
    }

    @Test
    void everyOptionHasACase() {
        Set<String> tested = new TreeSet<>(List.of(
                "prefix",
                "endpoint",
                "region",
                "pathStyle",
                "credentials",
                "profile",
                "anonymous",
                "storageClass",
                "metadataStorageClass",
                "encryption",
                "kmsKey",
                "requesterPays",
                "objectLockDays",
                "objectLockCompliance",
                "maxConnections",
                "timeout",
                "withoutConditionalCreate",
                "partBytes",
                "uploadMemoryBytes",
                "clock"));
        Set<String> options = Arrays.stream(S3Options.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getReturnType() == S3Options.class)
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(options).isEqualTo(tested);
    }

    @Test
    void storesDataAndTheRestInClassesOfTheirOwn() throws IOException {
        List<String> heads =
                headsOf(o -> o.storageClass("STANDARD_IA").metadataStorageClass("ONEZONE_IA"), "PUT ", false);
        assertThat(heads.get(0)).contains("x-amz-storage-class: STANDARD_IA");
        assertThat(heads.get(1)).contains("x-amz-storage-class: STANDARD_IA");
        assertThat(heads.get(2)).contains("x-amz-storage-class: ONEZONE_IA");
        proxy.clear();
        assertThat(headsOf(o -> o, "PUT ", false))
                .noneMatch(head -> head.toLowerCase(Locale.ROOT).contains("x-amz-storage-class"));
    }

    @Test
    void asksTheServerToEncrypt() throws IOException {
        assertThat(headsOf(o -> o.encryption("AES256"), "PUT ", true))
                .allMatch(head -> head.contains("x-amz-server-side-encryption: AES256"));
        proxy.clear();
        assertThat(headsOf(o -> o.kmsKey("alias/own"), "PUT ", true))
                .allMatch(head -> head.contains("x-amz-server-side-encryption: aws:kms")
                        && head.contains("x-amz-server-side-encryption-aws-kms-key-id: alias/own"));
    }

    @Test
    void paysForEveryCall() throws IOException {
        proxy.always("HTTP", Fault.error(500, "InternalError"));
        try (S3Storage storage = S3Storage.open(options().requesterPays())) {
            List.<ThrowingCall>of(
                            () -> storage.put(DATA, ObjectBody.of(new byte[1]), PutMode.CREATE),
                            () -> storage.put(DATA, ObjectBody.of(new byte[1]), PutMode.REPLACE),
                            () -> storage.open(DATA),
                            () -> storage.read(DATA, 0, 1),
                            () -> storage.stat(DATA),
                            () -> storage.list("", info -> true),
                            () -> storage.delete(DATA),
                            () -> storage.deleteAll(List.of(DATA, METADATA)))
                    .forEach(call -> assertThatThrownBy(call::run).isInstanceOf(StorageException.class));
        }
        assertThat(proxy.heads()).hasSize(8).allMatch(head -> head.contains("x-amz-request-payer: requester"));
    }

    private interface ThrowingCall {
        void run() throws Exception;
    }

    @Test
    void locksWhatItPuts() throws IOException {
        Clock clock = Clock.fixed(Instant.parse("2024-02-29T12:00:00Z"), ZoneOffset.UTC);
        assertThat(headsOf(o -> o.objectLockDays(10).clock(clock), "PUT ", true))
                .hasSize(3)
                .allMatch(head -> head.contains("x-amz-object-lock-mode: GOVERNANCE")
                        && head.contains("x-amz-object-lock-retain-until-date: 2024-03-10T12:00:00Z")
                        && head.contains("Content-MD5: "));
        proxy.clear();
        assertThat(headsOf(o -> o.objectLockDays(10).objectLockCompliance(), "PUT ", true))
                .allMatch(head -> head.contains("x-amz-object-lock-mode: COMPLIANCE"));
        proxy.clear();
        assertThat(headsOf(S3Options::objectLockCompliance, "PUT ", false)).noneMatch(head -> head.contains("lock"));
    }

    @Test
    void looksFirstWhereTheServerKnowsNoCondition() throws IOException {
        try (S3Storage storage = S3Storage.open(options().withoutConditionalCreate())) {
            assertThat(storage.capabilities())
                    .containsExactlyInAnyOrder(Capability.LIST, Capability.DELETE, Capability.BULK_PUT);
            storage.put(DATA, ObjectBody.of(new byte[1]), PutMode.CREATE);
            assertThatThrownBy(() -> storage.put(DATA, ObjectBody.of(new byte[2]), PutMode.CREATE))
                    .isInstanceOf(ObjectExistsException.class);
        }
        assertThat(proxy.heads("If-None-Match")).isEmpty();
        assertThat(proxy.heads("PUT ")).hasSize(1);
    }

    @Test
    void saysWhichOptionHelpsWhereTheServerKnowsNoCondition() throws IOException {
        proxy.always("If-None-Match", Fault.error(501, "NotImplemented"));
        try (S3Storage storage = S3Storage.open(options())) {
            assertThatThrownBy(() -> storage.put(DATA, ObjectBody.of(new byte[1]), PutMode.CREATE))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("options");
        }
    }

    @Test
    void signsForTheRegion() throws IOException {
        assertThat(headsOf(o -> o, "PUT ", false)).allMatch(head -> head.contains("/us-east-1/s3/aws4_request"));
        proxy.clear();
        assertThat(headsOf(o -> o.region("eu-west-9"), "PUT ", true))
                .allMatch(head -> head.contains("/eu-west-9/s3/aws4_request"));
    }

    @Test
    void putsTheBucketWhereThePathStyleSays() throws IOException {
        assertThat(headsOf(o -> o, "PUT ", false)).allMatch(head -> head.startsWith("PUT /bucket-"));
        proxy.clear();
        URI named = URI.create("http://localhost:" + proxy.endpoint().getPort());
        try (S3Storage storage = S3Storage.open(options().endpoint(named).pathStyle(false))) {
            assertThatThrownBy(() -> storage.put(DATA, ObjectBody.of(new byte[1]), PutMode.REPLACE))
                    .isInstanceOf(StorageException.class);
        }
        assertThat(proxy.heads()).noneMatch(head -> head.startsWith("PUT /bucket-"));
    }

    @Test
    void sendsTheTokenOfTemporaryCredentials() throws IOException {
        assertThat(headsOf(o -> o.credentials("a", "b", "the-token"), "PUT ", true))
                .allMatch(head -> head.contains("X-Amz-Security-Token: the-token"));
    }

    @Test
    void asksWithoutCredentials() throws IOException {
        assertThat(headsOf(S3Options::anonymous, "PUT ", true)).noneMatch(head -> head.contains("Authorization"));
    }

    @Test
    void saysThatAProfileIsNotThere() throws IOException {
        try (S3Storage storage = S3Storage.open(options().profile("no-such-profile-here"))) {
            assertThatThrownBy(() -> storage.open(DATA))
                    .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.retryable())
                            .isFalse());
        }
    }

    @Test
    void worksWithAClientOfTheApplicationAndLeavesItOpen() throws IOException {
        S3Options options = options();
        S3Client client = server.admin();
        S3Storage storage = S3Storage.with(client, options);
        storage.put(DATA, ObjectBody.of(new byte[1]), PutMode.CREATE);
        storage.close();
        try (S3Storage again = S3Storage.with(client, options)) {
            assertThat(again.stat(DATA)).isPresent();
        }
        assertThat(proxy.heads()).isEmpty();
    }

    @Test
    void limitsTheConnections() throws IOException {
        S3Options one = options().maxConnections(1).timeout(Duration.ofSeconds(5));
        try (S3Storage storage = S3Storage.open(one)) {
            for (int i = 0; i < 3; i++) {
                storage.put(DATA, ObjectBody.of(new byte[100_000]), PutMode.REPLACE);
                try (var stream = storage.read(DATA, 0, 50)) {
                    assertThat(stream.read()).isZero();
                }
            }
        }
    }

    @Test
    void refusesWhatCanNotBe() {
        S3Options options = S3Options.bucket("b");
        List<Runnable> wrong = List.of(
                () -> S3Options.bucket(""),
                () -> S3Options.bucket("a b"),
                () -> S3Options.bucket("a/../b"),
                () -> options.prefix("/a"),
                () -> options.prefix("a//b"),
                () -> options.prefix("a".repeat(501)),
                () -> options.endpoint(URI.create("ftp://host")),
                () -> options.endpoint(URI.create("http://user:word@host")),
                () -> options.endpoint(URI.create("http:///path")),
                () -> options.region("a b"),
                () -> options.credentials("", "b"),
                () -> options.credentials("a", " "),
                () -> options.credentials("a", "b", ""),
                () -> options.profile(" "),
                () -> options.storageClass(""),
                () -> options.metadataStorageClass("a\nb"),
                () -> options.encryption("\u00fc"),
                () -> options.kmsKey(""),
                () -> options.objectLockDays(0),
                () -> options.objectLockDays(36_501),
                () -> options.maxConnections(0),
                () -> options.maxConnections(1_001),
                () -> options.timeout(Duration.ZERO),
                () -> options.partBytes(1),
                () -> options.partBytes((64 << 20) + 1),
                () -> options.uploadMemoryBytes(0));
        for (Runnable each : wrong) {
            assertThatIllegalArgumentException().isThrownBy(each::run);
        }
    }

    @Test
    void showsNoSecret() throws IOException {
        S3Options options = options().credentials("an-access-key", "a-secret-key", "a-token");
        try (S3Storage storage = S3Storage.open(options)) {
            assertThat(List.of(
                            options.toString(),
                            storage.location(),
                            options.settings().credentials.toString()))
                    .noneMatch(text -> text.contains("secret") || text.contains("token"));
        }
    }

    private S3Options options() {
        return server.options().endpoint(proxy.endpoint());
    }

    /** Puts three objects and returns the heads of the requests; the server may be one that would refuse them. */
    private List<String> headsOf(UnaryOperator<S3Options> change, String verb, boolean scripted) throws IOException {
        if (scripted) {
            proxy.always(verb, Fault.answer(200, "application/xml", "", "ETag: \"tag\""));
        }
        try (S3Storage storage = S3Storage.open(change.apply(options().prefix("some/prefix/")))) {
            for (ObjectKey key : List.of(DATA, OBJECT, METADATA)) {
                storage.put(key, ObjectBody.of(new byte[10]), PutMode.REPLACE);
            }
        }
        List<String> heads = proxy.heads(verb);
        assertThat(heads).hasSize(3).allMatch(head -> head.contains("/some/prefix/"));
        return heads;
    }
}
