package io.vaultik.examples.cli;

import io.vaultik.core.AgeIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keygen}: a new age identity, in the layout of {@code age-keygen}. */
@Command(description = "Make an age identity. Keep it away from the hosts that make snapshots.")
final class KeygenCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write it there, readable for you only; an existing file is never overwritten.")
    private @Nullable RawPath output;

    KeygenCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        AgeIdentity identity = AgeIdentity.generate(new SecureRandom());
        Instant created = invocation.clock().instant();
        if (output == null) {
            show(identity, created);
        } else {
            write(identity, created, output.file());
        }
        return ExitCodes.DONE;
    }

    private void show(AgeIdentity identity, Instant created) throws IOException {
        invocation.print(
                json -> {
                    json.field("created", created);
                    json.field("publicKey", identity.recipient());
                    json.field("secretKey", identity.text());
                },
                text -> {
                    text.line("# created: " + Amounts.instant(created));
                    text.line("# public key: " + identity.recipient());
                    text.line(identity.text());
                });
        invocation.tell("Public key: " + identity.recipient());
    }

    private void write(AgeIdentity identity, Instant created, Path file) throws IOException {
        identity.write(file, created);
        invocation.print(
                json -> {
                    json.field("created", created);
                    json.field("publicKey", identity.recipient());
                    json.field("file", file);
                },
                text -> text.line(identity.recipient().text()));
    }
}
