package io.vaultik.core.internal.restore;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.internal.read.SegmentKey;
import io.vaultik.repository.EntryPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one lane does at a time: parts of files with the segments that hold them, and entries without content. One thread. */
final class Window {
    private static final int MAX_ENTRIES = 512;
    private static final int MAX_CHUNKS = 4_096;
    private static final long MAX_CONTENT_BYTES = 64L << 20;
    private static final int MIN_SEGMENT_BYTES = 1 << 20;

    private final long number;
    private final int maxBytes;
    private final List<Part> parts = new ArrayList<>();
    private final List<Made> made = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<FileWork> streamed = new ArrayList<>();
    private final Map<SegmentKey, Integer> segments = new LinkedHashMap<>();
    private SegmentPool.Claim claim = new SegmentPool.Claim(List.of(), List.of());
    private long segmentBytes;
    private long contentBytes;
    private int chunks;

    Window(long number, int maxBytes) {
        this.number = number;
        this.maxBytes = maxBytes;
    }

    /**
     * Chunks of a file that follow each other.
     *
     * @param file the file
     * @param position where the first one lies in the file
     * @param chunks the chunks
     */
    record Part(FileWork file, long position, List<ChunkLocation> chunks) {}

    /** An entry that has no content. */
    record Made(TreeEntry line, Folder folder) {}

    /** A further name. */
    record Link(TreeEntry line, Folder folder, EntryPath to) {}

    long number() {
        return number;
    }

    List<Part> parts() {
        return parts;
    }

    List<Made> made() {
        return made;
    }

    List<Link> links() {
        return links;
    }

    /** Files that are read as streams, after everything else. */
    List<FileWork> streamed() {
        return streamed;
    }

    /** Claims the segments that the window needs, once it is complete. */
    void claim(SegmentPool pool) {
        claim = pool.claim(segments.keySet());
    }

    SegmentPool.Claim claim() {
        return claim;
    }

    boolean isEmpty() {
        return parts.isEmpty() && made.isEmpty() && links.isEmpty() && streamed.isEmpty();
    }

    boolean isFull() {
        return parts.size() + made.size() + links.size() >= MAX_ENTRIES
                || segmentBytes >= maxBytes
                || contentBytes >= MAX_CONTENT_BYTES
                || chunks >= MAX_CHUNKS
                || !streamed.isEmpty();
    }

    /** Takes a chunk into account; false if the window has no room for it. One that is empty has room for any. */
    boolean take(ChunkLocation chunk) {
        SegmentKey key = SegmentKey.of(chunk);
        // How long the segment is shows when it is read; it ends no sooner than the chunk.
        int cost = Math.max(MIN_SEGMENT_BYTES, Math.max(key.length(), chunk.offset() + chunk.length()));
        int known = segments.getOrDefault(key, 0);
        long more = Math.max(0, cost - known);
        boolean first = segments.isEmpty();
        if (!first && (segmentBytes + more > maxBytes || chunks >= MAX_CHUNKS || contentBytes >= MAX_CONTENT_BYTES)) {
            return false;
        }
        segments.merge(key, cost, Math::max);
        segmentBytes += more;
        contentBytes += chunk.length();
        chunks++;
        return true;
    }
}
