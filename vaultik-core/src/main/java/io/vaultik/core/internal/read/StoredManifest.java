package io.vaultik.core.internal.read;

import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestOrigin;
import io.vaultik.core.internal.format.SignedManifest;
import io.vaultik.fault.MalformedException;

/**
 * A manifest as it is stored.
 *
 * @param signed what it says and who signed it
 * @param lines its two lines; must not be changed
 * @param length the length of its object
 */
public record StoredManifest(SignedManifest signed, byte[] lines, long length) {
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
