package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code prune --repack} and {@code prune --heal}: what is needed moves, and snapshots stay what they are. */
class RepackCommandTest {
    /** So many that each lane of a snapshot stores some that are deleted afterwards. */
    private static final int FILES = 120;

    @TempDir
    private Path folder = Path.of("");

    private CommandLineFixture cli = new CommandLineFixture(folder);
    private Path data = folder;

    @BeforeEach
    void makeASnapshot() throws IOException {
        cli = new CommandLineFixture(folder);
        cli.init();
        data = Files.createDirectories(folder.resolve("data"));
        for (int i = 0; i < FILES; i++) {
            byte[] bytes = new byte[20_000];
            new Random(i).nextBytes(bytes);
            Files.write(data.resolve("file" + i), bytes);
        }
        snapshot();
    }

    private String snapshot() {
        return cli.on("snapshot", "create", "--json", data.toString())
                .exits(0)
                .json()
                .text("id");
    }

    private long bytes() throws IOException {
        try (Stream<Path> files = Files.walk(cli.repository().resolve("blobs"))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private void requireRestored(String id) throws IOException {
        Path target = folder.resolve("target-" + id);
        cli.with("restore", id, target.toString()).exits(0);
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                assertThat(target.resolve(file.getFileName())).hasSameBinaryContentAs(file);
            }
        }
    }

    @Test
    void repacks() throws IOException {
        for (int i = 0; i < FILES; i++) {
            if (i % 20 != 0) {
                Files.delete(data.resolve("file" + i));
            }
        }
        String kept = snapshot();
        cli.on("snapshot", "purge", "--keep-latest", "--force").exits(0);
        // What nothing needs is gone already; a blob of which something is needed is whole.
        long before = bytes();
        assertThat(before).isGreaterThan(400_000);

        Json plan =
                cli.with("prune", "--repack", "--dry-run", "--json").exits(0).json();
        assertThat(plan.number("repackedBlobs")).isPositive();
        assertThat(plan.number("unusedBytes")).isGreaterThan(before / 2);
        assertThat(plan.texts("revised")).containsExactly(kept);
        assertThat(bytes()).isEqualTo(before);
        String text = cli.with("prune", "--repack").exits(0).out();

        assertThat(text).contains("repacked", "blob", "revised", "1 snapshot");
        assertThat(bytes()).isLessThan(300_000);
        assertThat(cli.on("snapshot", "list", "--json").json().objects("snapshots"))
                .extracting(s -> s.text("id"))
                .containsExactly(kept);
        requireRestored(kept);
        cli.with("verify", "--content").exits(0);
        assertThat(cli.with("prune", "--repack-below", "100").exits(2).err()).contains("99");
    }

    @Test
    void encryptsToOtherRecipients() throws IOException {
        Path other = folder.resolve("other.txt");
        String mine = publicKey(cli.key());
        cli.on("keygen", "-o", other.toString()).exits(0);
        String theirs = publicKey(other);
        String[] prune = {"prune", "--reencrypt", "--recipient", mine, "--recipient", theirs, "--repin", "--json"};

        Json result = cli.with(prune).exits(0).json();

        assertThat(result.number("reencryptedBlobs")).isPositive();
        assertThat(result.number("reencryptedBytes")).isGreaterThan(2_400_000);
        assertThat(result.texts("revised")).hasSize(1);
        Path target = folder.resolve("theirs");
        cli.on("restore", "latest", target.toString(), "--identity", other.toString())
                .exits(0);
        assertThat(target.resolve("file7")).hasSameBinaryContentAs(data.resolve("file7"));
        assertThat(cli.with(prune).exits(0).json().number("reencryptedBlobs")).isZero();
        assertThat(cli.with("prune", "--repack", "--repin").exits(2).err()).contains("--recipient");
    }

    private static String publicKey(Path identity) throws IOException {
        Matcher key = Pattern.compile("age1[a-z0-9]{58}").matcher(Files.readString(identity));
        assertThat(key.find()).isTrue();
        return key.group();
    }

    @Test
    void heals() throws IOException {
        String old = cli.on("snapshot", "list", "--json")
                .json()
                .objects("snapshots")
                .get(0)
                .text("id");
        try (Stream<Path> files = Files.walk(cli.repository().resolve("blobs"))) {
            Files.delete(files.filter(Files::isRegularFile)
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow());
        }
        cli.on("verify").exits(4);
        Json lost = cli.with("prune", "--heal", "--json").exits(4).json();
        assertThat(lost.number("lostBlobs")).isEqualTo(1);
        assertThat(lost.texts("unhealed")).containsExactly(old);
        assertThat(cli.with("prune", "--heal").exits(4).out()).contains("damaged", old);
        String next = snapshot();

        Json healed = cli.with("prune", "--heal", "--json").exits(0).json();

        assertThat(healed.texts("revised")).containsExactly(old);
        cli.with("verify", "--content").exits(0);
        requireRestored(old);
        requireRestored(next);
    }
}
