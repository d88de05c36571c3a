package io.vaultik.core.internal.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.UnsupportedFormatException;
import io.vaultik.repository.TreeCounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The encrypted record of a snapshot: JSON, one zstd frame, in one age file.
 *
 * <pre>
 * {"head":{"format":1,"repository":"&lt;uuid&gt;","snapshot":"&lt;id&gt;","source":"..","display":"..","name":"..","host":"..",
 *          "user":"..","paths":[..],"started":"&lt;time&gt;","ended":"&lt;time&gt;","labels":{..},
 *          "counts":{"files":n,"directories":n,"others":n,"bytes":n},"previous":"&lt;id&gt;","software":"..",
 *          "recipients":["age1..",...]},
 *  "blobs":["&lt;name&gt;",...],"root":location,
 *  "attachments":[{"name":"..","size":n,"chunks":[location...]|"lists":[location...]}]}
 * </pre>
 *
 * {@code recipients} may be absent: then nothing is said.
 *
 * @param repository the repository that it belongs to
 * @param snapshot the id of the snapshot
 * @param sourceId the source
 * @param displayName what people call the source
 * @param name the name of the snapshot, or null
 * @param host the host
 * @param user who ran it
 * @param paths absolute paths of the sources
 * @param started when the run began
 * @param ended when the tree was complete
 * @param labels labels
 * @param counts what the tree holds
 * @param previous the snapshot of the series before it, or null
 * @param software what made it
 * @param root where the root node lies
 * @param attachments documents stored with it
 * @param recipients to each of these every blob is encrypted that the manifest of this record names, maybe to others as well; empty
 *     if that is not known
 */
public record SnapshotRecord(
        UUID repository,
        String snapshot,
        String sourceId,
        String displayName,
        @Nullable String name,
        String host,
        String user,
        List<String> paths,
        Instant started,
        Instant ended,
        Map<String, String> labels,
        TreeCounts counts,
        @Nullable String previous,
        String software,
        ChunkLocation root,
        List<Attachment> attachments,
        List<String> recipients) {

    /**
     * A document stored with a snapshot.
     *
     * @param name its name
     * @param size its length
     * @param chunks its chunks, if they are few
     * @param lists otherwise the chunks that hold their list
     */
    public record Attachment(String name, long size, List<ChunkLocation> chunks, List<ChunkLocation> lists) {}

    /**
     * Returns the record of a revision: the same snapshot, whose content lies elsewhere.
     *
     * @param newRoot where the root node lies now
     * @param newAttachments where the documents lie now
     * @param newRecipients to whom every blob is encrypted that the revision names
     * @return the record
     */
    public SnapshotRecord movedTo(ChunkLocation newRoot, List<Attachment> newAttachments, List<String> newRecipients) {
        return new SnapshotRecord(
                repository,
                snapshot,
                sourceId,
                displayName,
                name,
                host,
                user,
                paths,
                started,
                ended,
                labels,
                counts,
                previous,
                software,
                newRoot,
                newAttachments,
                newRecipients);
    }

    /** {@return the JSON document with its line feed, to be compressed and encrypted} */
    public byte[] encode() {
        BlobTable table = new BlobTable();
        byte[] locations = JsonTree.write(out -> writeLocations(out, table));
        return JsonTree.write(out -> {
            out.writeStartObject();
            out.writeFieldName("head");
            writeHead(out);
            out.writeArrayFieldStart("blobs");
            for (String name : table.names()) {
                out.writeString(name);
            }
            out.writeEndArray();
            out.writeRaw(",");
            out.writeRaw(new String(locations, 1, locations.length - 2, StandardCharsets.UTF_8));
            out.writeEndObject();
            out.writeRaw('\n');
        });
    }

    /**
     * Reads the document.
     *
     * @param bytes the whole document, decrypted and decompressed
     * @return the record
     * @throws UnsupportedFormatException if it was written by a newer version
     * @throws MalformedException if it is damaged
     */
    public static SnapshotRecord decode(byte[] bytes) throws MalformedException, UnsupportedFormatException {
        Content content = JsonTree.read("a snapshot record", bytes, 0, bytes.length, SnapshotRecord::read);
        content.head.requireFormat();
        return of(content.head, content.root, content.attachments);
    }

    private record Content(JsonTree head, ChunkLocation root, List<Attachment> attachments) {}

    private void writeHead(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeNumberField("format", Limits.FORMAT);
        out.writeStringField("repository", repository.toString());
        out.writeStringField("snapshot", snapshot);
        out.writeStringField("source", sourceId);
        out.writeStringField("display", displayName);
        if (name != null) {
            out.writeStringField("name", name);
        }
        out.writeStringField("host", host);
        out.writeStringField("user", user);
        out.writeArrayFieldStart("paths");
        for (String path : paths) {
            out.writeString(path);
        }
        out.writeEndArray();
        out.writeStringField("started", started.toString());
        out.writeStringField("ended", ended.toString());
        out.writeObjectFieldStart("labels");
        for (Map.Entry<String, String> label : labels.entrySet()) {
            out.writeStringField(label.getKey(), label.getValue());
        }
        out.writeEndObject();
        out.writeObjectFieldStart("counts");
        out.writeNumberField("files", counts.files());
        out.writeNumberField("directories", counts.directories());
        out.writeNumberField("others", counts.others());
        out.writeNumberField("bytes", counts.bytes());
        out.writeEndObject();
        if (previous != null) {
            out.writeStringField("previous", previous);
        }
        out.writeStringField("software", software);
        if (!recipients.isEmpty()) {
            out.writeArrayFieldStart("recipients");
            for (String recipient : recipients) {
                out.writeString(recipient);
            }
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    private void writeLocations(JsonGenerator out, BlobTable table) throws IOException {
        out.writeStartObject();
        out.writeFieldName("root");
        table.writeLocation(out, root);
        out.writeArrayFieldStart("attachments");
        for (Attachment attachment : attachments) {
            out.writeStartObject();
            out.writeStringField("name", attachment.name());
            out.writeNumberField("size", attachment.size());
            writeChunks(out, "chunks", attachment.chunks(), table);
            writeChunks(out, "lists", attachment.lists(), table);
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void writeChunks(JsonGenerator out, String field, List<ChunkLocation> chunks, BlobTable table)
            throws IOException {
        if (!chunks.isEmpty()) {
            out.writeArrayFieldStart(field);
            for (ChunkLocation chunk : chunks) {
                table.writeLocation(out, chunk);
            }
            out.writeEndArray();
        }
    }

    private static Content read(JsonParser in) throws IOException {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw new MalformedException("a snapshot record is not a JSON object", null);
        }
        JsonTree head = null;
        BlobTable table = new BlobTable();
        ChunkLocation root = null;
        List<Attachment> attachments = null;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            in.nextToken();
            switch (field) {
                case "head" -> head = JsonTree.object("a snapshot record", in);
                case "blobs" -> readNames(in, table);
                case "root" -> root = table.readLocation(in);
                case "attachments" -> attachments = readAttachments(in, table);
                default -> in.skipChildren();
            }
        }
        if (head == null || root == null || attachments == null) {
            throw new MalformedException("a snapshot record lacks its head, its root or its attachments", null);
        }
        JsonTree.requireEnd("a snapshot record", in);
        return new Content(head, root, attachments);
    }

    private static void readNames(JsonParser in, BlobTable table) throws IOException {
        requireArray(in);
        while (in.nextToken() != JsonToken.END_ARRAY) {
            String name = JsonTree.text("a snapshot record", in);
            if (!Hex.isDigest(name) || table.index(name) != table.names().size() - 1) {
                throw new MalformedException("a snapshot record names a blob that is no digest, or twice", null);
            }
        }
    }

    private static List<Attachment> readAttachments(JsonParser in, BlobTable table) throws IOException {
        requireArray(in);
        List<Attachment> attachments = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            attachments.add(readAttachment(in, table));
        }
        return List.copyOf(attachments);
    }

    private static Attachment readAttachment(JsonParser in, BlobTable table) throws IOException {
        String name = null;
        long size = -1;
        List<ChunkLocation> chunks = List.of();
        List<ChunkLocation> lists = List.of();
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new MalformedException("an attachment of a snapshot record is no object", null);
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            in.nextToken();
            switch (field) {
                case "name" -> name = JsonTree.text("a snapshot record", in);
                case "size" -> size = JsonTree.count("a snapshot record", in);
                case "chunks" -> chunks = table.readLocations(in);
                case "lists" -> lists = table.readLocations(in);
                default -> in.skipChildren();
            }
        }
        if (name == null || size < 0) {
            throw new MalformedException("an attachment of a snapshot record lacks its name or its size", null);
        }
        return new Attachment(name, size, chunks, lists);
    }

    private static void requireArray(JsonParser in) throws MalformedException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new MalformedException("a snapshot record holds something in place of a list", null);
        }
    }

    private static SnapshotRecord of(JsonTree head, ChunkLocation root, List<Attachment> attachments)
            throws MalformedException {
        JsonTree counts = head.tree("counts");
        return new SnapshotRecord(
                head.uuid("repository"),
                head.snapshot("snapshot"),
                head.string("source"),
                head.string("display"),
                head.optionalString("name"),
                head.string("host"),
                head.string("user"),
                head.strings("paths"),
                head.instant("started"),
                head.instant("ended"),
                new LinkedHashMap<>(head.stringMap("labels")),
                new TreeCounts(
                        counts.count("files"),
                        counts.count("directories"),
                        counts.count("others"),
                        counts.count("bytes")),
                head.has("previous") ? head.snapshot("previous") : null,
                head.string("software"),
                root,
                attachments,
                head.has("recipients") ? head.strings("recipients") : List.of());
    }
}
