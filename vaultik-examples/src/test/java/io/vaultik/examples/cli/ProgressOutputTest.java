package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.examples.cli.ProgressOutput.Style;
import io.vaultik.progress.Phase;
import io.vaultik.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressOutputTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void saysPhaseDoneOfTotalRateAndTimeLeft() {
        assertThat(ProgressOutput.line(at(10, false)))
                .isEqualTo("content  1,234/5,000 items  10.0 MiB of 40.0 MiB  1.0 MiB/s  30.00 s left");
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        Progress progress = new Progress(Phase.SCAN, 7, -1, 0, -1, Duration.ZERO, false);

        assertThat(ProgressOutput.line(progress)).isEqualTo("scan  7 items  0 B  0 B/s");
    }

    @Test
    void drawsOneLineAgainAndRemovesIt() throws IOException {
        try (ProgressOutput output = new ProgressOutput(Style.REDRAWN, err)) {
            output.progress(at(10, false));
            output.progress(at(20, true));
        }

        String written = err.toString(StandardCharsets.UTF_8);
        assertThat(written).startsWith("\rcontent  1,234/5,000").endsWith(" \r").doesNotContain("\n");
        assertThat(written.chars().filter(c -> c == '\r').count()).isEqualTo(3);
    }

    @Test
    void writesALineEveryFifteenSecondsAtMost() throws IOException {
        try (ProgressOutput output = new ProgressOutput(Style.LINES, err)) {
            for (int second = 1; second <= 60; second++) {
                output.progress(at(second, second == 60));
            }
        }

        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(4)
                .allMatch(line -> line.startsWith("vaultik: content  1,234/5,000 items"));
    }

    @Test
    void writesLinesOfJson() throws IOException {
        try (ProgressOutput output = new ProgressOutput(Style.JSON, err)) {
            output.progress(at(10, false));
            output.progress(at(20, true));
        }

        var lines =
                err.toString(StandardCharsets.UTF_8).lines().map(Json::parse).toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).text("phase")).isEqualTo("content");
        assertThat(lines.get(0).number("itemsTotal")).isEqualTo(5000);
        assertThat(lines.get(1).value("last")).isEqualTo(true);
    }

    @Test
    void saysNothingWhenItIsOff() throws IOException {
        try (ProgressOutput output = new ProgressOutput(Style.NONE, err)) {
            output.progress(at(100, true));
        }

        assertThat(err.size()).isZero();
    }

    private static Progress at(int second, boolean last) {
        return new Progress(Phase.CONTENT, 1234, 5000, 10 << 20, 40 << 20, Duration.ofSeconds(second), last);
    }
}
