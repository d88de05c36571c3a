package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.examples.Bucket;
import io.vaultik.examples.cli.CommandLineFixture.Run;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three hosts that make snapshots in loops, one that purges those of the first and one that prunes, all at once, each a process that is
 * killed now and then. Afterwards everything that was acknowledged restores, and nothing else is there.
 */
@Tag("campaign")
class ManyProcessesTest {
    private static final int WRITERS = 3;
    private static final int FILES = 4;
    private static final int FILE_BYTES = 300_000;
    private static final Set<Integer> DONE_OR_BUSY = Set.of(ExitCodes.DONE, ExitCodes.BUSY);

    /** How many snapshots each host makes: some ten minutes on two processors. */
    private static final int ROUNDS = Integer.getInteger("vaultik.test.rounds", 150);

    @TempDir
    private Path folder = Path.of("");

    private final Map<String, List<byte[]>> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger writing = new AtomicInteger(WRITERS);
    private final AtomicInteger killed = new AtomicInteger();
    private final AtomicInteger ran = new AtomicInteger();
    private final AtomicLong files = new AtomicLong();

    /** One run of a program. */
    private record Ended(int exitCode, String out, String err) {}

    @Test
    void nothingAcknowledgedIsLostInAFolder() throws Exception {
        run(new CommandLineFixture(folder));
    }

    @Test
    void nothingAcknowledgedIsLostInABucket() throws Exception {
        try (Bucket bucket = new Bucket()) {
            run(new CommandLineFixture(folder).keptAt(bucket.address("team"), bucket.options()));
        }
    }

    private void run(CommandLineFixture cli) throws Exception {
        long seed = Long.getLong("vaultik.test.seed", System.nanoTime());
        System.out.println("many processes: -Dvaultik.test.seed=" + seed);
        cli.init();
        ExecutorService hosts = Executors.newCachedThreadPool();
        try {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int number = i;
                all.add(hosts.submit(write(cli, number, new Random(seed + i))));
            }
            all.add(hosts.submit(keep(
                    cli,
                    "purger",
                    new Random(seed + 10),
                    "snapshot",
                    "purge",
                    "--name",
                    "w0",
                    "--keep-last",
                    "2",
                    "--force")));
            all.add(hosts.submit(keep(cli, "pruner", new Random(seed + 11), "prune")));
            for (Future<Void> one : all) {
                one.get();
            }
        } finally {
            hosts.shutdownNow();
        }
        System.out.println("many processes: " + ran + " runs, " + killed + " of them killed, " + acknowledged.size()
                + " acknowledged snapshots");
        requireRest(cli);
        requireContents(cli);
    }

    private Callable<Void> write(CommandLineFixture cli, int number, Random random) {
        return () -> {
            try {
                Path data = Files.createDirectories(folder.resolve("data" + number));
                List<byte[]> contents = new ArrayList<>();
                for (int i = 0; i < FILES; i++) {
                    contents.add(new byte[0]);
                }
                for (int round = 0; round < ROUNDS; round++) {
                    int changed = random.nextInt(FILES);
                    // Few different contents, so that what was deleted comes back.
                    byte[] bytes = new byte[FILE_BYTES];
                    new Random(random.nextInt(6)).nextBytes(bytes);
                    contents.set(changed, bytes);
                    Files.write(data.resolve("file" + changed), bytes);
                    Files.writeString(data.resolve("round"), Integer.toString(round), StandardCharsets.UTF_8);
                    Ended run = run(
                            cli,
                            "w" + number,
                            random,
                            "snapshot",
                            "create",
                            "--json",
                            "--name",
                            "w" + number,
                            "--recipient",
                            cli.recipient(),
                            data.toString());
                    if (run.exitCode() == ExitCodes.DONE) {
                        acknowledged.put(Json.parse(run.out()).text("id"), List.copyOf(contents));
                    }
                }
            } finally {
                writing.decrementAndGet();
            }
            return null;
        };
    }

    private Callable<Void> keep(CommandLineFixture cli, String host, Random random, String... command) {
        return () -> {
            while (writing.get() > 0) {
                run(cli, host, random, command);
            }
            return null;
        };
    }

    /** Runs the command line as a process of its own, and kills one of three within its first two seconds. */
    private Ended run(CommandLineFixture cli, String host, Random random, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(cli.storage());
        command.addAll(List.of("--state", folder.resolve(host + "-state").toString()));
        command.addAll(List.of("--catalog", folder.resolve(host + "-catalog").toString()));
        long number = files.incrementAndGet();
        File out = folder.resolve("out" + number).toFile();
        File err = folder.resolve("err" + number).toFile();
        Process process = new ProcessBuilder(command)
                .redirectOutput(out)
                .redirectError(err)
                .start();
        ran.incrementAndGet();
        boolean isKilled =
                random.nextInt(3) == 0 && !process.waitFor(200 + random.nextInt(1_800), TimeUnit.MILLISECONDS);
        if (isKilled) {
            process.destroyForcibly();
            killed.incrementAndGet();
        }
        Ended ended = new Ended(process.waitFor(), Files.readString(out.toPath()), Files.readString(err.toPath()));
        Files.delete(out.toPath());
        Files.delete(err.toPath());
        if (!isKilled) {
            assertThat(DONE_OR_BUSY).as("%s: %s", List.of(arguments), ended).contains(ended.exitCode());
        }
        return ended;
    }

    /** Who is left is dead; after that there is nothing but what the snapshots need. */
    private static void requireRest(CommandLineFixture cli) {
        List<String> burial = new ArrayList<>(List.of("prune", "--json"));
        for (Json session :
                cli.on("prune", "--dry-run", "--json").exits(0).json().objects("sessions")) {
            burial.addAll(List.of("--session-dead", session.text("id")));
        }
        cli.on(burial.toArray(String[]::new)).exits(0);
        Json last = cli.on("prune", "--json").exits(0).json();
        assertThat(last.number("unreferencedBlobs")).isZero();
        assertThat(last.objects("sessions")).isEmpty();
        assertThat(last.texts("withoutRecord")).isEmpty();
        cli.with("verify", "--content").exits(0);
    }

    private void requireContents(CommandLineFixture cli) throws IOException {
        Set<String> listed = new HashSet<>();
        for (Json snapshot :
                cli.on("snapshot", "list", "--json").exits(0).json().objects("snapshots")) {
            listed.add(snapshot.text("id"));
        }
        for (Map.Entry<String, List<byte[]>> snapshot : acknowledged.entrySet()) {
            boolean mayBePurged = snapshot.getKey().endsWith("-w0");
            if (!listed.contains(snapshot.getKey())) {
                assertThat(mayBePurged).as(snapshot.getKey()).isTrue();
                continue;
            }
            for (int i = 0; i < FILES; i++) {
                byte[] expected = snapshot.getValue().get(i);
                if (expected.length > 0) {
                    Run fetched =
                            cli.with("fetch", snapshot.getKey(), "file" + i).exits(0);
                    assertThat(fetched.bytes()).as(snapshot.getKey()).isEqualTo(expected);
                }
            }
        }
    }
}
