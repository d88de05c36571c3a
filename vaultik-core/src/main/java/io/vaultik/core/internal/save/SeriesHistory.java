package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.Catalog;
import io.vaultik.core.internal.catalog.Generation;
import io.vaultik.fault.VaultikException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The series of a source and what this host knows of its last snapshot.
 *
 * @param series first 16 bytes of SHA-256(repository id, 0, source id); must not be changed
 * @param generation what the catalog knows of the files of the last snapshot, of this series or of the one that is adopted
 * @param isAdopted whether it is that of another series
 */
record SeriesHistory(byte[] series, Optional<Generation> generation, boolean isAdopted) {
    private static final int SERIES_BYTES = 16;

    /**
     * The snapshot before.
     *
     * @param snapshot its id
     * @param manifestDigest the digest of its manifest object, in hex
     */
    record Previous(String snapshot, String manifestDigest) {}

    static SeriesHistory of(Catalog catalog, UUID repository, String sourceId, @Nullable String continues)
            throws VaultikException {
        byte[] series = series(repository, sourceId);
        Optional<Generation> generation = catalog.current(series);
        if (generation.isEmpty() && continues != null) {
            return new SeriesHistory(series, catalog.current(series(repository, continues)), true);
        }
        return new SeriesHistory(series, generation, false);
    }

    static byte[] series(UUID repository, String sourceId) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(repository.toString().getBytes(StandardCharsets.US_ASCII));
            sha256.update((byte) 0);
            return Arrays.copyOf(sha256.digest(sourceId.getBytes(StandardCharsets.UTF_8)), SERIES_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** Returns what the catalog keeps as the name of a snapshot: id and digest of its manifest. */
    static String label(String snapshot, String manifestDigest) {
        return snapshot + " " + manifestDigest;
    }

    /** Returns the snapshot before, if this host knows it. */
    Optional<Previous> previous() {
        return generation
                .map(Generation::snapshot)
                .filter(s -> s.indexOf(' ') > 0)
                .map(s -> {
                    int space = s.indexOf(' ');
                    return new Previous(s.substring(0, space), s.substring(space + 1));
                });
    }
}
