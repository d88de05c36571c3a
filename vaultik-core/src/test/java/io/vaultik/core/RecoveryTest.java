package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.storage.FileStorage;
import io.vaultik.repository.MaintenanceResult;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of docs/recovery.md, as they stand there, with the public programs. */
@Tag("interop")
class RecoveryTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)```bash\n(.*?)```");
    private static final Instant TIME = Instant.ofEpochSecond(1_600_000_000, 123_456_789);

    @TempDir
    Path folder;

    @Test
    void theDocumentRecoversOneFileAndAllFiles() throws Exception {
        Path source = folder.resolve("source");
        Files.createDirectories(source.resolve("sub/dir"));
        Files.writeString(source.resolve("sub/hello.txt"), "Hello, recovery!\n");
        Files.writeString(source.resolve("sub/dir/with space ü.txt"), "odd name");
        Files.write(source.resolve("large.bin"), random(12 << 20));
        Files.createFile(source.resolve("empty"));
        Files.createSymbolicLink(source.resolve("link"), Path.of("sub/hello.txt"));
        Files.createSymbolicLink(source.resolve("long"), Path.of("sub/".repeat(400) + "hello.txt"));
        Files.setPosixFilePermissions(source.resolve("sub/hello.txt"), PosixFilePermissions.fromString("r-xr-x--x"));
        Files.setLastModifiedTime(source.resolve("sub/hello.txt"), FileTime.from(TIME));
        for (int i = 0; i < 250; i++) {
            Files.writeString(source.resolve("sub/dir/f" + i), "file " + i);
        }
        Path key = folder.resolve("key.txt");
        String id = snapshot(source, key);

        run("one_file sub/hello.txt > one; one_file large.bin > large; all_files restored", id, key);

        assertThat(folder.resolve("one")).hasContent("Hello, recovery!\n");
        assertThat(folder.resolve("large")).hasSameBinaryContentAs(source.resolve("large.bin"));
        Path restored = folder.resolve("restored");
        assertThat(run("diff -r --no-dereference source restored", id, key)).isEmpty();
        assertThat(Files.getLastModifiedTime(restored.resolve("sub/hello.txt")).toInstant())
                .isEqualTo(TIME);
        assertThat(Files.getPosixFilePermissions(restored.resolve("sub/hello.txt")))
                .isEqualTo(PosixFilePermissions.fromString("r-xr-x--x"));
    }

    @Test
    void theDocumentRecoversASnapshotWhoseContentHasMoved() throws Exception {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("hello.txt"), "Hello, revision!\n");
        Files.write(source.resolve("large.bin"), random(300_000));
        Files.write(source.resolve("gone.bin"), random(900_000));
        Path key = folder.resolve("key.txt");
        try (Repository repository = create(key)) {
            SnapshotId first =
                    repository.snapshot().source(source).parallelism(1).run().id();
            Files.delete(source.resolve("gone.bin"));
            String id = repository
                    .snapshot()
                    .source(source)
                    .parallelism(1)
                    .run()
                    .id()
                    .value();
            repository.delete(List.of(first));
            MaintenanceResult result = repository.maintenance().repack().run();
            assertThat(result.revisions().orElseThrow().revised()).hasSize(1);

            run("one_file hello.txt > one; all_files restored", id, key);

            assertThat(folder.resolve("one")).hasContent("Hello, revision!\n");
            assertThat(run("diff -r --no-dereference source restored", id, key)).isEmpty();
        }
    }

    private Repository create(Path key) throws Exception {
        AgeIdentity identity = AgeIdentity.generate(new SecureRandom());
        identity.write(key, TIME);
        RepositoryOptions options = RepositoryOptions.to(identity.recipient().text())
                .identities(List.of(identity))
                .stateFolder(folder.resolve("state"))
                .catalogInMemory();
        return Vaultik.create(FileStorage.at(folder.resolve("repo")), options);
    }

    private String snapshot(Path source, Path key) throws Exception {
        try (Repository repository = create(key)) {
            SnapshotResult made = repository.snapshot().source(source).run();
            return made.id().value();
        }
    }

    private String run(String command, String id, Path key) throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder("set -eu\nrepo=repo key=" + key + " id=" + id + "\n");
        Matcher blocks = BLOCK.matcher(Files.readString(Path.of("../docs/recovery.md")));
        while (blocks.find()) {
            script.append(blocks.group(1)).append('\n');
        }
        script.append(command).append("\nrm -rf \"$work\"\n");
        Path file = Files.writeString(folder.resolve("script"), script);
        Process process = new ProcessBuilder(List.of("bash", file.toString()))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(42).nextBytes(bytes);
        return bytes;
    }
}
