package io.vaultik.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.conformance.StorageCheck;
import io.vaultik.core.conformance.StorageConformance;
import io.vaultik.core.storage.RetryPolicy;
import io.vaultik.core.storage.RetryingStorage;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.StorageException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** A bucket keeps the promises of a storage; the server keeps objects in memory or in files, where no key is another one's folder. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3ConformanceTest {
    private final S3Server memory = S3Server.inMemory();
    private final S3Server files;

    S3ConformanceTest(@TempDir Path folder) {
        this.files = S3Server.inFolder(folder);
    }

    @AfterAll
    void stop() {
        memory.close();
        files.close();
    }

    @TestFactory
    Stream<DynamicTest> wholeBucket() {
        S3Options options = memory.options().limits(S3Storage.MAX_CREATE_BYTES, 25);
        return tests(StorageConformance.of(() -> S3Storage.open(options)).longestObjectBytes(6L << 20));
    }

    @Tag("campaign")
    @TestFactory
    Stream<DynamicTest> wholeBucketAsItComes() {
        S3Options options = memory.options();
        return StorageConformance.of(() -> S3Storage.open(options)).withoutNestedKeys().cases().stream()
                .map(S3ConformanceTest::test);
    }

    @TestFactory
    Stream<DynamicTest> belowAPrefixInPartsAndWithAClientOfTheApplication() {
        S3Options options = files.options()
                .prefix("teams/one")
                .partBytes(S3Options.MIN_PART_BYTES)
                .limits(1 << 20, 25);
        return tests(StorageConformance.of(() -> S3Storage.with(files.admin(), options))
                .longestObjectBytes(6L << 20));
    }

    @TestFactory
    Stream<DynamicTest> underRetriesWithAResetAtEveryTenthCall() throws StorageException {
        FaultProxy proxy = new FaultProxy(memory.port());
        proxy.everyTenth(new Fault.Reset());
        S3Options options = memory.options().endpoint(proxy.endpoint()).limits(S3Storage.MAX_CREATE_BYTES, 25);
        S3Client client = Clients.of(options.settings());
        return StorageConformance.of(() -> withoutWaits(S3Storage.with(client, options)))
                .longestObjectBytes(6L << 20)
                .withoutNestedKeys()
                .listedObjects(60)
                .cases()
                .stream()
                .map(S3ConformanceTest::test)
                .onClose(() -> {
                    client.close();
                    proxy.close();
                });
    }

    private static RetryingStorage withoutWaits(S3Storage storage) {
        return new RetryingStorage(storage, RetryPolicy.standard(), Clock.systemUTC(), new Random(1), time -> {});
    }

    private static Stream<DynamicTest> tests(StorageConformance conformance) {
        return conformance.withoutNestedKeys().longestKey(ObjectKey.MAX_LENGTH).listedObjects(60).cases().stream()
                .map(S3ConformanceTest::test);
    }

    private static DynamicTest test(StorageCheck check) {
        return DynamicTest.dynamicTest(
                check.name(), () -> assertThat(check.run()).as(check.contract()).isEmpty());
    }
}
