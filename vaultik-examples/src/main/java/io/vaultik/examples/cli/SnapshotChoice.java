package io.vaultik.examples.cli;

import io.vaultik.fault.Concealed;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotFilter;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotSummary;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which snapshot an {@code ID} argument means: an id, or {@code latest} of a host and name. */
final class SnapshotChoice {
    private static final String LATEST = "latest";

    @Option(names = "--host", paramLabel = "H", description = "With latest: of this host.")
    private @Nullable String host;

    @Option(names = "--name", paramLabel = "N", description = "With latest: of this name.")
    private @Nullable String name;

    /**
     * Finds the snapshot.
     *
     * @param repository where
     * @param text an id, or {@code latest}
     * @return the id; that such a snapshot exists is known for {@code latest} only
     * @throws NotFoundException if there is no latest one
     * @throws UsageException if the text is no id
     */
    SnapshotId find(Repository repository, String text) throws VaultikException {
        if (text.equals(LATEST)) {
            SnapshotFilter filter = new SnapshotFilter(Optional.ofNullable(host), Optional.ofNullable(name));
            return repository.latest(filter).map(SnapshotSummary::id).orElseThrow(this::noLatest);
        }
        if (host != null || name != null) {
            throw new UsageException("--host and --name go with the snapshot \"latest\", not with an id");
        }
        return UsageException.checked(() -> SnapshotId.of(text));
    }

    private NotFoundException noLatest() {
        String which = (host == null ? "" : " of host " + host) + (name == null ? "" : " of name " + name);
        return new NotFoundException("there is no complete snapshot{}", null, Concealed.of(which));
    }
}
