package io.vaultik.core.internal.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vaultik.fault.MalformedException;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a stored node whole; the counterpart of {@link NodeWriter}, which has the grammar. Order and limits are checked. */
public final class NodeReader {
    private final int level;
    private final List<TreeEntry> entries = new ArrayList<>();
    private final List<TreeChild> children = new ArrayList<>();
    private final BlobTable table;
    private @Nullable EntryPath last;

    private NodeReader(JsonTree header, String holder) throws MalformedException {
        header.requireVersion("node");
        this.level = header.number("level", Limits.MAX_LEVEL);
        this.table = BlobTable.of(header, holder);
    }

    /**
     * Reads a node.
     *
     * @param bytes the stored node
     * @param holder the name of the blob that holds it; locations in that blob get this name
     * @return the node, with at most {@link Limits#MAX_NODE_ENTRIES} lines
     * @throws MalformedException if the bytes are not a node, or its paths are not in order
     */
    public static NodeReader decode(byte[] bytes, String holder) throws MalformedException {
        if (bytes.length > Limits.MAX_NODE_BYTES) {
            throw new MalformedException("a node has {} bytes", null, bytes.length);
        }
        return JsonTree.read("a node", bytes, 0, bytes.length, in -> {
            in.nextToken();
            NodeReader reader = new NodeReader(JsonTree.object("the first line of a node", in), holder);
            reader.readLines(in);
            return reader;
        });
    }

    /** {@return the level, 0 for a leaf} */
    public int level() {
        return level;
    }

    /** {@return the names of the blobs that the node names, in its order; its own blob has its name} */
    public List<String> blobs() {
        return List.copyOf(table.names());
    }

    /** {@return the entries of a leaf, in the order of paths; of an inner node none} */
    public List<TreeEntry> entries() {
        return entries;
    }

    /** {@return the children of an inner node, in the order of paths; of a leaf none} */
    public List<TreeChild> children() {
        return children;
    }

    /** {@return the first path of a node that is not empty} */
    public EntryPath first() {
        return level == 0 ? entries.get(0).entry().path() : children.get(0).first();
    }

    private void readLines(JsonParser in) throws IOException {
        int count = 0;
        for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
            if (token != JsonToken.START_OBJECT || ++count > Limits.MAX_NODE_ENTRIES) {
                throw new MalformedException("a node has too many lines, or one that is no object", null);
            }
            Line line = new Line();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String field = in.currentName();
                in.nextToken();
                line.read(field, in);
            }
            EntryPath path = line.path();
            if (last != null && last.compareTo(path) >= 0) {
                throw new MalformedException("the paths of a node are not in order", null);
            }
            last = path;
            if (level == 0) {
                entries.add(line.entry(path));
            } else {
                children.add(line.child(path));
            }
        }
    }

    /** The fields of one line. */
    private final class Line {
        private @Nullable EntryPath path;
        private @Nullable EntryKind kind;
        private long size;
        private final EntryAttributes.Builder attributes = EntryAttributes.builder();
        private long uid = -1;
        private long gid = -1;
        private @Nullable EntryPath link;
        private @Nullable String item;
        private @Nullable ChunkLocation target;
        private @Nullable ChunkLocation xattrs;
        private @Nullable ChunkLocation node;
        private long count;
        private List<ChunkLocation> chunks = List.of();
        private List<ChunkLocation> lists = List.of();

        private void read(String field, JsonParser in) throws IOException {
            switch (field) {
                case "p" -> path = toPath(utf8(in));
                case "pb" -> path = toPath(in.getBinaryValue());
                case "h" -> link = toPath(utf8(in));
                case "hb" -> link = toPath(in.getBinaryValue());
                case "k" -> kind = EntryLetter.kind(text(in));
                case "s" -> size = positive(in);
                case "i" -> item = text(in);
                case "n" -> node = table.readLocation(in);
                case "e" -> count = positive(in);
                case "lc" -> target = table.readLocation(in);
                case "xc" -> xattrs = table.readLocation(in);
                case "c" -> chunks = table.readLocations(in);
                case "cl" -> lists = table.readLocations(in);
                default -> readAttribute(field, in);
            }
        }

        private void readAttribute(String field, JsonParser in) throws IOException {
            switch (field) {
                case "m" -> attributes.mode(Limits.check(positive(in), 07777, "a mode"));
                case "u" -> uid = positive(in);
                case "g" -> gid = positive(in);
                case "un" -> attributes.user(text(in));
                case "gn" -> attributes.group(text(in));
                case "t" -> attributes.modified(time(in));
                case "l" -> attributes.linkTarget(utf8(in));
                case "lb" -> attributes.linkTarget(in.getBinaryValue());
                case "r" -> attributes.device(whole(in));
                case "z" -> attributes.sparse(in.getBooleanValue());
                case "x" -> attributes.xattrs(XattrList.read(in));
                default -> in.skipChildren();
            }
        }

        private EntryPath path() throws MalformedException {
            if (path == null) {
                throw new MalformedException("a line of a node has no path", null);
            }
            return path;
        }

        private TreeEntry entry(EntryPath at) throws MalformedException {
            if (kind == null) {
                throw new MalformedException("an entry has no kind", null);
            }
            if (uid >= 0 && gid >= 0) {
                attributes.owner(uid, gid);
            }
            return new TreeEntry(
                    new Entry(at, kind, size, attributes.build(), link, item), chunks, lists, xattrs, target);
        }

        private TreeChild child(EntryPath at) throws MalformedException {
            if (node == null) {
                throw new MalformedException("a child of a node has no location", null);
            }
            return new TreeChild(at, node, count);
        }
    }

    private static String text(JsonParser in) throws IOException {
        return JsonTree.text("a node", in);
    }

    private static byte[] utf8(JsonParser in) throws IOException {
        return text(in).getBytes(StandardCharsets.UTF_8);
    }

    private static long positive(JsonParser in) throws IOException {
        return JsonTree.count("a node", in);
    }

    /** Device numbers use all 64 bits, so they may be negative. */
    private static long whole(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw new MalformedException("a device number of a node is no number", null);
        }
        return in.getLongValue();
    }

    private static EntryPath toPath(byte[] bytes) throws MalformedException {
        try {
            return EntryPath.ofBytes(bytes);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("a path of a node is not relative and plain", e);
        }
    }

    private static Instant time(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new MalformedException("a time of a node is not a list", null);
        }
        long seconds = in.nextLongValue(Long.MIN_VALUE);
        long nanos = Limits.check(in.nextLongValue(-1), 999_999_999, "the nanoseconds of a time");
        try {
            Instant time = Instant.ofEpochSecond(seconds, nanos);
            if (in.nextToken() != JsonToken.END_ARRAY) {
                throw new MalformedException("a time of a node has more than two numbers", null);
            }
            return time;
        } catch (DateTimeException e) {
            throw new MalformedException("a time of a node is out of range", e);
        }
    }
}
