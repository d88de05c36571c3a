package io.vaultik.core.internal.tree;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.Node;
import io.vaultik.core.internal.format.NodeReader;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Nodes in memory, in blobs that get their name when they are changed for another one. A node lies in its blob as a segment of its
 * own, at the offset that is its number there.
 */
final class MemoryNodes implements NodeSink, NodeSource {
    private final Map<String, byte[]> nodes = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final List<Integer> blobs = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();
    private final int nodesPerBlob;
    private final boolean keeps;
    private int open;
    private int inOpen;
    private long reads;
    private int maxBytes;
    private int maxLines;
    private boolean handedOut;
    private final List<Integer> offsets = new ArrayList<>();

    /**
     * Makes an empty place.
     *
     * @param nodesPerBlob after how many nodes the blob is changed where that is allowed; 0 for never
     * @param keeps whether nodes can be read back
     */
    MemoryNodes(int nodesPerBlob, boolean keeps) {
        this.nodesPerBlob = nodesPerBlob;
        this.keeps = keeps;
        names.add(name(0));
    }

    static MemoryNodes oneBlob() {
        return new MemoryNodes(0, true);
    }

    @Override
    public long store(Node node) throws VaultikException {
        byte[] bytes = node.stored();
        maxBytes = Math.max(maxBytes, bytes.length);
        if (bytes.length > Limits.MAX_NODE_BYTES) {
            throw new AssertionError("a node has " + bytes.length + " bytes");
        }
        if (keeps) {
            nodes.put(names.get(open) + ":" + inOpen, bytes);
            NodeReader read = NodeReader.decode(bytes, "");
            maxLines =
                    Math.max(maxLines, read.entries().size() + read.children().size());
        }
        handedOut = false;
        blobs.add(open);
        lengths.add(bytes.length);
        offsets.add(inOpen++);
        return (long) blobs.size() - 1;
    }

    @Override
    public ChunkLocation locate(long reference) {
        int index = (int) reference;
        int blob = blobs.get(index);
        handedOut |= blob == open;
        return new ChunkLocation(
                blob == open ? "" : names.get(blob),
                offsets.get(index),
                lengths.get(index),
                0,
                lengths.get(index),
                new byte[32]);
    }

    @Override
    public void mayRoll() {
        if (handedOut) {
            throw new AssertionError("a location in the open blob waits to be stored");
        }
        if (nodesPerBlob > 0 && inOpen >= nodesPerBlob) {
            names.add(name(++open));
            inOpen = 0;
        }
    }

    /** Returns a location with the name of the open blob in place of the empty one. */
    ChunkLocation named(ChunkLocation location) {
        return location.blob().isEmpty()
                ? new ChunkLocation(
                        names.get(open),
                        location.segmentOffset(),
                        location.segmentLength(),
                        location.offset(),
                        location.length(),
                        location.digest())
                : location;
    }

    @Override
    public byte[] read(ChunkLocation location) throws VaultikException {
        reads++;
        byte[] bytes = nodes.get(location.blob() + ":" + location.segmentOffset());
        if (bytes == null) {
            throw new NotFoundException("no node {}", null, location);
        }
        return bytes;
    }

    /** Stores bytes as a node, whatever they are. */
    ChunkLocation forge(byte[] bytes) {
        nodes.put(names.get(open) + ":" + inOpen, bytes);
        return new ChunkLocation(names.get(open), inOpen++, bytes.length, 0, bytes.length, new byte[32]);
    }

    /** Puts other bytes in the place of a node. */
    void replace(ChunkLocation location, byte[] bytes) {
        nodes.put(location.blob() + ":" + location.segmentOffset(), bytes);
    }

    long reads() {
        return reads;
    }

    int count() {
        return blobs.size();
    }

    int blobCount() {
        return open + 1;
    }

    int maxBytes() {
        return maxBytes;
    }

    int maxLines() {
        return maxLines;
    }

    /** Returns the nodes with the places of children left out, so that those of two trees can be compared. */
    Set<String> shapes() throws VaultikException {
        Set<String> shapes = new HashSet<>();
        for (byte[] bytes : nodes.values()) {
            NodeReader node = NodeReader.decode(bytes, "");
            shapes.add(
                    node.level() == 0
                            ? new String(bytes, StandardCharsets.UTF_8)
                            : node.level() + " "
                                    + node.children().stream()
                                            .map(c -> c.first() + "")
                                            .toList());
        }
        return shapes;
    }

    private static String name(int blob) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(("blob " + blob).getBytes(StandardCharsets.UTF_8));
            return java.util.HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
