package io.vaultik.core.internal.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vaultik.fault.MalformedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The blobs that a document names, in the order of first use, so that locations in it are short. The empty name stands for the
 * blob that holds the document itself.
 *
 * <pre>
 * location = [index of the blob in the table, segment offset, segment length, offset, length, "&lt;base64 of the digest&gt;"]
 * </pre>
 *
 * The base64 is that of RFC 4648 section 4, without padding.
 */
final class BlobTable {
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> indexes = new HashMap<>();

    List<String> names() {
        return names;
    }

    int index(String name) {
        Integer known = indexes.get(name);
        if (known != null) {
            return known;
        }
        indexes.put(name, names.size());
        names.add(name);
        return names.size() - 1;
    }

    void writeLocation(JsonGenerator out, ChunkLocation location) throws IOException {
        out.writeStartArray();
        out.writeNumber(index(location.blob()));
        out.writeNumber(location.segmentOffset());
        out.writeNumber(location.segmentLength());
        out.writeNumber(location.offset());
        out.writeNumber(location.length());
        out.writeString(Base64.getEncoder().withoutPadding().encodeToString(location.digest()));
        out.writeEndArray();
    }

    static BlobTable of(JsonTree header, String holder) throws MalformedException {
        BlobTable table = new BlobTable();
        for (String name : header.strings("blobs")) {
            if (!name.isEmpty() && !Hex.isDigest(name)) {
                throw new MalformedException("a table of blobs names something that is no digest", null);
            }
            table.names.add(name.isEmpty() ? holder : name);
        }
        return table;
    }

    /** Reads the location at whose beginning the parser stands. */
    ChunkLocation readLocation(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new MalformedException("a location is not a list", null);
        }
        int blob = Limits.check(in.nextLongValue(-1), names.size() - 1L, "the blob of a location");
        int segment = Limits.check(in.nextLongValue(-1), Limits.MAX_BLOB_BYTES, "the segment of a location");
        int stored = Limits.check(in.nextLongValue(-1), Limits.MAX_STORED_SEGMENT_BYTES, "the segment of a location");
        int offset = Limits.check(in.nextLongValue(-1), Limits.MAX_SEGMENT_BYTES, "the offset of a location");
        int length = Limits.check(in.nextLongValue(-1), Limits.MAX_CHUNK_BYTES, "the length of a location");
        if (length == 0) {
            throw new MalformedException("a location has no bytes", null);
        }
        byte[] digest = digest(in.nextTextValue());
        if (in.nextToken() != JsonToken.END_ARRAY) {
            throw new MalformedException("a location has more fields than format 1", null);
        }
        return new ChunkLocation(names.get(blob), segment, stored, offset, length, digest);
    }

    List<ChunkLocation> readLocations(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new MalformedException("locations are not a list", null);
        }
        List<ChunkLocation> locations = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            locations.add(readLocation(in));
        }
        return List.copyOf(locations);
    }

    private static byte[] digest(@org.jspecify.annotations.Nullable String text) throws MalformedException {
        try {
            byte[] digest = text == null ? new byte[0] : Base64.getDecoder().decode(text);
            if (digest.length == 32) {
                return digest;
            }
        } catch (IllegalArgumentException e) {
            throw new MalformedException("the digest of a location is not base64", e);
        }
        throw new MalformedException("the digest of a location does not have 32 bytes", null);
    }
}
