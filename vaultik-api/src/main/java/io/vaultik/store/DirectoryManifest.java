package io.vaultik.store;

import io.vaultik.storage.ObjectBody;
import java.util.Iterator;

/**
 * What a directory held: its entries in the order of the unsigned UTF-8 bytes of their paths. It is the value of a text, which
 * {@link #text()} gives back to the byte and whose digest is the {@link #id()}.
 *
 * <p>Made by {@code io.vaultik.core.Manifests}: of a directory, of a text, of entries. Not to be implemented by applications: what
 * is stored under an id is trusted to be what the id says.
 *
 * <p>Immutable and thread-safe. Entries are made while they are looked at: a manifest of a million entries takes about the room of
 * its text, and iterating makes one object at a time.
 *
 * @since 0.1
 */
public interface DirectoryManifest extends Iterable<ManifestEntry> {
    /**
     * Returns the name of this manifest.
     *
     * @return the digest of {@link #text()}
     */
    ManifestId id();

    /**
     * Returns how many entries there are.
     *
     * @return the number of lines, directories and duplicates included
     */
    int entryCount();

    /**
     * Returns one entry.
     *
     * @param index 0 to {@link #entryCount()} - 1, in the order of the manifest
     * @return the entry, a new object
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    ManifestEntry entry(int index);

    /**
     * Returns the entries, in the order of the manifest.
     *
     * @return an iterator that cannot remove
     */
    @Override
    Iterator<ManifestEntry> iterator();

    /**
     * Returns the text: lines joined by line feeds, with exactly one at the end, without comments. This is what is hashed and what
     * is stored. A manifest without entries is one line feed.
     *
     * @return a body whose length is known; the bytes are made while they are read
     */
    ObjectBody text();
}
