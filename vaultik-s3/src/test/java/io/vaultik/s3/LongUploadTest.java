package io.vaultik.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.UnfinishedUpload;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An object of 5 GiB from a process with a heap of 256 MiB; the system property {@code vaultik.test.long.mib} says another length. What is
 * killed half-way leaves nothing that anybody sees but who asks for it.
 */
@Tag("campaign")
class LongUploadTest {
    private static final ObjectKey KEY = ObjectKey.of("blobs/long");
    private static final ObjectKey KILLED = ObjectKey.of("blobs/killed");
    private static final long LENGTH = Long.getLong("vaultik.test.long.mib", 5 * 1_024) << 20;
    private static final long HALF_OF_THE_PARTS = LENGTH / (16L << 20);

    @TempDir
    private Path folder = Path.of("");

    /** The process that puts: endpoint, key and length. */
    static final class Uploader {
        private Uploader() {}

        public static void main(String[] arguments) throws IOException {
            S3Options options = S3Options.bucket("speed")
                    .endpoint(URI.create(arguments[0]))
                    .credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
            try (S3Storage storage = S3Storage.open(options)) {
                storage.put(ObjectKey.of(arguments[1]), new Pattern(Long.parseLong(arguments[2])), PutMode.REPLACE);
            }
        }
    }

    /** A body of any length that needs no memory. */
    private record Pattern(long length) implements ObjectBody {
        static byte at(long position) {
            return (byte) (position ^ (position >>> 11) ^ (position >>> 23));
        }

        @Override
        public InputStream open() {
            return new InputStream() {
                private long position;

                @Override
                public int read() {
                    return position == length ? -1 : at(position++) & 0xff;
                }

                @Override
                public int read(byte[] target, int offset, int size) {
                    int count = (int) Math.min(size, length - position);
                    for (int i = 0; i < count; i++) {
                        target[offset + i] = at(position + i);
                    }
                    position += count;
                    return count == 0 && size > 0 ? -1 : count;
                }
            };
        }
    }

    @Test
    void putsALongObjectWithLittleMemoryAndLeavesNothingVisibleWhenKilled() throws Exception {
        try (SeparateServer server = SeparateServer.in(folder);
                FaultProxy proxy = new FaultProxy(server.port());
                S3Storage storage = S3Storage.open(server.options(proxy))) {
            long start = System.nanoTime();
            assertThat(upload(proxy, KEY).waitFor()).isZero();
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat(storage.stat(KEY).orElseThrow().length()).isEqualTo(LENGTH);
            for (long offset : new long[] {0, LENGTH / 3, LENGTH - 1_000}) {
                requireBytes(storage, offset);
            }
            System.out.println(String.format(
                    Locale.ROOT, "%d MiB in parts with a heap of 256 MiB: %.0f s", LENGTH >> 20, seconds));

            CompletableFuture<Process> killed = new CompletableFuture<>();
            proxy.next("partNumber=" + HALF_OF_THE_PARTS + "&", new Fault.Meanwhile(() -> killed.join()
                    .destroyForcibly()));
            killed.complete(upload(proxy, KILLED));
            assertThat(killed.join().waitFor()).isNotZero();

            assertThat(storage.stat(KILLED)).isEmpty();
            List<ObjectKey> visible = new ArrayList<>();
            storage.list("", info -> visible.add(info.key()));
            assertThat(visible).containsExactly(KEY);
            List<UnfinishedUpload> left = new ArrayList<>();
            storage.listUnfinished("", left::add);
            assertThat(left).extracting(UnfinishedUpload::key).containsExactly(KILLED);
            storage.abort(left.get(0));
            storage.listUnfinished("", upload -> {
                throw new AssertionError(upload);
            });
        }
    }

    private static Process upload(FaultProxy proxy, ObjectKey key) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Uploader.class.getName(),
                        proxy.endpoint().toString(),
                        key.value(),
                        String.valueOf(LENGTH))
                .inheritIO()
                .start();
    }

    private static void requireBytes(S3Storage storage, long offset) throws IOException {
        byte[] bytes;
        try (InputStream stream = storage.read(KEY, offset, 1_000)) {
            bytes = stream.readAllBytes();
        }
        for (int i = 0; i < bytes.length; i++) {
            assertThat(bytes[i]).isEqualTo(Pattern.at(offset + i));
        }
    }
}
