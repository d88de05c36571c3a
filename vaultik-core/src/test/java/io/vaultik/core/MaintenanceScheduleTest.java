package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.TestRandom;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole engine: snapshots, deletions, revocations and maintenances in every order that a seed gives. */
class MaintenanceScheduleTest {
    private static final int SCHEDULES = 200;
    private static final int CAMPAIGN = 100_000;

    @TempDir
    Path folder;

    @Test
    void nothingAcknowledgedIsLostAndNothingElseIsLeft() throws IOException {
        run("maintenance schedules", SCHEDULES);
    }

    @Test
    @Tag("campaign")
    void nothingIsLostInManySchedules() throws IOException {
        run("maintenance schedules of the campaign", CAMPAIGN);
    }

    private void run(String name, int schedules) throws IOException {
        Random seeds = TestRandom.seeded(name);
        MaintenanceModel.Counts counts = new MaintenanceModel.Counts();
        for (int i = 0; i < schedules; i++) {
            long seed = seeds.nextLong();
            Path hosts = Files.createDirectory(folder.resolve("hosts" + i));
            assertThat(MaintenanceModel.run(seed, hosts, counts))
                    .as("schedule %d, seed %d", i, seed)
                    .isEmpty();
            remove(hosts);
        }
        System.out.println(schedules + " schedules of the whole engine: " + counts);
        counts.requireAll();
    }

    private static void remove(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
