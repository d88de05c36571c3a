package io.vaultik.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vaultik.storage.ObjectKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotIdTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-01-15-143052-hostname",
                "2024-01-15-143052-host.domain_x-name-2",
                "a",
                "_",
                "-",
                "a.",
                "a..b",
                "2024-01-15-143052-hostname~3f0a9c",
                "a~0"
            })
    void acceptsItsGrammar(String text) {
        assertThat(SnapshotId.of(text)).hasToString(text);
        assertThat(ObjectKey.isValid("metadata/" + text + "/manifest.json.zst")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "..", ".a", "a/b", "a~", "~b", "a~B", "a~b~c", "a~b-c", "a b", "\u00e4", "a\n", "a\u0000",
                "\u0661"
            })
    void refusesEverythingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SnapshotId.of(text));
    }

    @Test
    void hasALongestLength() {
        assertThat(SnapshotId.of("a".repeat(200)).value()).hasSize(200);
        assertThatIllegalArgumentException().isThrownBy(() -> SnapshotId.of("a".repeat(201)));
        assertThat(SnapshotId.of("a".repeat(200) + "~" + "b".repeat(32)).value())
                .hasSize(233);
        assertThatIllegalArgumentException().isThrownBy(() -> SnapshotId.of("a~" + "b".repeat(33)));
    }

    @Test
    void aCopyKnowsTheIdOfItsOriginal() {
        assertThat(SnapshotId.of("a-2~3f0a").original()).isEqualTo(SnapshotId.of("a-2"));
        assertThat(SnapshotId.of("a-2").original()).isEqualTo(SnapshotId.of("a-2"));
    }

    @Test
    void copiesAreOrderedAsTheirOriginals() {
        assertThat(SnapshotId.of("a~3f0a")).isLessThan(SnapshotId.of("a-2~0000"));
        assertThat(SnapshotId.of("a~3f0a")).isGreaterThan(SnapshotId.of("a")).isLessThan(SnapshotId.of("a~3f0b"));
    }

    @Test
    void ordersByTimeFirst() {
        assertThat(SnapshotId.of("2024-01-15-143052-b")).isLessThan(SnapshotId.of("2024-01-15-143053-a"));
    }
}
