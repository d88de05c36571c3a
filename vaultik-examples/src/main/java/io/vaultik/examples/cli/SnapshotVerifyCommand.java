package io.vaultik.examples.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code snapshot verify}: one snapshot. */
@Command(description = "Check one snapshot: quickly (every blob there, with its length), or as deep as is asked.")
final class SnapshotVerifyCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "ID", description = "The snapshot, or latest.")
    private String id = "";

    @Mixin
    private SnapshotChoice choice = new SnapshotChoice();

    @Mixin
    private VerifyDepth depth = new VerifyDepth();

    SnapshotVerifyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return invocation.withRepository(
                depth.access(),
                repository ->
                        depth.verify(invocation, repository.verify().snapshot(choice.find(repository, id)), null));
    }
}
