package io.vaultik.core.internal.format;

import io.vaultik.fault.MalformedException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest says of its snapshot, without the list of its blobs: enough to list snapshots and to judge which of them stay. A host keeps it in its
 * catalog as
 *
 * <pre>
 * {"snapshot":"&lt;id&gt;","created":"&lt;time&gt;","complete":1|0,"series":"&lt;32 hex&gt;","host":"..","name":"..",
 *  "blobs":n,"storedBytes":n,"newStoredBytes":n}
 * </pre>
 *
 * @param snapshot the id of the snapshot
 * @param created when the run began
 * @param complete whether nothing was left out
 * @param series the series
 * @param host the host, or null
 * @param name the name of the snapshot, or null
 * @param blobs how many blobs are needed
 * @param storedBytes their length together
 * @param newStoredBytes length of the blobs that were stored for it
 */
public record ManifestHead(
        String snapshot,
        Instant created,
        boolean complete,
        String series,
        @Nullable String host,
        @Nullable String name,
        int blobs,
        long storedBytes,
        long newStoredBytes) {
    private static final String WHAT = "the head of a manifest in the catalog";

    /**
     * {@return the head of a manifest}
     *
     * @param manifest what was read
     */
    public static ManifestHead of(Manifest manifest) {
        return new ManifestHead(
                manifest.snapshot(),
                manifest.created(),
                manifest.complete(),
                manifest.series(),
                manifest.host(),
                manifest.name(),
                manifest.blobs().size(),
                manifest.storedBytes(),
                manifest.newStoredBytes());
    }

    /** {@return one JSON object} */
    public byte[] encode() {
        return JsonTree.write(out -> {
            out.writeStartObject();
            out.writeStringField("snapshot", snapshot);
            out.writeStringField("created", created.toString());
            out.writeNumberField("complete", complete ? 1 : 0);
            out.writeStringField("series", series);
            if (host != null) {
                out.writeStringField("host", host);
            }
            if (name != null) {
                out.writeStringField("name", name);
            }
            out.writeNumberField("blobs", blobs);
            out.writeNumberField("storedBytes", storedBytes);
            out.writeNumberField("newStoredBytes", newStoredBytes);
            out.writeEndObject();
        });
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param bytes one JSON object
     * @return the head
     * @throws MalformedException if it is damaged
     */
    public static ManifestHead decode(byte[] bytes) throws MalformedException {
        JsonTree tree = JsonTree.parse(WHAT, bytes);
        return new ManifestHead(
                tree.snapshot("snapshot"),
                tree.instant("created"),
                tree.number("complete", 1) == 1,
                tree.string("series"),
                tree.optionalString("host"),
                tree.optionalString("name"),
                tree.number("blobs", Limits.MAX_DOCUMENT_BYTES),
                tree.count("storedBytes"),
                tree.count("newStoredBytes"));
    }
}
