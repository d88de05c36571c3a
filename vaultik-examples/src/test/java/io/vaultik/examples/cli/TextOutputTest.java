package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TextOutputTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final TextOutput text = new TextOutput(out);

    @Test
    void neverLetsANameEndALineOrSteerATerminal() throws IOException {
        text.line("a\nb\u001b[31mc\u007f");
        text.flush();

        assertThat(out).hasToString("a\\x0ab\\x1b[31mc\\x7f\n");
    }

    @Test
    void writesNamesAsTheirBytes() throws IOException {
        text.line(new byte[] {'c', (byte) 0xe9});
        text.flush();

        assertThat(out.toByteArray()).containsExactly('c', 0xe9, '\n');
    }
}
