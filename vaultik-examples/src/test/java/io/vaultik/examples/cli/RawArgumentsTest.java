package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RawArgumentsTest {
    @Test
    void takesTheArgumentsAfterTheClass() {
        List<String> raw = List.of("java", "-cp", "x", "Main", "ls", "caf\udce9");

        assertThat(RawArguments.lastOf(raw, new String[] {"ls", "caf\ufffd"})).containsExactly("ls", "caf\udce9");
    }

    @Test
    void keepsWhatTheRuntimeSaysIfTheProcessHasOtherArguments() {
        String[] decoded = {"ls", "caf\ufffd"};

        assertThat(RawArguments.lastOf(List.of("java", "@file"), decoded)).isSameAs(decoded);
        assertThat(RawArguments.lastOf(List.of("java", "Main", "rm", "caf\udce9"), decoded))
                .isSameAs(decoded);
        assertThat(RawArguments.lastOf(List.of("ls"), decoded)).isSameAs(decoded);
    }

    @Test
    void doesNotLookForPlainArguments() {
        String[] decoded = {"ls", "latest"};

        assertThat(RawArguments.of(decoded)).isSameAs(decoded);
    }
}
