package io.vaultik.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.conformance.StorageCheck;
import io.vaultik.core.conformance.StorageConformance;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.UnfinishedUpload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What holds on one server holds on another, which shares no code with it. */
@Tag("campaign")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecondServerTest {
    private @Nullable MotoServer server;

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    void start() throws IOException, InterruptedException {
        server = MotoServer.start();
    }

    @AfterAll
    void stop() {
        server().close();
    }

    @TestFactory
    Stream<DynamicTest> keepsThePromisesOfAStorage() throws IOException {
        S3Options options = server().options("whole");
        return tests(StorageConformance.of(() -> S3Storage.open(options)));
    }

    @TestFactory
    Stream<DynamicTest> keepsThemBelowAPrefixAndInParts() throws IOException {
        S3Options options = server().options("parts").prefix("team").limits(6 << 20, 100);
        return tests(StorageConformance.of(() -> S3Storage.open(options))
                .listedObjects(250)
                .longestObjectBytes(20L << 20));
    }

    @Test
    void savesVerifiesAndRestores() throws IOException {
        try (S3Storage storage = S3Storage.open(server().options("cycle").prefix("repository"))) {
            new RepositoryCycle(folder).run(storage);
        }
    }

    @Test
    void namesUploadsThatWereLeft() throws IOException {
        S3Options options = server().options("left").limits(6 << 20, 100);
        ObjectKey key = ObjectKey.of("blobs/left");
        try (S3Storage storage = S3Storage.open(options);
                var client = Clients.of(options.settings())) {
            client.createMultipartUpload(r -> r.bucket("left").key(key.value()));
            List<UnfinishedUpload> left = new ArrayList<>();
            storage.listUnfinished("blobs/", left::add);
            assertThat(left).extracting(UnfinishedUpload::key).containsExactly(key);
            storage.abort(left.get(0));
            storage.abort(left.get(0));
            storage.listUnfinished("", upload -> {
                throw new AssertionError(upload);
            });
            storage.put(key, ObjectBody.of(new byte[1]), PutMode.CREATE);
        }
    }

    private MotoServer server() {
        return Objects.requireNonNull(server, "the server was started");
    }

    private static Stream<DynamicTest> tests(StorageConformance conformance) {
        List<StorageCheck> checks = conformance.cases();
        System.out.println("second server: " + checks.size() + " checks");
        return checks.stream()
                .map(check -> DynamicTest.dynamicTest(
                        check.name(),
                        () -> assertThat(check.run()).as(check.contract()).isEmpty()));
    }
}
