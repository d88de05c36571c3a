package io.vaultik.core.internal.rebuild;

import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestHead;
import io.vaultik.core.internal.work.Spool;
import io.vaultik.fault.VaultikException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The newest snapshot of each series that can be read, with its files. Used by one thread; closed by its owner. */
final class NewestSnapshots implements AutoCloseable {
    private final UUID repository;
    private final Spool spool;
    private final Set<String> series = new HashSet<>();
    private final List<Newest> all = new ArrayList<>();

    NewestSnapshots(UUID repository, Spool spool) {
        this.repository = repository;
        this.spool = spool;
    }

    /**
     * A snapshot.
     *
     * @param head what its manifest says
     * @param firstDigest the digest of the object of its first manifest, in hex
     * @param files its files
     */
    record Newest(ManifestHead head, String firstDigest, EntrySpool files) {}

    /** Tells whether files of a snapshot are wanted. Snapshots are asked for newest first. A copy belongs to no source of this repository. */
    boolean wants(Manifest manifest) {
        return manifest.original().repository().equals(repository) && !series.contains(manifest.series());
    }

    /** Returns what takes the files of a snapshot, closed by the caller unless it is added. */
    EntrySpool newSpool() throws VaultikException {
        return new EntrySpool(spool);
    }

    void add(Newest newest) {
        series.add(newest.head().series());
        all.add(newest);
    }

    List<Newest> all() {
        return all;
    }

    @Override
    public void close() {
        all.forEach(newest -> newest.files().close());
    }
}
