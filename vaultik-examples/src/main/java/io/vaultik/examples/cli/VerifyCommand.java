package io.vaultik.examples.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code verify}: the whole repository. */
@Command(
        description =
                "Check the whole repository: quickly (every blob there, with its length), or as deep as is asked.")
final class VerifyCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private VerifyDepth depth = new VerifyDepth();

    VerifyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return invocation.withRepository(depth.access(), repository -> depth.verify(invocation, repository, List.of()));
    }
}
