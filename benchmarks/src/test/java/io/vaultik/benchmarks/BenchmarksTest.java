package io.vaultik.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs every bench once, for a moment: they keep working. The figures of such a run mean nothing. */
class BenchmarksTest {
    private static final int RUNS = 2 + 8 + 10 + 4 + 18;

    @Test
    void everyBenchRuns() throws RunnerException {
        Options options = new OptionsBuilder()
                .include("io\\.vaultik\\.benchmarks\\.")
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(10))
                .shouldFailOnError(true)
                .output("target/benchmarks-test.txt")
                .build();

        Collection<RunResult> results = new Runner(options).run();

        assertThat(results).hasSize(RUNS).allSatisfy(result -> assertThat(
                        result.getPrimaryResult().getScore())
                .isPositive());
    }
}
