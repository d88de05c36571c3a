package io.vaultik.core.internal.content;

import io.vaultik.store.StreamStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which objects are put together: small ones, where the store likes that, and never so many that a lane gets none. */
final class Groups {
    /** The longest object that is put with others. */
    static final int MAX_OBJECT_BYTES = 64 << 10;

    /** A group is in memory, one for each lane. */
    private static final int MAX_GROUP_BYTES = 1 << 20;

    /** So that lanes which got long objects are not waited for. */
    private static final int GROUPS_A_LANE = 4;

    private final PackedManifest manifest;
    private final int most;
    private final List<int[]> groups = new ArrayList<>();
    private final int[] open;
    private int count;
    private long bytes;

    private Groups(PackedManifest manifest, int most) {
        this.manifest = manifest;
        this.most = most;
        this.open = new int[most];
    }

    /** Returns the indexes of files, one for each distinct object, in groups. */
    static List<int[]> of(
            PackedManifest manifest, DistinctDigests digests, int[] places, StreamStore store, int lanes) {
        int most = Math.max(1, Math.min(store.objectsAtOnce(), places.length / (GROUPS_A_LANE * lanes)));
        Groups groups = new Groups(manifest, most);
        for (int place : places) {
            groups.add(digests.fileIndex(place));
        }
        groups.close();
        return groups.groups;
    }

    private void add(int index) {
        long size = manifest.size(index);
        if (most == 1 || Long.compareUnsigned(size, MAX_OBJECT_BYTES) > 0) {
            groups.add(new int[] {index});
            return;
        }
        if (count == most || bytes + size > MAX_GROUP_BYTES) {
            close();
        }
        open[count++] = index;
        bytes += size;
    }

    private void close() {
        if (count > 0) {
            groups.add(Arrays.copyOf(open, count));
        }
        count = 0;
        bytes = 0;
    }
}
