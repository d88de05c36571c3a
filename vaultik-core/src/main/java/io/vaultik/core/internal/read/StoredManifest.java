package io.vaultik.core.internal.read;

import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestOrigin;

/**
 * A manifest as it is stored.
 *
 * @param manifest what it says
 * @param origin what a copy or a revision of it has as its origin: its own origin, or else its own lines
 */
public record StoredManifest(Manifest manifest, ManifestOrigin origin) {}
