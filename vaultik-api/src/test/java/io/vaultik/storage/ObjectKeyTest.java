package io.vaultik.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"a", "A-Z_a.z~0/9", "...", "a..b", ".hidden", "a/.b/c..", "blobs/00/11/0011", "~", "-", "_"})
    void acceptsSafeRelativePaths(String text) {
        assertThat(ObjectKey.of(text)).hasToString(text);
        assertThat(ObjectKey.of(text).value()).isEqualTo(text);
        assertThat(ObjectKey.isValid(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "/a", "a/", "a//b", ".", "..", "a/./b", "a/../b", "../a", "a/..", "a b", "a\\b", "a:b", "a%b",
                "a\u0000", "a\n", "\u00e4", "\u0661", "a+b", "a*", "a?b", "a#"
            })
    void refusesEverythingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectKey.of(text));
        assertThat(ObjectKey.isValid(text)).isFalse();
    }

    @Test
    void acceptsExactlyTheCharactersOfItsGrammar() {
        for (char c = 0; c < 0x3000; c++) {
            boolean inGrammar = String.valueOf(c).matches("[A-Za-z0-9._~/-]");
            assertThat(ObjectKey.isValid("a" + c + "a"))
                    .as("character %d", (int) c)
                    .isEqualTo(inGrammar);
        }
    }

    @Test
    void hasALongestLength() {
        assertThat(ObjectKey.of("a".repeat(ObjectKey.MAX_LENGTH)).value()).hasSize(ObjectKey.MAX_LENGTH);
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectKey.of("a".repeat(ObjectKey.MAX_LENGTH + 1)));
    }

    @Test
    void doesNotPutAKeyThatItRefusesIntoTheMessage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObjectKey.of("secret name"))
                .withMessageNotContaining("secret");
    }

    @Test
    void ordersAsItsTextDoes() {
        assertThat(Stream.of("b", "a/b", "a", "a-b", "B")
                        .map(ObjectKey::of)
                        .sorted()
                        .map(ObjectKey::value))
                .containsExactly("B", "a", "a-b", "a/b", "b");
        assertThat(ObjectKey.of("a")).isEqualTo(new ObjectKey("a")).hasSameHashCodeAs(new ObjectKey("a"));
    }
}
