package io.vaultik.core.internal.rebuild;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.work.ExternalSort;
import io.vaultik.core.internal.work.RecordCursor;
import io.vaultik.core.internal.work.SortedRecords;
import io.vaultik.core.internal.work.Spool;
import io.vaultik.fault.VaultikException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All places that trees name, sorted on disk: add them, then take those of each blob in turn. One thread; closed by its owner. */
final class Places implements AutoCloseable {
    private final ExternalSort sort;
    private @Nullable SortedRecords sorted;

    Places(Spool spool, long memoryBytes) {
        this.sort = new ExternalSort(spool, Arrays::compareUnsigned, memoryBytes);
    }

    /** Adds a place; {@code absolute} is the digest of the absolute form of a node, null for a chunk. */
    void add(int row, ChunkLocation at, byte @Nullable [] absolute) throws VaultikException {
        sort.add(Place.encode(row, at, absolute));
    }

    /** Takes the places of blobs. */
    @FunctionalInterface
    interface Consumer {
        /** Takes those of one blob, each once, in their order. */
        void accept(int row, List<Place> places) throws VaultikException;
    }

    /** Hands out all places, blob by blob. May be called again; nothing can be added any more. */
    void forEachBlob(Consumer consumer) throws VaultikException {
        SortedRecords records = sorted;
        if (records == null) {
            records = sort.finish();
            sorted = records;
        }
        List<Place> places = new ArrayList<>();
        byte[] last = {};
        try (RecordCursor cursor = records.open()) {
            for (byte[] record = cursor.next(); record != null; record = cursor.next()) {
                if (Arrays.equals(record, last)) {
                    continue;
                }
                last = record;
                Place place = Place.decode(record);
                if (!places.isEmpty() && places.get(0).row() != place.row()) {
                    consumer.accept(places.get(0).row(), places);
                    places = new ArrayList<>();
                }
                places.add(place);
            }
        }
        if (!places.isEmpty()) {
            consumer.accept(places.get(0).row(), places);
        }
    }

    @Override
    public void close() {
        if (sorted != null) {
            sorted.close();
        }
        sort.close();
    }
}
