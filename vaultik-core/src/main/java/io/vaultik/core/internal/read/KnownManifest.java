package io.vaultik.core.internal.read;

import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.format.ManifestHead;
import io.vaultik.core.internal.format.ManifestOrigin;
import io.vaultik.fault.MalformedException;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotStatus;
import io.vaultik.repository.SnapshotSummary;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * What is remembered of a manifest beside the names of its blobs. In the catalog: {@code origin}, 64 hexadecimal digits, and then the head.
 *
 * @param head what it says of its snapshot
 * @param origin what tells whether two manifests, in any repositories, are of one snapshot: {@link ManifestOrigin#digest}
 */
public record KnownManifest(ManifestHead head, String origin) {
    static final int NAME_BYTES = 32;

    private static final int ORIGIN_DIGITS = 64;

    static KnownManifest of(StoredManifest stored) {
        ManifestOrigin first = stored.manifest().origin();
        return new KnownManifest(
                ManifestHead.of(stored.manifest()), first == null ? digest(stored.lines()) : first.digest());
    }

    byte[] encode() {
        byte[] rest = head.encode();
        byte[] both = Arrays.copyOf(origin.getBytes(StandardCharsets.US_ASCII), ORIGIN_DIGITS + rest.length);
        System.arraycopy(rest, 0, both, ORIGIN_DIGITS, rest.length);
        return both;
    }

    static KnownManifest decode(byte[] bytes) throws MalformedException {
        String origin = new String(bytes, 0, Math.min(bytes.length, ORIGIN_DIGITS), StandardCharsets.US_ASCII);
        if (!Hex.isDigest(origin)) {
            throw new MalformedException("a manifest in the catalog lacks its origin", null);
        }
        return new KnownManifest(ManifestHead.decode(Arrays.copyOfRange(bytes, ORIGIN_DIGITS, bytes.length)), origin);
    }

    /** Returns the names of all blobs in a row. */
    static byte[] names(Manifest manifest) {
        byte[] names = new byte[manifest.blobs().size() * NAME_BYTES];
        int at = 0;
        for (ManifestBlob blob : manifest.blobs()) {
            System.arraycopy(Hex.bytes(blob.name()), 0, names, at, NAME_BYTES);
            at += NAME_BYTES;
        }
        return names;
    }

    /**
     * {@return what the api says of a snapshot}
     *
     * @param head what its manifest says
     * @param pinned whether it is pinned
     */
    public static SnapshotSummary summary(ManifestHead head, boolean pinned) {
        return new SnapshotSummary(
                SnapshotId.of(head.snapshot()),
                head.created(),
                head.complete() ? SnapshotStatus.COMPLETE : SnapshotStatus.PARTIAL,
                head.series(),
                Optional.ofNullable(head.host()),
                Optional.ofNullable(head.name()),
                head.blobs(),
                head.storedBytes(),
                head.newStoredBytes(),
                pinned);
    }

    private static String digest(byte[] lines) {
        try {
            return Hex.of(MessageDigest.getInstance("SHA-256").digest(lines));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
