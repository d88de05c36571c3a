package io.vaultik.examples.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code verify}: the whole repository. */
@Command(
        description =
                "Check the whole repository: quickly (every blob there, with its length), or as deep as is asked.")
final class VerifyCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private VerifyDepth depth = new VerifyDepth();

    @Option(
            names = "--budget",
            paramLabel = "AMOUNT",
            description = "With --deep or --content: read at most this much, such as 10GiB or 30min; what was never"
                    + " read comes first, then what was read longest ago.")
    private @Nullable Budget budget;

    VerifyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (budget != null && depth.isQuick()) {
            throw new UsageException("--budget goes with --deep or --content; without them nothing is read");
        }
        return invocation.withRepository(
                depth.access(), repository -> depth.verify(invocation, repository.verify(), budget));
    }
}
