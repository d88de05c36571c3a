package io.vaultik.core.internal.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.UnsupportedFormatException;
import io.vaultik.repository.SnapshotId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Line 1 of a snapshot manifest: what a snapshot needs, in clear. It names no path and no file.
 *
 * <pre>
 * {"head":{"format":1,"repository":"&lt;uuid&gt;","snapshot":"&lt;id&gt;","created":"&lt;time&gt;","status":"complete"|"partial",
 *  "series":"&lt;32 hex&gt;","host":"..","name":"..","record":{"digest":"&lt;hex&gt;","length":n},
 *  "totals":{"storedBytes":n,"newStoredBytes":n,"newBlobs":n},"previous":{"snapshot":"&lt;id&gt;","digest":"&lt;hex&gt;"},
 *  "sequence":n,"revision":"&lt;k&gt;-&lt;random&gt;"},"blobs":[["&lt;name&gt;",length,"d"|"m",used,plain,header],...],"origin":"&lt;two lines&gt;"}
 * </pre>
 *
 * {@code host}, {@code name}, {@code previous}, {@code revision} and {@code origin} may be absent. The blobs stand in the order of their names. With an
 * origin, {@code created}, {@code status}, {@code series}, {@code host} and {@code name} are those of the origin, and so is the id but
 * for what a copy adds to it.
 *
 * @param repository the repository that it belongs to
 * @param snapshot the id of the snapshot, which is its directory
 * @param created when the run began
 * @param complete whether nothing was left out
 * @param series first 16 bytes of SHA-256(repository id, 0, source id), in hex
 * @param host the host, or null
 * @param name the name of the snapshot, or null
 * @param recordDigest digest of the encrypted bytes of the record, in hex
 * @param recordLength their number
 * @param newStoredBytes length of the blobs that were stored for it
 * @param newBlobs how many those are
 * @param previousSnapshot the snapshot of the series before it, or null
 * @param previousDigest digest of the bytes of its manifest, in hex, or null
 * @param sequence counts the manifests of one writer key, from 1
 * @param blobs the blobs needed
 * @param revision which revision of the snapshot it is, which has an origin then; null for the first manifest
 * @param origin what the writer of the snapshot signed, in a copy or a revision; else null
 */
public record Manifest(
        UUID repository,
        String snapshot,
        Instant created,
        boolean complete,
        String series,
        @Nullable String host,
        @Nullable String name,
        String recordDigest,
        long recordLength,
        long newStoredBytes,
        long newBlobs,
        @Nullable String previousSnapshot,
        @Nullable String previousDigest,
        long sequence,
        List<ManifestBlob> blobs,
        @Nullable Revision revision,
        @Nullable ManifestOrigin origin) {
    private static final Pattern SERIES = Pattern.compile("[0-9a-f]{32}");

    /**
     * Returns what the record must say of itself: it is copied as it is.
     *
     * @return the origin, or this manifest if it has none
     */
    public Manifest original() {
        return origin == null ? this : origin.manifest();
    }

    /** {@return the name of the session that made it: the snapshot id, or that of a revision} */
    public String session() {
        return revision == null ? snapshot : revision.session(snapshot);
    }

    /**
     * {@return this manifest with other blobs and another record, to be revised or copied}
     *
     * @param digest digest of the encrypted bytes of the record, in hex
     * @param length their number
     * @param others the blobs needed, in the order of their names
     */
    public Manifest storedAnew(String digest, long length, List<ManifestBlob> others) {
        return new Manifest(
                repository,
                snapshot,
                created,
                complete,
                series,
                host,
                name,
                digest,
                length,
                newStoredBytes,
                newBlobs,
                previousSnapshot,
                previousDigest,
                sequence,
                others,
                revision,
                origin);
    }

    /**
     * {@return this manifest as that of a revision}
     *
     * @param next which
     * @param newSequence counts the manifests of the key that signs it
     * @param first what the writer of the snapshot signed
     */
    public Manifest revised(Revision next, long newSequence, ManifestOrigin first) {
        return new Manifest(
                repository,
                snapshot,
                created,
                complete,
                series,
                host,
                name,
                recordDigest,
                recordLength,
                newStoredBytes,
                newBlobs,
                previousSnapshot,
                previousDigest,
                newSequence,
                blobs,
                next,
                first);
    }

    /**
     * {@return this manifest as that of a copy in another repository; it has no predecessor}
     *
     * @param target the id of the repository that it lies in
     * @param dir its id there
     * @param newSequence the number of the commit of its writer there
     * @param first what was signed at first
     */
    public Manifest copied(UUID target, String dir, long newSequence, ManifestOrigin first) {
        return new Manifest(
                target,
                dir,
                created,
                complete,
                series,
                host,
                name,
                recordDigest,
                recordLength,
                newStoredBytes,
                newBlobs,
                null,
                null,
                newSequence,
                blobs,
                null,
                first);
    }

    /** {@return the length of all blobs together, encrypted, in bytes} */
    public long storedBytes() {
        return blobs.stream().mapToLong(ManifestBlob::length).sum();
    }

    /** {@return line 1, without its line feed} */
    public byte[] encode() {
        return JsonTree.write(this::write);
    }

    /**
     * Reads line 1.
     *
     * @param line line 1, without its line feed
     * @return the manifest; who signed it is not checked here
     * @throws UnsupportedFormatException if it was written by a newer version
     * @throws MalformedException if it is damaged, or says something else than its origin
     * @throws IntegrityException if the signature of its origin is wrong
     */
    public static Manifest decode(byte[] line)
            throws MalformedException, UnsupportedFormatException, IntegrityException {
        List<ManifestBlob> blobs = new ArrayList<>();
        String[] origin = new String[1];
        JsonTree head = read(line, blobs, origin);
        head.requireFormat();
        ManifestOrigin first = origin[0] == null ? null : ManifestOrigin.decode(origin[0]);
        return of(head, List.copyOf(blobs), first);
    }

    /** Reads a manifest that may not have an origin. */
    static Manifest decodeOriginal(byte[] line)
            throws MalformedException, UnsupportedFormatException, IntegrityException {
        List<ManifestBlob> blobs = new ArrayList<>();
        String[] origin = new String[1];
        JsonTree head = read(line, blobs, origin);
        head.requireFormat();
        if (origin[0] != null) {
            throw new MalformedException("the origin of a manifest has an origin itself", null);
        }
        return of(head, List.copyOf(blobs), null);
    }

    private static JsonTree read(byte[] line, List<ManifestBlob> blobs, @Nullable String[] origin)
            throws MalformedException {
        return JsonTree.read("a manifest", line, 0, line.length, in -> {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedException("a manifest is not a JSON object", null);
            }
            JsonTree head = null;
            boolean listed = false;
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String field = in.currentName();
                in.nextToken();
                if (field.equals("head")) {
                    head = JsonTree.object("the head of a manifest", in);
                } else if (field.equals("blobs")) {
                    readBlobs(in, blobs);
                    listed = true;
                } else if (field.equals("origin")) {
                    origin[0] = JsonTree.text("a manifest", in);
                } else {
                    in.skipChildren();
                }
            }
            if (head == null || !listed) {
                throw new MalformedException("a manifest lacks its head or its blobs", null);
            }
            JsonTree.requireEnd("a manifest", in);
            return head;
        });
    }

    private static Manifest of(JsonTree tree, List<ManifestBlob> blobs, @Nullable ManifestOrigin origin)
            throws MalformedException {
        JsonTree record = tree.tree("record");
        JsonTree totals = tree.tree("totals");
        JsonTree previous = tree.has("previous") ? tree.tree("previous") : null;
        String status = tree.string("status");
        if (!status.equals("complete") && !status.equals("partial")) {
            throw new MalformedException("a manifest has the unknown status \"{}\"", null, status);
        }
        Manifest manifest = new Manifest(
                tree.uuid("repository"),
                tree.snapshot("snapshot"),
                tree.instant("created"),
                status.equals("complete"),
                series(tree.string("series")),
                tree.optionalString("host"),
                tree.optionalString("name"),
                record.digest("digest"),
                Limits.check(record.number("length"), Limits.MAX_DOCUMENT_BYTES, "the length of a record"),
                totals.count("newStoredBytes"),
                totals.count("newBlobs"),
                previous == null ? null : previous.snapshot("snapshot"),
                previous == null ? null : previous.digest("digest"),
                tree.count("sequence"),
                blobs,
                revision(tree),
                origin);
        if (totals.count("storedBytes") != manifest.storedBytes()) {
            throw new MalformedException("the totals of a manifest are not those of its blobs", null);
        }
        if (origin == null && manifest.revision() != null) {
            throw new MalformedException("a revision of a manifest lacks its origin", null);
        }
        if (origin != null && !manifest.agreesWith(origin.manifest())) {
            throw new MalformedException("a manifest says something else than its origin", null);
        }
        return manifest;
    }

    private static @Nullable Revision revision(JsonTree tree) throws MalformedException {
        String text = tree.optionalString("revision");
        if (text == null) {
            return null;
        }
        return Revision.parse(text)
                .orElseThrow(() -> new MalformedException("a manifest names the odd revision \"{}\"", null, text));
    }

    private boolean agreesWith(Manifest original) {
        return created.equals(original.created)
                && complete == original.complete
                && series.equals(original.series)
                && Objects.equals(host, original.host)
                && Objects.equals(name, original.name)
                && SnapshotId.of(snapshot)
                        .original()
                        .equals(SnapshotId.of(original.snapshot).original());
    }

    private static String series(String text) throws MalformedException {
        if (!SERIES.matcher(text).matches()) {
            throw new MalformedException("a manifest names a series that is not 32 hexadecimal digits", null);
        }
        return text;
    }

    private void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeObjectFieldStart("head");
        out.writeNumberField("format", Limits.FORMAT);
        out.writeStringField("repository", repository.toString());
        out.writeStringField("snapshot", snapshot);
        out.writeStringField("created", created.toString());
        out.writeStringField("status", complete ? "complete" : "partial");
        out.writeStringField("series", series);
        if (host != null) {
            out.writeStringField("host", host);
        }
        if (name != null) {
            out.writeStringField("name", name);
        }
        out.writeObjectFieldStart("record");
        out.writeStringField("digest", recordDigest);
        out.writeNumberField("length", recordLength);
        out.writeEndObject();
        out.writeObjectFieldStart("totals");
        out.writeNumberField("storedBytes", storedBytes());
        out.writeNumberField("newStoredBytes", newStoredBytes);
        out.writeNumberField("newBlobs", newBlobs);
        out.writeEndObject();
        if (previousSnapshot != null && previousDigest != null) {
            out.writeObjectFieldStart("previous");
            out.writeStringField("snapshot", previousSnapshot);
            out.writeStringField("digest", previousDigest);
            out.writeEndObject();
        }
        out.writeNumberField("sequence", sequence);
        if (revision != null) {
            out.writeStringField("revision", revision.toString());
        }
        out.writeEndObject();
        writeBlobs(out);
        if (origin != null) {
            out.writeStringField("origin", origin.lines());
        }
        out.writeEndObject();
    }

    private void writeBlobs(JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("blobs");
        for (ManifestBlob blob : blobs) {
            out.writeStartArray();
            out.writeString(blob.name());
            out.writeNumber(blob.length());
            out.writeString(blob.kind().letter());
            out.writeNumber(blob.usedBytes());
            out.writeNumber(blob.plainBytes());
            out.writeNumber(blob.headerLength());
            out.writeEndArray();
        }
        out.writeEndArray();
    }

    private static void readBlobs(JsonParser in, List<ManifestBlob> blobs) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new MalformedException("the blobs of a manifest are not a list", null);
        }
        while (in.nextToken() == JsonToken.START_ARRAY) {
            String name = in.nextTextValue();
            if (name == null || !Hex.isDigest(name)) {
                throw new MalformedException("a manifest names a blob that is no digest", null);
            }
            if (!blobs.isEmpty() && blobs.get(blobs.size() - 1).name().compareTo(name) >= 0) {
                throw new MalformedException("the blobs of a manifest are not in the order of their names", null);
            }
            blobs.add(readBlob(in, name));
        }
        if (in.currentToken() != JsonToken.END_ARRAY) {
            throw new MalformedException("the blobs of a manifest are cut", null);
        }
    }

    private static ManifestBlob readBlob(JsonParser in, String name) throws IOException {
        int length = Limits.check(in.nextLongValue(-1), Limits.MAX_BLOB_BYTES, "the length of a blob");
        String letter = in.nextTextValue();
        BlobKind kind = BlobKind.ofLetter(letter == null ? "" : letter);
        long used = in.nextLongValue(-1);
        long plain = in.nextLongValue(-1);
        int header = Limits.check(in.nextLongValue(-1), Limits.MAX_HEADER_BYTES, "the header length of a blob");
        if (header > length || used < 0 || plain < used) {
            throw new MalformedException("a manifest names a blob whose lengths contradict each other", null);
        }
        if (in.nextToken() != JsonToken.END_ARRAY) {
            throw new MalformedException("a blob of a manifest has more fields than format 1", null);
        }
        return new ManifestBlob(name, length, kind, used, plain, header);
    }
}
