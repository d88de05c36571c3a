package io.vaultik.repository;

/**
 * Names a source over time. Snapshots of the same id form a series.
 *
 * @param id the identity; a directory's default is {@code dir:<host>:<name or absolute path>}
 * @param displayName what people call it
 * @since 0.1
 */
public record SourceId(String id, String displayName) {
    /**
     * Checks an id.
     *
     * @param id the identity, 1 to 4,096 characters
     * @param displayName what people call it
     * @throws IllegalArgumentException if the id is empty or longer than 4,096 characters
     */
    public SourceId {
        if (id.isEmpty() || id.length() > 4096) {
            throw new IllegalArgumentException("a source id has 1 to 4096 characters");
        }
    }
}
