package io.vaultik.examples.cli;

import io.vaultik.repository.Recipient;
import io.vaultik.repository.RepositoryOptions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Whom a command encrypts to. */
final class RecipientChoice {
    @Option(names = "--recipient", paramLabel = "AGE1…", description = "Encrypt to it; default: as pinned. Repeatable.")
    private List<String> recipients = new ArrayList<>();

    @Option(names = "--repin", description = "The given recipients replace the pinned ones.")
    private boolean repin;

    /** Checks the options before anything is done. */
    void check() {
        if (repin && recipients.isEmpty()) {
            throw new UsageException("--repin goes with --recipient AGE1…, which says whom to pin");
        }
    }

    boolean isEmpty() {
        return recipients.isEmpty();
    }

    /** Adds what was chosen; without a choice the pinned ones stay. */
    RepositoryOptions addTo(RepositoryOptions options) {
        if (recipients.isEmpty()) {
            return options;
        }
        RepositoryOptions given =
                options.recipients(recipients.stream().map(Recipient::parse).toList());
        return repin ? given.repin() : given;
    }
}
