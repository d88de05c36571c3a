package io.vaultik.core.internal.format;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Collects the lines of one node. Not thread-safe; can be used again after {@link #finish}.
 *
 * <p>Grammar of a leaf's lines; fields that do not apply are absent:
 *
 * <pre>
 * {"p":path | "pb":base64, "k":"f"|"d"|"l"|"p"|"c"|"b", "s":size, "m":mode, "u":uid, "g":gid, "un":user, "gn":group,
 *  "t":[seconds, nanoseconds], "l":target | "lb":base64 | "lc":location, "r":device number, "h":first name | "hb":base64,
 *  "z":true (had holes), "x":{name:base64} | "xc":location, "i":item id, "c":[location...] | "cl":[location...]}
 * </pre>
 *
 * and of an inner node's: {@code {"p":first path | "pb":base64, "n":location, "e":entries}}. Text that is valid UTF-8 is always
 * written as text, other bytes as base64, so that each name has one form.
 */
public final class NodeWriter {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(64 << 10);
    private final int level;
    private JsonGenerator out;
    private BlobTable table = new BlobTable();
    private int count;

    /**
     * Makes a writer.
     *
     * @param level the level of its nodes, 0 for leaves
     */
    public NodeWriter(int level) {
        this.level = level;
        this.out = newGenerator();
    }

    /** {@return how many lines were added since the node was begun} */
    public int count() {
        return count;
    }

    /** {@return how many bytes the lines have, without the first line, which names level and blobs} */
    public int bytes() {
        return body.size();
    }

    /**
     * Adds an entry to a leaf.
     *
     * @param entry the entry; the caller keeps the order of paths
     */
    public void add(TreeEntry entry) {
        try {
            out.writeStartObject();
            writeEntry(entry);
            endLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Adds a child to an inner node.
     *
     * @param child the child; the caller keeps the order of paths
     */
    public void add(TreeChild child) {
        try {
            out.writeStartObject();
            writePath("p", "pb", child.first());
            out.writeFieldName("n");
            table.writeLocation(out, child.location());
            out.writeNumberField("e", child.entries());
            endLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the node of the lines so far} Begins an empty one. */
    public Node finish() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Node node = new Node(level, List.copyOf(table.names()), body.toByteArray());
        body.reset();
        table = new BlobTable();
        count = 0;
        out = newGenerator();
        return node;
    }

    private JsonGenerator newGenerator() {
        try {
            return JsonTree.generator(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void endLine() throws IOException {
        out.writeEndObject();
        out.writeRaw('\n');
        out.flush();
        count++;
    }

    private void writeEntry(TreeEntry line) throws IOException {
        Entry entry = line.entry();
        writePath("p", "pb", entry.path());
        out.writeStringField("k", EntryLetter.of(entry.kind()));
        if (entry.kind() == EntryKind.FILE) {
            out.writeNumberField("s", entry.size());
        }
        writeAttributes(entry.attributes());
        if (entry.linkTo() != null) {
            writePath("h", "hb", entry.linkTo());
        }
        if (entry.item() != null) {
            out.writeStringField("i", entry.item());
        }
        writeChunk("lc", line.target());
        writeChunk("xc", line.attributes());
        writeChunks("c", line.chunks());
        writeChunks("cl", line.lists());
    }

    private void writeAttributes(EntryAttributes a) throws IOException {
        if (a.mode().isPresent()) {
            out.writeNumberField("m", a.mode().getAsInt());
        }
        if (a.uid().isPresent()) {
            out.writeNumberField("u", a.uid().getAsLong());
        }
        if (a.gid().isPresent()) {
            out.writeNumberField("g", a.gid().getAsLong());
        }
        if (a.user().isPresent()) {
            out.writeStringField("un", a.user().get());
        }
        if (a.group().isPresent()) {
            out.writeStringField("gn", a.group().get());
        }
        if (a.modified().isPresent()) {
            Instant time = a.modified().get();
            out.writeArrayFieldStart("t");
            out.writeNumber(time.getEpochSecond());
            out.writeNumber(time.getNano());
            out.writeEndArray();
        }
        if (a.linkTarget().isPresent()) {
            writeBytes("l", "lb", a.linkTarget().get());
        }
        if (a.device().isPresent()) {
            out.writeNumberField("r", a.device().getAsLong());
        }
        if (a.sparse()) {
            out.writeBooleanField("z", true);
        }
        if (!a.xattrs().isEmpty()) {
            writeXattrs(a.xattrs());
        }
    }

    private void writeXattrs(Map<String, byte[]> xattrs) throws IOException {
        out.writeFieldName("x");
        XattrList.write(out, xattrs);
    }

    private void writePath(String text, String base64, EntryPath path) throws IOException {
        if (path.isText()) {
            out.writeStringField(text, path.toString());
        } else {
            out.writeBinaryField(base64, path.bytes());
        }
    }

    private void writeBytes(String text, String base64, byte[] bytes) throws IOException {
        String decoded = Utf8.decode(bytes);
        if (decoded != null) {
            out.writeStringField(text, decoded);
        } else {
            out.writeBinaryField(base64, bytes);
        }
    }

    private void writeChunk(String field, @org.jspecify.annotations.Nullable ChunkLocation chunk) throws IOException {
        if (chunk != null) {
            out.writeFieldName(field);
            table.writeLocation(out, chunk);
        }
    }

    private void writeChunks(String field, List<ChunkLocation> chunks) throws IOException {
        if (chunks.isEmpty()) {
            return;
        }
        out.writeArrayFieldStart(field);
        for (ChunkLocation chunk : chunks) {
            table.writeLocation(out, chunk);
        }
        out.writeEndArray();
    }
}
