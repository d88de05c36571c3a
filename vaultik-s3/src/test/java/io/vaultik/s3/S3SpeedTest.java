package io.vaultik.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.AgeIdentity;
import io.vaultik.core.Vaultik;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How near the engine comes to plain parallel puts and gets of the same objects, eight at once, on a server that is 50 ms away and gives
 * each connection some MiB/s. It prints figures; the system property {@code vaultik.test.speed.mib} says how many MiB there are, and {@code
 * vaultik.test.speed.kib} how many KiB a connection moves in a second.
 */
@Tag("campaign")
class S3SpeedTest {
    private static final int AT_ONCE = 8;
    private static final int STANDARD = 12;
    private static final int FILES = 64;
    private static final long BYTES_PER_SECOND = Long.getLong("vaultik.test.speed.kib", 4_096) << 10;
    private static final long BYTES = Long.getLong("vaultik.test.speed.mib", 1_024) << 20;

    @TempDir
    private Path folder = Path.of("");

    /** A part of a run. */
    private interface Step {
        void run() throws Exception;
    }

    @Test
    void keepsUpWithPlainCalls() throws Exception {
        measure("many files", FILES);
    }

    @Test
    void keepsUpWithPlainCallsOfOneFile() throws Exception {
        measure("one file", 1);
    }

    private void measure(String what, int files) throws Exception {
        Path source = source(files);
        AgeIdentity identity = AgeIdentity.generate(new SecureRandom());
        RepositoryOptions options = RepositoryOptions.to(identity.recipient().text())
                .identities(List.of(identity))
                .stateFolder(folder.resolve("state"))
                .catalogFolder(folder.resolve("catalog"));
        try (SeparateServer server = SeparateServer.in(Files.createDirectories(folder.resolve("server")));
                FaultProxy proxy = new FaultProxy(server.port())) {
            proxy.always("HTTP", new Fault.Distance(Duration.ofMillis(50), BYTES_PER_SECOND));
            S3Options bucket = server.options(proxy);
            proxy.mostAtOnce("PUT ");
            proxy.mostAtOnce("GET ");
            try (ObjectStorage storage = S3Storage.open(bucket.prefix("engine"));
                    ObjectStorage plain = S3Storage.open(bucket.prefix("plain"));
                    Repository repository = Vaultik.create(storage, options)) {
                double save = seconds(
                        () -> repository.snapshot().source(source).name("data").run());
                int puts = proxy.mostAtOnce("PUT ");
                List<ObjectKey> keys = new ArrayList<>();
                List<Long> lengths = new ArrayList<>();
                storage.list("", info -> lengths.add(info.length()) && keys.add(info.key()));
                double put = seconds(() -> put(plain, keys, lengths));
                tell(what + ": snapshot", save, put, puts);
                double get = seconds(() -> get(plain, keys));
                for (int items : new int[] {AT_ONCE, STANDARD}) {
                    proxy.mostAtOnce("GET ");
                    double restore = seconds(() -> repository
                            .restore(repository.latest().orElseThrow().id())
                            .parallelism(items)
                            .to(folder.resolve("restored-" + items))
                            .run());
                    tell(what + ": restore, parallelism " + items, restore, get, proxy.mostAtOnce("GET "));
                }
                assertThat(puts).isGreaterThanOrEqualTo(8);
            }
        }
    }

    private static void tell(String what, double ours, double plain, int atOnce) {
        double mebibytes = BYTES / 1_048_576.0;
        System.out.println(String.format(
                Locale.ROOT,
                "%s: %.1f s, %.0f MiB/s, plain calls %.1f s, %.0f MiB/s, ratio %.2f, at once %d",
                what,
                ours,
                mebibytes / ours,
                plain,
                mebibytes / plain,
                plain / ours,
                atOnce));
    }

    private static double seconds(Step step) throws Exception {
        long start = System.nanoTime();
        step.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static void put(ObjectStorage plain, List<ObjectKey> keys, List<Long> lengths) throws Exception {
        byte[] random = new byte[1 << 20];
        new Random(9).nextBytes(random);
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            ObjectKey key = keys.get(i);
            long length = lengths.get(i);
            calls.add(() -> {
                plain.put(key, repeated(random, length), PutMode.REPLACE);
                return true;
            });
        }
        all(calls);
    }

    private static void get(ObjectStorage plain, List<ObjectKey> keys) throws Exception {
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (ObjectKey key : keys) {
            calls.add(() -> {
                try (ObjectContent content = plain.open(key)) {
                    content.stream().transferTo(OutputStream.nullOutputStream());
                }
                return true;
            });
        }
        all(calls);
    }

    private static void all(List<Callable<Boolean>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (Future<Boolean> call : threads.invokeAll(calls)) {
                call.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static ObjectBody repeated(byte[] random, long length) {
        return new ObjectBody() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public InputStream open() {
                return new InputStream() {
                    private long position;

                    @Override
                    public int read() {
                        return position == length ? -1 : random[(int) (position++ % random.length)] & 0xff;
                    }

                    @Override
                    public int read(byte[] target, int offset, int size) {
                        if (position == length) {
                            return -1;
                        }
                        int from = (int) (position % random.length);
                        int count = (int) Math.min(Math.min(size, random.length - from), length - position);
                        System.arraycopy(random, from, target, offset, count);
                        position += count;
                        return count;
                    }
                };
            }
        };
    }

    private Path source(int files) throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"));
        Random random = new Random(3);
        byte[] piece = new byte[1 << 20];
        for (int i = 0; i < files; i++) {
            try (OutputStream out = Files.newOutputStream(source.resolve("file-" + i))) {
                for (long left = BYTES / files; left > 0; left -= piece.length) {
                    random.nextBytes(piece);
                    out.write(piece, 0, (int) Math.min(left, piece.length));
                }
            }
        }
        return source;
    }
}
