package io.vaultik.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import com.google.common.jimfs.Jimfs;
import io.vaultik.core.conformance.StorageConformance;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each storage and each decorator keeps the promises of a storage. */
class StoragesConformTest {
    private static final ObjectKey PREFIX = ObjectKey.of("teams/one");
    private static final int LONGEST_BELOW_PREFIX =
            ObjectKey.MAX_LENGTH - PREFIX.value().length() - 1;

    @TempDir
    private Path folder = Path.of("");

    private final FileSystem limited = Jimfs.newFileSystem(Configuration.unix().toBuilder()
            .setSupportedFeatures(Feature.SYMBOLIC_LINKS, Feature.FILE_CHANNEL)
            .build());

    private final FileSystem memory = Jimfs.newFileSystem(Configuration.unix());

    @AfterEach
    void close() throws IOException {
        limited.close();
        memory.close();
    }

    @TestFactory
    Stream<DynamicTest> memory() {
        return tests(StorageConformance.of(MemoryStorage::new).withoutSecondInstance());
    }

    @TestFactory
    Stream<DynamicTest> folder() {
        return tests(StorageConformance.of(
                        () -> FileStorage.at(folder.resolve("a/root")).withoutFsync())
                .withoutNestedKeys());
    }

    @TestFactory
    Stream<DynamicTest> folderUnderRetries() {
        return tests(StorageConformance.of(
                        () -> new RetryingStorage(FileStorage.at(folder).withoutFsync(), RetryPolicy.standard()))
                .withoutNestedKeys());
    }

    @TestFactory
    Stream<DynamicTest> folderWithoutHardLinks() {
        return tests(StorageConformance.of(() -> FileStorage.at(limited.getPath("/deep/root")))
                .withoutNestedKeys()
                .longestObjectBytes(3 << 20));
    }

    @TestFactory
    Stream<DynamicTest> anotherFileSystem() {
        return tests(StorageConformance.of(() -> FileStorage.at(memory.getPath("/deep/root")))
                .withoutNestedKeys()
                .longestObjectBytes(3 << 20));
    }

    @TestFactory
    Stream<DynamicTest> forwarding() {
        return over(ForwardingStorage::new, ObjectKey.MAX_LENGTH);
    }

    @TestFactory
    Stream<DynamicTest> retrying() {
        return over(storage -> new RetryingStorage(storage, RetryPolicy.standard()), ObjectKey.MAX_LENGTH);
    }

    @TestFactory
    Stream<DynamicTest> throttled() {
        Throttle throttle = new Throttle().bytesPerSecond(1L << 40).requestsPerSecond(1_000_000);
        return over(storage -> new ThrottledStorage(storage, throttle), ObjectKey.MAX_LENGTH);
    }

    @TestFactory
    Stream<DynamicTest> caching() {
        return over(
                storage -> new CachingStorage(storage, folder.resolve("cache"), 1L << 30, key -> true),
                ObjectKey.MAX_LENGTH);
    }

    /** Two instances, one cache: what one of them replaces, the other sees. */
    @TestFactory
    Stream<DynamicTest> cachingFolder() {
        return tests(StorageConformance.of(() -> new CachingStorage(
                        FileStorage.at(folder.resolve("root")).withoutFsync(),
                        folder.resolve("cache"),
                        1L << 30,
                        key -> true))
                .withoutNestedKeys()
                .longestObjectBytes(3 << 20));
    }

    @TestFactory
    Stream<DynamicTest> readOnly() {
        return tests(StorageConformance.of(
                        () -> new ReadOnlyStorage(FileStorage.at(folder).withoutFsync()))
                .readOnly(() -> FileStorage.at(folder).withoutFsync())
                .withoutNestedKeys()
                .longestObjectBytes(3 << 20));
    }

    /** A folder puts several objects together: what wraps it hands them on. */
    @TestFactory
    Stream<DynamicTest> folderUnderAllOfThem() {
        return tests(StorageConformance.of(() -> new CountingStorage(new RetryingStorage(
                        new FaultInjectingStorage(new ThrottledStorage(
                                new PrefixedStorage(FileStorage.at(folder).withoutFsync(), PREFIX), new Throttle())),
                        RetryPolicy.standard())))
                .withoutNestedKeys()
                .longestKey(LONGEST_BELOW_PREFIX)
                .longestObjectBytes(3 << 20));
    }

    @TestFactory
    Stream<DynamicTest> prefixed() {
        return over(storage -> new PrefixedStorage(storage, PREFIX), LONGEST_BELOW_PREFIX);
    }

    @TestFactory
    Stream<DynamicTest> counting() {
        return over(CountingStorage::new, ObjectKey.MAX_LENGTH);
    }

    @TestFactory
    Stream<DynamicTest> faultInjecting() {
        return over(FaultInjectingStorage::new, ObjectKey.MAX_LENGTH);
    }

    @TestFactory
    Stream<DynamicTest> allOfThem() {
        return over(
                storage -> new CountingStorage(new RetryingStorage(
                        new FaultInjectingStorage(new PrefixedStorage(storage, PREFIX)), RetryPolicy.standard())),
                LONGEST_BELOW_PREFIX);
    }

    private static Stream<DynamicTest> over(UnaryOperator<ObjectStorage> decorator, int longestKey) {
        return tests(StorageConformance.of(() -> decorator.apply(new MemoryStorage()))
                .withoutSecondInstance()
                .longestKey(longestKey)
                .longestObjectBytes(3 << 20));
    }

    private static Stream<DynamicTest> tests(StorageConformance conformance) {
        return conformance.cases().stream()
                .map(check -> DynamicTest.dynamicTest(
                        check.name(),
                        () -> assertThat(check.run()).as(check.contract()).isEmpty()));
    }
}
