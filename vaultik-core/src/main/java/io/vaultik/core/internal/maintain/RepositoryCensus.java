package io.vaultik.core.internal.maintain;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.gc.DigestSet;
import io.vaultik.core.internal.gc.Maintainer;
import io.vaultik.core.internal.gc.OpenSession;
import io.vaultik.core.internal.read.ManifestListing;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectStorage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who writes to a repository, and what its snapshots name. A manifest is asked for once, as long as its object is the same one by key, length
 * and time; what the catalog remembers of it is as good as reading it (docs/format.md, M3). What one named that was deleted meanwhile counts as named for the rest of the run. Used by one thread; its own helpers read.
 */
final class RepositoryCensus implements Maintainer.Census {
    private final ObjectStorage storage;
    private final SnapshotIndex index;
    private final Operation operation;
    private final Crew crew;
    private final Set<ObjectInfo> read = new HashSet<>();
    private final DigestSet named = new DigestSet();
    private @Nullable List<ManifestListing.Counting> listed;

    RepositoryCensus(Operation operation, SnapshotIndex index, Crew crew) {
        this.storage = operation.storage();
        this.operation = operation;
        this.index = index;
        this.crew = crew;
    }

    @Override
    public List<OpenSession> undecided() throws VaultikException {
        return OpenSession.undecided(storage);
    }

    @Override
    public Predicate<String> named() throws VaultikException {
        ManifestListing listing = new ManifestListing();
        storage.list(Keys.METADATA, info -> {
            listing.add(info);
            return true;
        });
        List<ManifestListing.Counting> counting = listing.counting();
        listed = counting;
        List<ManifestListing.Counting> unread =
                counting.stream().filter(one -> !read.contains(one.info())).toList();
        for (ManifestListing.Counting one : unread) {
            checkId(one);
        }
        SnapshotIndex.requireAll(
                index.names(crew, unread, (i, manifest, names) -> {
                    names.forEach(named::add);
                    read.add(unread.get(i).info());
                    operation.progress().add(1, unread.get(i).info().length());
                }),
                operation.errors());
        return name -> named.contains(Hex.bytes(name));
    }

    /** Lets the catalog forget what the last listing has not shown. */
    void forgetOthers() {
        if (listed != null) {
            index.forgetOthers(listed);
        }
    }

    private static void checkId(ManifestListing.Counting counting) throws MalformedException {
        try {
            SnapshotId.of(counting.dir());
        } catch (IllegalArgumentException e) {
            throw new MalformedException(
                    "{} is the manifest of what is no snapshot id",
                    e,
                    counting.info().key());
        }
    }

    /** Returns how many manifests were read. */
    long manifests() {
        return read.size();
    }
}
