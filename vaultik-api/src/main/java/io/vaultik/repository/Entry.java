package io.vaultik.repository;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a snapshot.
 *
 * @param path where it stands
 * @param kind what it is
 * @param size length of the content in bytes; 0 if it is not a file
 * @param attributes what is known of it
 * @param linkTo the first name of the same hard-linked file, in the order of paths; null if this is that name, or the file has
 *     one name only
 * @param item the source's own id of the item, or null
 * @since 0.1
 */
public record Entry(
        EntryPath path,
        EntryKind kind,
        long size,
        EntryAttributes attributes,
        @Nullable EntryPath linkTo,
        @Nullable String item) {
    /**
     * Returns the first name of the same hard-linked file.
     *
     * @return the name, or empty if this is that name or the file has one name only
     */
    public Optional<EntryPath> hardLinkTo() {
        return Optional.ofNullable(linkTo);
    }

    /**
     * Returns the source's own id of the item.
     *
     * @return the id, if the source gave one
     */
    public Optional<String> itemId() {
        return Optional.ofNullable(item);
    }
}
