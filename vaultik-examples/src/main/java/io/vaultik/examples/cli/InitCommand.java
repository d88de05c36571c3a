package io.vaultik.examples.cli;

import io.vaultik.core.Vaultik;
import io.vaultik.fault.AlreadyExistsException;
import io.vaultik.repository.Recipient;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.storage.ObjectStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code init}: a new repository, with its recipients pinned on this host. */
@Command(description = "Make a repository and pin its recipients on this host. No secret is needed.")
final class InitCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(
            names = "--recipient",
            required = true,
            paramLabel = "AGE1…",
            description = "A public key that snapshots are encrypted to; repeatable.")
    private List<String> recipients = new ArrayList<>();

    @Option(names = "--digest", paramLabel = "sha-256|blake3", description = "The digest; default sha-256.")
    private @Nullable String digest;

    InitCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        RepositoryOptions options = UsageException.checked(this::options);
        try (ObjectStorage storage = invocation.storage();
                Repository repository = create(storage, options)) {
            invocation.print(
                    json -> {
                        json.field("id", repository.id());
                        json.field("location", storage.location());
                        json.field("digest", options.digest());
                        json.texts("recipients", options.recipients());
                    },
                    text -> text.line(repository.id().toString()));
        }
        return ExitCodes.DONE;
    }

    private RepositoryOptions options() {
        RepositoryOptions options = invocation
                .options()
                .recipients(recipients.stream().map(Recipient::parse).toList());
        return digest == null ? options : options.digest(digest);
    }

    private static Repository create(ObjectStorage storage, RepositoryOptions options) throws IOException {
        try {
            return Vaultik.create(storage, options);
        } catch (AlreadyExistsException e) {
            throw new AlreadyExistsException("a repository already exists at {}", e, storage.location());
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
