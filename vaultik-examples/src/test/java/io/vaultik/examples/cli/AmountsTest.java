package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AmountsTest {
    @Test
    void showsLengths() {
        assertThat(Amounts.bytes(0)).isEqualTo("0 B");
        assertThat(Amounts.bytes(1023)).isEqualTo("1023 B");
        assertThat(Amounts.bytes(1024)).isEqualTo("1.0 KiB");
        assertThat(Amounts.bytes(4_718_592)).isEqualTo("4.5 MiB");
        assertThat(Amounts.bytes(Long.MAX_VALUE)).isEqualTo("8.0 EiB");
    }

    @Test
    void showsTimeSpans() {
        assertThat(Amounts.time(Duration.ofMillis(420))).isEqualTo("0.42 s");
        assertThat(Amounts.time(Duration.ofSeconds(187))).isEqualTo("3:07");
        assertThat(Amounts.time(Duration.ofSeconds(3723))).isEqualTo("1:02:03");
    }

    @Test
    void showsCountsAndTimes() {
        assertThat(Amounts.count(1, "file", "files")).isEqualTo("1 file");
        assertThat(Amounts.count(12_345, "file", "files")).isEqualTo("12,345 files");
        assertThat(Amounts.instant(Instant.parse("2024-01-15T14:30:52.987Z"))).isEqualTo("2024-01-15T14:30:52Z");
    }
}
