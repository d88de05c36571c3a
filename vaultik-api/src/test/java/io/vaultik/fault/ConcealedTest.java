package io.vaultik.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConcealedTest {
    @Test
    void neverShowsItsValue() {
        for (String value : new String[] {"", "a", "/home/alice/secret.txt", "~", "ab".repeat(10_000)}) {
            Concealed concealed = Concealed.of(value);
            assertThat(concealed.toString()).matches("~[0-9a-f]{8}");
            assertThat(concealed.value()).isEqualTo(value);
            assertThat("" + new Item("path", concealed, concealed)).doesNotContain("secret");
        }
    }

    @Test
    void showsTheSameForTheSameValue() {
        assertThat(Concealed.of("a").toString()).isEqualTo(new Concealed("a").toString());
        assertThat(Concealed.of("a").toString()).isNotEqualTo(Concealed.of("b").toString());
        assertThat(Concealed.of("a")).isEqualTo(new Concealed("a"));
    }

    @Test
    void isConcealedOnce() {
        Concealed concealed = Concealed.of("a");
        assertThat(Concealed.of(concealed)).isSameAs(concealed);
        assertThat(Concealed.of(17).value()).isEqualTo("17");
    }
}
