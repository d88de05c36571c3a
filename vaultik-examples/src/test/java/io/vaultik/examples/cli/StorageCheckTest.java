package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.examples.Bucket;
import io.vaultik.examples.cli.CommandLineFixture.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code storage check}. */
class StorageCheckTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void provesAFolderAndLeavesNothing() throws IOException {
        Path root = folder.resolve("root");
        Files.createDirectories(root.resolve("kept"));
        Files.writeString(root.resolve("kept/object"), "mine");

        Run run = check(root.toString(), "--objects", "50", "--longest-mib", "2", "-v")
                .exits(0);

        assertThat(run.out()).contains(passed(run) + " passed, 0 failed", "status        ok");
        assertThat(run.out()).contains("nested keys   no");
        assertThat(run.err()).contains("ok: a storage gives back the bytes that were put");
        try (Stream<Path> left = Files.list(root)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsOnly("kept", "#tmp");
        }
        assertThat(root.resolve("kept/object")).hasContent("mine");
    }

    private static String passed(Run run) {
        String checks = run.out()
                .lines()
                .filter(line -> line.startsWith("checks"))
                .findFirst()
                .orElseThrow();
        assertThat(checks).matches("checks +4[0-9], 4[0-9] passed, 0 failed");
        return checks.replaceAll("checks +(4[0-9]),.*", "$1");
    }

    @Test
    void provesMemory() {
        Json json = check("mem:", "--objects", "50", "--longest-mib", "2", "--json")
                .exits(0)
                .json();

        assertThat(json.names())
                .containsExactly(
                        "schema",
                        "status",
                        "location",
                        "checks",
                        "passed",
                        "failed",
                        "repeated",
                        "nestedKeys",
                        "unfinishedUploads",
                        "seconds");
        assertThat(json.text("status")).isEqualTo("ok");
        assertThat(json.number("passed")).isEqualTo(json.number("checks")).isGreaterThan(40);
    }

    @Test
    void provesABucketAndNamesWhatAKilledProcessLeft() {
        try (Bucket bucket = new Bucket()) {
            bucket.begin("team/blobs/half");
            List<String> arguments =
                    new ArrayList<>(List.of(bucket.address("team"), "--objects", "50", "--longest-mib", "2"));
            bucket.options().forEach((name, value) -> arguments.addAll(List.of("-O", name + "=" + value)));

            Run run = check(arguments.toArray(String[]::new)).exits(0);

            assertThat(run.out()).contains("unfinished upload of blobs/half, begun ", "1 upload", "0 failed");
            assertThat(bucket.keys()).isEmpty();
        }
    }

    @Test
    void saysOnceWhatIsWrongWithTheAddress() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        assertThat(check(file.toString()).exits(1).err()).hasLineCount(1);
        assertThat(check("nowhere://x").exits(2).err()).contains("file:, mem:, s3:");
        assertThat(check("mem:", "--objects", "1").exits(2).err()).contains("--objects");
        assertThat(check().exits(2).err()).contains("URI");
    }

    @Test
    void findsABrokenStorage() {
        Run run = check("zz-broken:", "--objects", "50", "--longest-mib", "2").exits(1);

        assertThat(run.out())
                .contains("FAILED: a storage lists each of many keys once", "contract: list:", "status        failed");
        Json json = check("zz-broken:", "--objects", "50", "--longest-mib", "2", "--json")
                .exits(1)
                .json();
        assertThat(json.text("status")).isEqualTo("failed");
        assertThat(json.number("passed")).isLessThan(json.number("checks"));
    }

    private Run check(String... arguments) {
        List<String> all = new ArrayList<>(List.of("storage", "check"));
        all.addAll(List.of(arguments));
        return new CommandLineFixture(folder).run(all.toArray(String[]::new));
    }
}
