package io.vaultik.core.internal.content;

import io.vaultik.core.Hashing;
import io.vaultik.core.Manifests;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.ManifestEntry;
import io.vaultik.store.ManifestEntry.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Directories of tests, and manifests of them, made in the plainest way. */
final class Trees {
    private Trees() {}

    /** Makes a manifest of what is there; checksums of directories are those of their paths. */
    static DirectoryManifest manifest(Path root) throws IOException {
        List<ManifestEntry> entries = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
                String relative = root.relativize(path).toString();
                if (Files.isDirectory(path)) {
                    String digest = Hashing.digest(relative.getBytes(StandardCharsets.UTF_8))
                            .hex();
                    String text = relative.isEmpty() ? "./" : "./" + relative + "/";
                    entries.add(new ManifestEntry(Kind.DIRECTORY, Integer.toOctalString(mode), digest, 0, text));
                } else {
                    try (InputStream stream = Files.newInputStream(path)) {
                        String digest = Hashing.digest(stream).hex();
                        entries.add(new ManifestEntry(
                                Kind.FILE, Integer.toOctalString(mode), digest, Files.size(path), "./" + relative));
                    }
                }
            }
        }
        return Manifests.of(entries);
    }

    static Path file(Path root, String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    /** A few directories and files, two of them with the same bytes. */
    static Path sample(Path root) throws IOException {
        file(root, "a.txt", "hello");
        file(root, "b/c.txt", "world");
        file(root, "b/d/e.txt", "hello");
        file(root, "b/d/empty", "");
        file(root, "b/large", "0123456789".repeat(60_000));
        Files.createDirectories(root.resolve("none"));
        return root;
    }

    /** Returns the keys of a storage, sorted. */
    static List<String> keys(ObjectStorage storage) throws IOException {
        List<String> keys = new ArrayList<>();
        storage.list("", info -> keys.add(info.key().value()));
        keys.sort(null);
        return keys;
    }

    /** Returns the keys of objects and manifests, sorted: what is there when nobody works. */
    static List<String> content(ObjectStorage storage) throws IOException {
        return keys(storage).stream()
                .filter(key -> key.startsWith(StoreKeys.OBJECTS) || key.startsWith(StoreKeys.MANIFESTS))
                .toList();
    }

    /** Returns what is below a directory, without following links: path, kind and mode, sorted. */
    static List<String> listing(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            List<String> lines = new ArrayList<>();
            for (Path path : (Iterable<Path>) paths::iterator) {
                Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
                lines.add(root.relativize(path) + " " + Integer.toOctalString((int) mode));
            }
            lines.sort(null);
            return lines;
        }
    }

    static DirectoryManifest parse(String... lines) throws VaultikException {
        return Manifests.parse(String.join("\n", lines));
    }
}
