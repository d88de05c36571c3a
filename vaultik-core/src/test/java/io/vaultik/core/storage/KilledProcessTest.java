package io.vaultik.core.storage;

import static io.vaultik.core.storage.Bodies.bytes;
import static io.vaultik.core.storage.Bodies.contentOf;
import static io.vaultik.core.storage.Bodies.keysOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it puts, beside one that lives. */
@Timeout(60)
class KilledProcessTest {
    private static final int ACKNOWLEDGED = 20;

    @Test
    void leavesWholeObjectsAndAPartThatIsRemovedWhenItsProcessIsDead(@TempDir Path root) throws Exception {
        Path parts = root.resolve(PartFiles.FOLDER);
        Process process = start(root);
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i < ACKNOWLEDGED; i++) {
                assertThat(lines.readLine()).isEqualTo("stored " + i);
            }
            assertThat(lines.readLine()).isEqualTo("in the middle of a body");
            List<Path> open = filesIn(parts);
            assertThat(open).as("a part and its owner").hasSize(2);

            FileStorage.at(root).put(ObjectKey.of("mine"), ObjectBody.of(new byte[1]), PutMode.CREATE);
            assertThat(filesIn(parts)).as("the part of a living process").containsExactlyInAnyOrderElementsOf(open);
        } finally {
            process.destroyForcibly().waitFor();
        }
        FileStorage storage = FileStorage.at(root);
        assertThat(filesIn(parts)).hasSize(2);
        assertThat(storage.stat(ObjectKey.of("unfinished"))).isEmpty();

        storage.put(ObjectKey.of("mine"), ObjectBody.of(new byte[2]), PutMode.REPLACE);

        assertThat(filesIn(parts)).isEmpty();
        assertThat(keysOf(storage, "")).hasSize(ACKNOWLEDGED + 1).doesNotContain("unfinished");
        for (int i = 0; i < ACKNOWLEDGED; i++) {
            assertThat(contentOf(storage, ObjectKey.of("k/" + i))).isEqualTo(bytes(10_000, i));
        }
    }

    private static Process start(Path root) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcessTest.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** What the other process does: puts, tells it, and then waits for ever within a body. */
    public static void main(String[] arguments) throws IOException {
        FileStorage storage = FileStorage.at(Path.of(arguments[0]));
        for (int i = 0; i < ACKNOWLEDGED; i++) {
            storage.put(ObjectKey.of("k/" + i), ObjectBody.of(bytes(10_000, i)), PutMode.CREATE);
            System.out.println("stored " + i);
        }
        storage.put(ObjectKey.of("unfinished"), new StuckBody(), PutMode.CREATE);
    }

    private static final class StuckBody implements ObjectBody {
        @Override
        public long length() {
            return 1 << 20;
        }

        @Override
        public InputStream open() {
            return new InputStream() {
                private int left = 1 << 19;

                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0];
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    if (left == 0) {
                        System.out.println("in the middle of a body");
                        return System.in.read(target, offset, length);
                    }
                    int count = Math.min(left, length);
                    left -= count;
                    return count;
                }
            };
        }
    }
}
