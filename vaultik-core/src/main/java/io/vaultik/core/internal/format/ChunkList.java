package io.vaultik.core.internal.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vaultik.fault.MalformedException;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of the list of the chunks of a large file, in a chunk of its own.
 *
 * <pre>
 * {"chunks":1,"blobs":["&lt;name&gt;",...]}
 * location                     one line each, in the order of the file
 * </pre>
 *
 * It names blobs of data only, and those have names when lists are made; so the same list always has the same bytes.
 */
public final class ChunkList {
    /** How many locations one list holds at most. */
    public static final int MAX_LOCATIONS = 4_096;

    private ChunkList() {}

    /**
     * Returns the document.
     *
     * @param locations at most {@link #MAX_LOCATIONS}
     * @return the header and one line per location, each with its line feed
     */
    public static byte[] encode(List<ChunkLocation> locations) {
        BlobTable table = new BlobTable();
        byte[] lines = JsonTree.write(out -> {
            for (ChunkLocation location : locations) {
                table.writeLocation(out, location);
                out.writeRaw('\n');
            }
        });
        byte[] header = JsonTree.write(out -> {
            out.writeStartObject();
            out.writeNumberField("chunks", Limits.FORMAT);
            out.writeArrayFieldStart("blobs");
            for (String name : table.names()) {
                out.writeString(name);
            }
            out.writeEndArray();
            out.writeEndObject();
            out.writeRaw('\n');
        });
        byte[] all = new byte[header.length + lines.length];
        System.arraycopy(header, 0, all, 0, header.length);
        System.arraycopy(lines, 0, all, header.length, lines.length);
        return all;
    }

    /**
     * Reads the document.
     *
     * @param bytes the whole document
     * @return the locations in the order of the file, at most {@link #MAX_LOCATIONS}
     * @throws MalformedException if it is damaged
     */
    public static List<ChunkLocation> decode(byte[] bytes) throws MalformedException {
        return JsonTree.read("a list of chunks", bytes, 0, bytes.length, ChunkList::read);
    }

    private static List<ChunkLocation> read(JsonParser in) throws java.io.IOException {
        in.nextToken();
        JsonTree header = JsonTree.object("a list of chunks", in);
        header.requireVersion("chunks");
        BlobTable table = BlobTable.of(header, "");
        List<ChunkLocation> locations = new ArrayList<>();
        for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
            if (locations.size() == MAX_LOCATIONS) {
                throw new MalformedException("a list of chunks has more than {}", null, MAX_LOCATIONS);
            }
            locations.add(table.readLocation(in));
        }
        return locations;
    }
}
