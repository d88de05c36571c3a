package io.vaultik.core.internal.read;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.fault.VaultikException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The chunks of one content in their order; lists are read as they are needed. One thread. */
public final class ContentCursor {
    private final ChunkReader chunks;
    private final Iterator<ChunkLocation> lists;
    private Iterator<ChunkLocation> open;

    ContentCursor(ChunkReader chunks, List<ChunkLocation> inline, List<ChunkLocation> lists) {
        this.chunks = chunks;
        this.open = inline.iterator();
        this.lists = lists.iterator();
    }

    /**
     * Returns the next chunk.
     *
     * @return its location, or null at the end
     * @throws VaultikException if a list cannot be read
     */
    public @Nullable ChunkLocation next() throws VaultikException {
        while (!open.hasNext()) {
            if (!lists.hasNext()) {
                return null;
            }
            open = SnapshotReader.list(chunks, lists.next()).iterator();
        }
        return open.next();
    }
}
