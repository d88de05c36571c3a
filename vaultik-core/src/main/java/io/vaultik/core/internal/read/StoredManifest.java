package io.vaultik.core.internal.read;

import io.vaultik.core.internal.blob.ZstdFrame;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestOrigin;
import io.vaultik.core.internal.format.SignedManifest;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;

/**
 * A manifest as it is stored.
 *
 * @param signed what it says and who signed it
 * @param lines its two lines; must not be changed
 * @param length the length of its object
 */
public record StoredManifest(SignedManifest signed, byte[] lines, long length) {
    private static final int LEVEL = 9;

    /**
     * Returns the object that a manifest is stored as.
     *
     * @param lines its two lines
     * @return the lines, compressed
     */
    public static byte[] encode(byte[] lines) {
        return ZstdFrame.compress(lines, LEVEL);
    }

    /**
     * Reads an object.
     *
     * @param where its key, for failures
     * @param object its bytes
     * @return the manifest, signed by somebody
     * @throws VaultikException if it is not what {@link #encode} makes of a signed manifest
     */
    public static StoredManifest decode(String where, byte[] object) throws VaultikException {
        byte[] lines = ZstdFrame.decompress(where, object, 0, object.length, Limits.MAX_DOCUMENT_BYTES);
        return new StoredManifest(SignedManifest.decode(where, lines), lines, object.length);
    }

    /** {@return what it says} */
    public Manifest manifest() {
        return signed.manifest();
    }

    /**
     * Returns what a copy or a revision of it has as its origin.
     *
     * @return its own origin, or else its own lines
     * @throws MalformedException if the lines are not text
     */
    public ManifestOrigin origin() throws MalformedException {
        return ManifestOrigin.of(lines, signed);
    }
}
