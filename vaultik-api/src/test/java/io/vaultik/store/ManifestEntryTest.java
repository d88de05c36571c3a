package io.vaultik.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.store.ManifestEntry.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestEntryTest {
    @ParameterizedTest
    @CsvSource({"0,0", "7,7", "644,420", "4755,2541", "7777,4095", "0644,420"})
    void readsPermissionsAsOctal(String text, int mode) {
        assertThat(entry(text, "./a").mode()).hasValue(mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "-1", "+7", "10000", "37777777777", "rw-", "000000000000644"})
    void hasNoModeWithoutSuch(String text) {
        assertThat(entry(text, "./a").mode()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"./secret", "/home/secret"})
    void concealsItsPath(String path) {
        ManifestEntry entry = entry("644", path);
        assertThat(entry.toString()).doesNotContain("secret");
        assertThat(entry.line()).isEqualTo("F 644 abc 18446744073709551615 " + path);
        assertThat(entry.digest()).isEmpty();
    }

    private static ManifestEntry entry(String permissions, String path) {
        return new ManifestEntry(Kind.FILE, permissions, "abc", -1, path);
    }
}
