package io.vaultik.core.internal.rebuild;

import io.vaultik.core.internal.catalog.AnsweredBlob;
import io.vaultik.core.internal.catalog.BlobRow;
import io.vaultik.core.internal.catalog.Catalog;
import io.vaultik.core.internal.catalog.CatalogRebuild;
import io.vaultik.core.internal.catalog.CheckedBlobs;
import io.vaultik.core.internal.catalog.Generation;
import io.vaultik.core.internal.catalog.GenerationWriter;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.ManifestHead;
import io.vaultik.core.internal.state.HostLock;
import io.vaultik.core.internal.state.HostState;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.BusyException;
import io.vaultik.fault.VaultikException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Adds to the catalog what was found, in batches that nobody uses before the last transaction. Used once, by one thread. */
final class NewRows {
    private static final int BATCH_CHUNKS = 4_096;

    /** Stands beside the recipients of a blob that may be for others, too: it is usable, and never taken to be for these alone. */
    private static final String PERHAPS_OTHERS = "*";

    private final RepositoryContext context;
    private final NamedBlobs blobs;
    private final Places places;
    private final NewestSnapshots newest;
    private final List<CatalogRebuild.Found> batch = new ArrayList<>();
    private int batched;
    private long added;
    private long known;
    private long unsound;
    private long unknownRecipients;
    private long chunks;
    private long nodes;

    NewRows(RepositoryContext context, NamedBlobs blobs, Places places, NewestSnapshots newest) {
        this.context = context;
        this.blobs = blobs;
        this.places = places;
        this.newest = newest;
    }

    /**
     * What the catalog has learned.
     *
     * @param blobs blobs that were added
     * @param knownBlobs blobs that it knew before
     * @param unsoundBlobs blobs that are not there as they should be, or of which documents contradict each other
     * @param unknownRecipients blobs that were added and of which nobody says for whom they are
     * @param chunks chunks in blobs that were added
     * @param nodes nodes in them
     * @param entries files of the newest snapshots
     */
    record Added(
            long blobs,
            long knownBlobs,
            long unsoundBlobs,
            long unknownRecipients,
            long chunks,
            long nodes,
            long entries) {}

    /** Adds all; on return it counts. */
    Added add() throws VaultikException {
        Catalog catalog = context.catalog();
        String session = CatalogRebuild.SESSION_PREFIX + context.randomName();
        Optional<HostLock> lock = context.state().tryLock(HostState.SESSION_LOCK + session);
        if (lock.isEmpty()) {
            throw new BusyException("the session {} is taken", null, session);
        }
        HostLock held = lock.get();
        try (CatalogRebuild rows = catalog.rebuild(session, context.clock().instant())) {
            addBlobs(catalog, rows);
            List<Generation> generations = new ArrayList<>();
            long entries = addEntries(catalog, rows, generations);
            rows.commit(generations);
            return new Added(added, known, unsound, unknownRecipients, chunks, nodes, entries);
        } finally {
            held.remove();
        }
    }

    /** Blobs for the present recipients come first: a chunk that lies in several blobs is found where it was added first. */
    private void addBlobs(Catalog catalog, CatalogRebuild rows) throws VaultikException {
        Set<String> present = Set.copyOf(context.knownRecipientTexts());
        Set<String> bad = bad(catalog);
        for (boolean first : new boolean[] {true, false}) {
            places.forEachBlob((row, inBlob) -> {
                Interrupts.check();
                NamedBlobs.Named named = blobs.get(row);
                if (named.recipients().containsAll(present) == first) {
                    add(rows, named, bad.contains(named.blob().name()), inBlob);
                }
            });
            flush(rows);
        }
    }

    private static Set<String> bad(Catalog catalog) throws VaultikException {
        Set<String> bad = new HashSet<>();
        for (CheckedBlobs.Row row : catalog.checkedBlobs().all()) {
            if (row.bad()) {
                bad.add(Hex.of(row.name()));
            }
        }
        return bad;
    }

    private void add(CatalogRebuild rows, NamedBlobs.Named named, boolean isBad, List<Place> inBlob)
            throws VaultikException {
        AnsweredBlob.Contents contents = isBad || !named.isSound() ? null : KnownPart.of(named.blob(), inBlob);
        if (contents == null) {
            unsound++;
            return;
        }
        List<String> recipients = new ArrayList<>(named.recipients());
        unknownRecipients += recipients.isEmpty() ? 1 : 0;
        recipients.add(PERHAPS_OTHERS);
        BlobRow row = new BlobRow(
                Hex.bytes(named.blob().name()),
                named.blob().length(),
                named.blob().headerLength(),
                named.blob().kind());
        batch.add(new CatalogRebuild.Found(row, recipients, contents));
        batched += inBlob.size();
        if (batched >= BATCH_CHUNKS) {
            flush(rows);
        }
    }

    private void flush(CatalogRebuild rows) throws VaultikException {
        for (CatalogRebuild.Found found : batch) {
            chunks += found.contents().chunks().findable().cardinality();
            nodes += found.contents().nodes().findable().cardinality();
        }
        int fresh = rows.add(batch);
        added += fresh;
        known += batch.size() - fresh;
        batch.clear();
        batched = 0;
    }

    private long addEntries(Catalog catalog, CatalogRebuild rows, List<Generation> generations)
            throws VaultikException {
        KnownFilesWriter writer = new KnownFilesWriter(catalog, blobs);
        long entries = 0;
        for (NewestSnapshots.Newest snapshot : newest.all()) {
            Interrupts.check();
            entries += addEntries(snapshot, writer, rows, generations);
        }
        return entries;
    }

    private static long addEntries(
            NewestSnapshots.Newest snapshot, KnownFilesWriter writer, CatalogRebuild rows, List<Generation> generations)
            throws VaultikException {
        ManifestHead manifest = snapshot.head();
        String label = manifest.snapshot() + " " + snapshot.firstDigest();
        try (GenerationWriter generation =
                rows.newGeneration(Hex.bytes(manifest.series()), label, manifest.created())) {
            if (generation == null) {
                return 0;
            }
            long entries = writer.write(snapshot.files().read(), generation);
            generations.add(generation.complete());
            return entries;
        } catch (BusyException e) {
            // A run of the series has made entries of its own meanwhile: they are newer.
            return 0;
        }
    }
}
