package io.vaultik.examples.cli;

import io.vaultik.store.ManifestId;

/** Manifests as they are named on the command line. */
final class ManifestChoice {
    private ManifestChoice() {}

    /**
     * Reads an id.
     *
     * @throws UsageException if it is none
     */
    static ManifestId id(String text) {
        if (!ManifestId.isValid(text)) {
            throw new UsageException(
                    "the id of a manifest is 64 hexadecimal digits in lower case, not \"" + RawText.lossy(text) + "\"");
        }
        return ManifestId.of(text);
    }
}
