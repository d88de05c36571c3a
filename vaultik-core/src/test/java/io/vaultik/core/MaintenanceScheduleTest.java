package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.TreeRemoval;
import io.vaultik.core.internal.schedule.Campaign;
import io.vaultik.core.internal.schedule.Counts;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole engine: snapshots, deletions, revocations and maintenances in every order that a seed gives. */
class MaintenanceScheduleTest {
    private static final int SCHEDULES = Integer.getInteger("vaultik.schedules.engine", 3_000);
    private static final int CAMPAIGN = 100_000;

    /** Half of the time of a schedule would be the disk's, which syncs what the hosts keep: a folder in memory serves as well. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private final PrintStream err = System.err;

    @TempDir
    Path folder;

    @Test
    void nothingAcknowledgedIsLostAndNothingElseIsLeft() throws Exception {
        run("maintenance schedules", SCHEDULES);
    }

    @Test
    @Tag("campaign")
    void nothingIsLostInManySchedules() throws Exception {
        run("maintenance schedules of the campaign", CAMPAIGN);
    }

    private void run(String name, int schedules) throws Exception {
        Counts counts = new Counts();
        assertThat(Campaign.run(name, schedules, seed -> one(seed, counts))).isEmpty();
        System.out.println(schedules + " schedules of the whole engine: " + counts);
        counts.require(List.of(
                "made",
                "copied",
                "copied again",
                "revised",
                "rebuilt blobs",
                "refused",
                "revoked",
                "unknown",
                "deleted",
                "collected blobs",
                "blocked",
                "dead"));
    }

    /** What so many runs log is of no interest, and more than all else that a build prints. */
    @BeforeEach
    void keepQuiet() {
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    @AfterEach
    void speakAgain() {
        System.setErr(err);
    }

    private Optional<String> one(long seed, Counts counts) throws Exception {
        boolean isThere = Files.isDirectory(MEMORY) && Files.isWritable(MEMORY);
        Path hosts = Files.createTempDirectory(isThere ? MEMORY : folder, "vaultik-hosts");
        try {
            return MaintenanceModel.run(seed, hosts, counts);
        } finally {
            new TreeRemoval(hosts).run();
        }
    }
}
