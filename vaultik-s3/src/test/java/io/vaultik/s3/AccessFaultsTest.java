package io.vaultik.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vaultik.core.storage.RetryPolicy;
import io.vaultik.core.storage.RetryingStorage;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may not, or no longer, or not yet, and servers that are not who they say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessFaultsTest {
    private static final ObjectKey KEY = ObjectKey.of("folder/name.bin");
    private static final String TOKEN = "a-token-that-is-never-shown";

    private final S3Server server = S3Server.inMemory();
    private final FaultProxy proxy = new FaultProxy(server.port());
    private String bucket = "none";
    private S3Storage storage = S3Storage.with(server.admin(), S3Options.bucket(bucket));

    @AfterAll
    void stop() {
        proxy.close();
        server.close();
    }

    @BeforeEach
    void open() throws IOException {
        bucket = server.newBucket();
        storage =
                S3Storage.open(server.options(bucket).endpoint(proxy.endpoint()).limits(6 << 20, 2));
        storage.put(KEY, ObjectBody.of(new byte[100]), PutMode.CREATE);
        proxy.clear();
    }

    @AfterEach
    void close() {
        proxy.clear();
        storage.close();
    }

    /** A policy may forbid one action and allow all others; a missing right is then told by the verb that needs it, and only there. */
    @ParameterizedTest
    @CsvSource({
        "GET /{bucket}/folder, 'open, read'",
        "HEAD /{bucket}/folder, stat",
        "PUT /{bucket}/folder, 'create, long, replace'",
        "GET /{bucket}?list-type, list",
        "DELETE /{bucket}/folder, delete",
        "GET /{bucket}?uploads, uploads",
        "POST /{bucket}/folder, long"
    })
    void saysWhichVerbIsForbidden(String request, String forbidden) throws IOException {
        proxy.always(request.replace("{bucket}", bucket), Fault.error(403, "AccessDenied"));
        List<String> denied = new ArrayList<>();
        for (Map.Entry<String, ThrowingCallable> call : calls().entrySet()) {
            Throwable failure = catchThrowableOfType(Throwable.class, call.getValue());
            if (failure == null) {
                continue;
            }
            denied.add(call.getKey());
            assertThat(failure).as(call.getKey()).isInstanceOf(StorageDeniedException.class);
            assertThat(failure.getMessage())
                    .as(call.getKey())
                    .contains("status 403", "s3://" + bucket)
                    .doesNotContain("\n");
        }
        assertThat(String.join(", ", denied)).isEqualTo(forbidden);
    }

    /** In an order in which each works if it may. */
    private Map<String, ThrowingCallable> calls() {
        Map<String, ThrowingCallable> calls = new TreeMap<>();
        ObjectKey other = ObjectKey.of("folder/other");
        calls.put("create", () -> {
            storage.put(other, ObjectBody.of(new byte[1]), PutMode.CREATE);
        });
        calls.put("delete", () -> storage.delete(other));
        calls.put("list", () -> storage.list("", info -> true));
        calls.put("long", () -> storage.put(other, ObjectBody.of(new byte[7 << 20]), PutMode.REPLACE));
        calls.put("open", () -> storage.open(KEY).close());
        calls.put("read", () -> storage.read(KEY, 0, 10).close());
        calls.put("replace", () -> storage.put(KEY, ObjectBody.of(new byte[100]), PutMode.REPLACE));
        calls.put("stat", () -> storage.stat(KEY));
        calls.put("uploads", () -> storage.listUnfinished("", upload -> true));
        return calls;
    }

    @Test
    void doesNotRepeatWithATokenThatExpiresBetweenTwoPages() throws IOException {
        for (int i = 0; i < 5; i++) {
            storage.put(ObjectKey.of("page/" + i), ObjectBody.of(new byte[1]), PutMode.CREATE);
        }
        proxy.clear();
        proxy.always("continuation-token", Fault.error(400, "ExpiredToken"));
        ObjectStorage retrying = new RetryingStorage(storage, RetryPolicy.standard());
        List<String> seen = new ArrayList<>();

        StorageException failure = failureOf(
                () -> retrying.list("page/", info -> seen.add(info.key().value())));

        assertThat(failure).isInstanceOf(StorageDeniedException.class).hasMessageContaining("ExpiredToken");
        assertThat(seen).hasSize(2);
        assertThat(proxy.heads("continuation-token")).hasSize(1);
    }

    @Test
    void showsNoSecretInAnyCause() throws IOException {
        S3Options temporary = server.options(bucket)
                .endpoint(proxy.endpoint())
                .credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY, TOKEN);
        List<Fault> faults = List.of(
                Fault.error(403, "InvalidToken"),
                Fault.error(503, "SlowDown"),
                Fault.answer(200, "text/html", "<html>"),
                new Fault.Reset());
        try (S3Storage own = S3Storage.open(temporary)) {
            for (Fault fault : faults) {
                proxy.clear();
                proxy.always("HTTP", fault);
                for (ThrowingCallable call : List.<ThrowingCallable>of(
                        () -> own.open(KEY),
                        () -> own.put(KEY, ObjectBody.of(new byte[3]), PutMode.CREATE),
                        () -> own.list("", info -> true))) {
                    StringWriter trace = new StringWriter();
                    failureOf(call).printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).doesNotContain(TOKEN).doesNotContain(S3Server.SECRET_KEY);
                }
            }
        }
    }

    @Test
    void refusesMoreBytesThanTheRangeHas() {
        proxy.next("GET ", new Fault.Rewrite(head -> head.replace("Content-Length: 10\r", "Content-Length: 9\r")));
        assertThat(failureOf(() -> storage.read(KEY, 0, 10)).retryable()).isTrue();
    }

    @Test
    void readsNoMoreThanWasAskedFor() throws IOException {
        String head = String.join(
                "\r\n",
                "HTTP/1.1 206 Partial",
                "Content-Length: 10",
                "Content-Range: bytes 0-9/100",
                "ETag: \"t\"",
                "Connection: close",
                "",
                "");
        proxy.next("GET ", new Fault.Answer(head, new byte[5_000]));
        try (InputStream stream = storage.read(KEY, 0, 10)) {
            assertThat(stream.readAllBytes()).hasSize(10);
        }
        try (ObjectContent content = storage.open(KEY)) {
            assertThat(content.stream().readAllBytes()).hasSize(100);
        }
    }

    @Test
    void doesNotTrustAServerWhoseCertificateNobodyKnows(@TempDir Path folder) throws Exception {
        try (SSLServerSocket listening = secure(folder)) {
            Thread serving = new Thread(() -> shakeHands(listening), "tls-server");
            serving.setDaemon(true);
            serving.start();
            URI endpoint = URI.create("https://127.0.0.1:" + listening.getLocalPort());
            try (S3Storage own = S3Storage.open(server.options(bucket).endpoint(endpoint))) {
                StorageException failure = failureOf(() -> own.open(KEY));
                assertThat(failure.retryable()).as(failure.toString()).isFalse();
                assertThat(failure.getMessage())
                        .contains("open of folder/name.bin in s3://" + bucket)
                        .containsIgnoringCase("ssl")
                        .doesNotContain("\n");
            }
        }
    }

    private static void shakeHands(SSLServerSocket listening) {
        while (!listening.isClosed()) {
            try (Socket client = listening.accept()) {
                client.getInputStream().read();
            } catch (IOException e) {
                // The client does not trust this server.
            }
        }
    }

    /** A server with a certificate that it has signed itself. */
    private static SSLServerSocket secure(Path folder) throws Exception {
        char[] word = "password".toCharArray();
        Path file = folder.resolve("keys.p12");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(word))
                .redirectErrorStream(true)
                .start();
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(file)) {
            keys.load(stream, word);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, word);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    private static StorageException failureOf(ThrowingCallable call) {
        StorageException failure = catchThrowableOfType(StorageException.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }
}
