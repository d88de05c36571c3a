package io.vaultik.core.internal.format;

import io.vaultik.fault.MalformedException;
import io.vaultik.fault.UnsupportedFormatException;
import java.time.Instant;
import java.util.UUID;

/**
 * {@code vaultik.json}: written once, when a repository is made.
 *
 * <pre>
 * {"format":1,"repository":"&lt;uuid&gt;","created":"&lt;ISO-8601 UTC&gt;","digest":"sha-256"|"blake3",
 *  "chunker":{"min":131072,"average":524288,"max":2097152},"create":"trusted"|"none"}
 * </pre>
 *
 * @param repository the id of the repository
 * @param created when it was made
 * @param digest the digest algorithm
 * @param minChunkBytes least length of a chunk that is not the last of its file
 * @param averageChunkBytes expected length of a chunk
 * @param maxChunkBytes greatest length of a chunk
 * @param createTrusted whether creations in the storage have one winner
 */
public record Configuration(
        UUID repository,
        Instant created,
        String digest,
        int minChunkBytes,
        int averageChunkBytes,
        int maxChunkBytes,
        boolean createTrusted) {

    /** {@return the object as JSON with its line feed} */
    public byte[] encode() {
        return JsonTree.write(out -> {
            out.writeStartObject();
            out.writeNumberField("format", Limits.FORMAT);
            out.writeStringField("repository", repository.toString());
            out.writeStringField("created", created.toString());
            out.writeStringField("digest", digest);
            out.writeObjectFieldStart("chunker");
            out.writeNumberField("min", minChunkBytes);
            out.writeNumberField("average", averageChunkBytes);
            out.writeNumberField("max", maxChunkBytes);
            out.writeEndObject();
            out.writeStringField("create", createTrusted ? "trusted" : "none");
            out.writeEndObject();
            out.writeRaw('\n');
        });
    }

    /**
     * Reads the object.
     *
     * @param bytes the whole object
     * @return the configuration; its lengths are bounded, their order is for the chunker to check
     * @throws UnsupportedFormatException if it was written by a newer version, or names a digest that is not known
     * @throws MalformedException if it is damaged
     */
    public static Configuration decode(byte[] bytes) throws MalformedException, UnsupportedFormatException {
        JsonTree tree = JsonTree.parse("vaultik.json", bytes);
        tree.requireFormat();
        String digest = tree.string("digest");
        if (!digest.equals("sha-256") && !digest.equals("blake3")) {
            throw new UnsupportedFormatException("the repository uses the unknown digest {}", null, digest);
        }
        String create = tree.string("create");
        if (!create.equals("trusted") && !create.equals("none")) {
            throw new MalformedException("create of vaultik.json is \"{}\"", null, create);
        }
        JsonTree chunker = tree.tree("chunker");
        return new Configuration(
                tree.uuid("repository"),
                tree.instant("created"),
                digest,
                chunker.number("min", Limits.MAX_CHUNK_BYTES),
                chunker.number("average", Limits.MAX_CHUNK_BYTES),
                chunker.number("max", Limits.MAX_CHUNK_BYTES),
                create.equals("trusted"));
    }
}
