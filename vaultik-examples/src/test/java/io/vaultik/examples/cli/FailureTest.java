package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.fault.Concealed;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FailureTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void saysInOneLineWhatFailedWithNamesInClear() throws IOException {
        Throwable failure = new NotFoundException("there is no {}", new IOException("deep"), new Concealed("a\nb"));

        assertThat(told(failure)).isEqualTo("vaultik: there is no a\\x0ab\n");
        assertThat(told(failure, "-v")).isEqualTo("vaultik: there is no a\\x0ab\nvaultik: caused by: deep\n");
    }

    @Test
    void showsATraceOnlyOfWhatNobodyExpectedAndOnlyIfItIsAskedTwice() throws IOException {
        IllegalStateException bug = new IllegalStateException("what");

        assertThat(told(bug)).isEqualTo("vaultik: internal error: java.lang.IllegalStateException: what\n");
        assertThat(told(bug, "-v")).doesNotContain("\tat ");
        assertThat(told(bug, "-v", "-v")).contains("\tat io.vaultik.examples.cli.FailureTest");
        assertThat(told(new VaultikException("no", bug), "-vv")).doesNotContain("\tat ");
    }

    @Test
    void explainsWhatTheFileSystemSays() throws IOException {
        assertThat(told(new NoSuchFileException("/x"))).isEqualTo("vaultik: there is no file /x\n");
        assertThat(told(new AccessDeniedException("/x"))).isEqualTo("vaultik: no permission for /x\n");
    }

    @Test
    void writesItAsJson() throws IOException {
        Failure.of(new NotFoundException("no {}", null, "x")).tell(invocation(), true);

        assertThat(out)
                .hasToString("{\"schema\":1,\"error\":{\"code\":\"not-found\",\"message\":\"no x\",\"exitCode\":5}}\n");
    }

    private String told(Throwable failure, String... options) throws IOException {
        err.reset();
        Failure.of(failure).tell(invocation(options), false);
        return err.toString(StandardCharsets.UTF_8);
    }

    private Invocation invocation(String... options) throws IOException {
        Streams streams = new Streams(new ByteArrayInputStream(new byte[0]), out, err, false, false);
        Invocation invocation = new Invocation(streams, Map.of());
        CommandTree.parser(invocation).parseArgs(options);
        return invocation;
    }
}
