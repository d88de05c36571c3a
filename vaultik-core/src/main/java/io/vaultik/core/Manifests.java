package io.vaultik.core;

import io.vaultik.core.internal.content.ManifestBuilder;
import io.vaultik.core.internal.content.ManifestDiff;
import io.vaultik.core.internal.content.ManifestOfDirectory;
import io.vaultik.core.internal.content.ManifestParser;
import io.vaultik.core.internal.content.StoredManifest;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.ManifestChange;
import io.vaultik.store.ManifestEntry;
import io.vaultik.store.ManifestId;
import io.vaultik.store.WalkOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Makes manifests of directories, of text and of entries, and compares them.
 *
 * @since 0.1
 */
public final class Manifests {
    private Manifests() {}

    /**
     * Makes the manifest of a directory: reads all files in it, in parallel. A file that changes meanwhile is taken as it is read.
     * What is neither a file nor a directory is left out, and so are links that lead nowhere or back.
     *
     * @param directory the directory, or a link to one
     * @param options how
     * @return the manifest
     * @throws io.vaultik.fault.NotFoundException if there is no such directory
     * @throws io.vaultik.fault.NotPermittedException if it may not be read
     * @throws io.vaultik.fault.IncompleteException if entries could not be read or cannot stand in a manifest, with the manifest of
     *     the others as its result, unless the policy says otherwise
     * @throws io.vaultik.fault.CancelledException if the thread is interrupted
     * @throws VaultikException if the walk fails otherwise
     */
    public static DirectoryManifest of(Path directory, WalkOptions options) throws VaultikException {
        return ManifestOfDirectory.make(directory, options);
    }

    /**
     * Reads the text of a manifest. Lines that begin with {@code #} and empty lines are left out; the others may stand in any order. A
     * manifest is a value, not a promise: paths that lead out of a directory are refused when they are fetched.
     *
     * @param text the text, read to its end, not closed
     * @return the manifest
     * @throws MalformedException if a line is no entry; the message names its number
     * @throws VaultikException if the stream fails
     */
    public static DirectoryManifest parse(InputStream text) throws VaultikException {
        return ManifestParser.parse(text);
    }

    /**
     * Reads the text of a manifest, as {@link #parse(InputStream)} does.
     *
     * @param text the text
     * @return the manifest
     * @throws VaultikException if a line is no entry; the message names its number
     */
    public static DirectoryManifest parse(String text) throws VaultikException {
        return ManifestParser.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Reads the text that a store has under an id, and checks that it belongs there: what {@link
     * io.vaultik.store.Store#getManifest} asks for.
     *
     * @param id the id
     * @param text the text, read to its end, not closed
     * @return the manifest, of this id
     * @throws io.vaultik.fault.IntegrityException if the text has another id
     * @throws MalformedException if it has this id, and is no manifest
     * @throws VaultikException if the text cannot be read
     */
    public static DirectoryManifest read(ManifestId id, InputStream text) throws VaultikException {
        return StoredManifest.read(id, text);
    }

    /**
     * Makes a manifest of entries.
     *
     * @param entries the entries, in any order
     * @return the manifest, in its order
     * @throws MalformedException if an entry cannot stand in a manifest: its path has a line feed, for one
     */
    public static DirectoryManifest of(Iterable<ManifestEntry> entries) throws MalformedException {
        ManifestBuilder builder = new ManifestBuilder();
        for (ManifestEntry entry : entries) {
            builder.add(entry);
        }
        return builder.build();
    }

    /**
     * Writes the text of a manifest.
     *
     * @param manifest the manifest
     * @param out takes the text; neither flushed nor closed
     * @throws IOException if the stream fails
     */
    public static void write(DirectoryManifest manifest, OutputStream out) throws IOException {
        try (InputStream text = manifest.text().open()) {
            text.transferTo(out);
        }
    }

    /**
     * Compares two manifests by their entries alone.
     *
     * @param before the first one
     * @param after the second one
     * @param receiver called for each difference, in the order of paths
     * @throws MalformedException if a manifest that was not made here is at odds with its id
     */
    public static void diff(DirectoryManifest before, DirectoryManifest after, Consumer<ManifestChange> receiver)
            throws MalformedException {
        ManifestDiff.compare(before, after, receiver);
    }
}
