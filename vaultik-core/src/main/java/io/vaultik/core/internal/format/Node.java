package io.vaultik.core.internal.format;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A node as it is stored: one line that names its level and blobs, then a line for each entry or child.
 *
 * <p>Stored, it names the blob that holds it by the empty text, since that blob has no name before it is sealed. Its <em>absolute
 * form</em> has the real name in that place; the catalog finds nodes by the digest of
 *
 * <pre>
 * "vaultik-node-1" NUL, the first line of the absolute form with its line feed, the digest of the other lines
 * </pre>
 *
 * @param level 0 for a leaf
 * @param blobs the blobs that it names; the empty text is the one that holds it
 * @param body the lines after the first; must not be changed
 */
public record Node(int level, List<String> blobs, byte[] body) {
    private static final byte[] CONTEXT = "vaultik-node-1\0".getBytes(StandardCharsets.US_ASCII);

    /** {@return whether the node names the blob that holds it} */
    public boolean namesItsBlob() {
        return blobs.contains("");
    }

    /** {@return the bytes that are stored, first line and body} */
    public byte[] stored() {
        byte[] header = header(level, blobs);
        byte[] all = new byte[header.length + body.length];
        System.arraycopy(header, 0, all, 0, header.length);
        System.arraycopy(body, 0, all, header.length, body.length);
        return all;
    }

    /**
     * Returns what is hashed to find a node in the catalog.
     *
     * @param level its level
     * @param blobs the blobs that it names, as stored
     * @param bodyDigest the digest of its body
     * @param holder the name of the blob that holds it
     * @return the context, the first line with its line feed, and the digest of the body
     */
    public static byte[] absoluteForm(int level, List<String> blobs, byte[] bodyDigest, String holder) {
        byte[] header = header(
                level,
                blobs.stream().map(name -> name.isEmpty() ? holder : name).toList());
        byte[] all = new byte[CONTEXT.length + header.length + bodyDigest.length];
        System.arraycopy(CONTEXT, 0, all, 0, CONTEXT.length);
        System.arraycopy(header, 0, all, CONTEXT.length, header.length);
        System.arraycopy(bodyDigest, 0, all, CONTEXT.length + header.length, bodyDigest.length);
        return all;
    }

    private static byte[] header(int level, List<String> blobs) {
        return JsonTree.write(out -> {
            out.writeStartObject();
            out.writeNumberField("node", Limits.FORMAT);
            out.writeNumberField("level", level);
            out.writeArrayFieldStart("blobs");
            for (String blob : blobs) {
                out.writeString(blob);
            }
            out.writeEndArray();
            out.writeEndObject();
            out.writeRaw('\n');
        });
    }
}
