package io.vaultik.examples.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code directory id}: the id of a directory's manifest. */
@Command(description = "Print the id of a directory: the digest of its manifest.")
final class DirectoryIdCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "DIR", description = "The directory.")
    private RawPath directory = new RawPath("");

    @Mixin
    private WalkChoice choice = new WalkChoice();

    DirectoryIdCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        WalkChoice.Walked walked = choice.walk(directory.file());
        invocation.print(
                json -> {
                    json.field("id", walked.manifest().id());
                    json.field("entries", walked.manifest().entryCount());
                    ItemReport.write(json, walked.errors());
                },
                text -> text.line(walked.manifest().id().toString()));
        return ItemReport.tell(invocation, walked.errors());
    }
}
