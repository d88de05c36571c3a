package io.vaultik.core.internal.rebuild;

import io.vaultik.core.internal.catalog.BlobRow;
import io.vaultik.core.internal.catalog.Catalog;
import io.vaultik.core.internal.catalog.ChunkRef;
import io.vaultik.core.internal.catalog.FileState;
import io.vaultik.core.internal.catalog.GenerationWriter;
import io.vaultik.core.internal.catalog.KnownEntry;
import io.vaultik.core.internal.format.BlobDirectory;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.fault.VaultikException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the next run is to know of files, as far as nodes tell it: neither the time of the inode's change, nor its number, nor the
 * version of a source. A file without a known place for each chunk is left out. Used by one thread.
 */
final class KnownFilesWriter {
    /** The number by which the catalog's entries of files are known (save.KnownFiles). */
    private static final int FILE = 0;

    private static final int MAX_KEPT = 16;

    private final Catalog catalog;
    private final NamedBlobs blobs;
    private final Map<Integer, Stored> kept = new LinkedHashMap<>(32, 0.75f, true);
    private long[] refs = new long[64];

    KnownFilesWriter(Catalog catalog, NamedBlobs blobs) {
        this.catalog = catalog;
        this.blobs = blobs;
    }

    /** A blob of the catalog; one that it does not know has no directory. */
    private record Stored(int id, @Nullable BlobDirectory directory) {}

    /** Adds all files of a snapshot. Returns how many are known. */
    long write(EntrySpool.Reading files, GenerationWriter generation) throws VaultikException {
        long count = 0;
        for (EntrySpool.Line file = files.next(); file != null; file = files.next()) {
            int chunks = chunks(files);
            if (chunks >= 0 && file.path().length <= KnownEntry.MAX_PATH_BYTES) {
                FileState state = new FileState(file.size(), file.modified(), null, null);
                generation.add(new KnownEntry(file.path(), FILE, state, null, Arrays.copyOf(refs, chunks)));
                count++;
            }
        }
        return count;
    }

    /** Reads the chunks of a file. Returns how many they are; -1 if one is not known, or they are too many. */
    private int chunks(EntrySpool.Reading files) throws VaultikException {
        int count = 0;
        for (EntrySpool.At at = files.nextChunk(); at != null; at = files.nextChunk()) {
            long ref = count < 0 || count == KnownEntry.MAX_REFS ? ChunkRef.NONE : ref(at);
            if (ref == ChunkRef.NONE) {
                count = -1;
                continue;
            }
            if (count == refs.length) {
                refs = Arrays.copyOf(refs, 2 * count);
            }
            refs[count++] = ref;
        }
        return count;
    }

    private long ref(EntrySpool.At at) throws VaultikException {
        Stored blob = kept.get(at.row());
        if (blob == null) {
            blob = stored(at.row());
            kept.put(at.row(), blob);
            if (kept.size() > MAX_KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        // What begins at this place may be what an earlier rebuild did not know, or another writer's lie.
        BlobDirectory directory = blob.directory;
        int index =
                directory == null ? -1 : directory.indexOf(at.segmentOffset(), at.offset(), at.length(), at.digest());
        return index < 0 ? ChunkRef.NONE : ChunkRef.of(blob.id, index);
    }

    private Stored stored(int row) throws VaultikException {
        byte[] name = Hex.bytes(blobs.get(row).blob().name());
        int id = catalog.idOf(name);
        Optional<BlobRow> known = id == 0 ? Optional.empty() : catalog.blob(id);
        Optional<byte[]> directory = known.isEmpty() ? Optional.empty() : catalog.directory(id);
        return new Stored(id, directory.isEmpty() ? null : BlobDirectory.decode(directory.get()));
    }
}
