package io.vaultik.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Compares two folders: names, kinds, bytes of files, targets of links, permissions and times of modification. */
public final class FolderComparison {
    private FolderComparison() {}

    /**
     * Compares two folders.
     *
     * @param expected one folder
     * @param actual another one
     * @return one line for each difference; empty if there is none
     * @throws IOException if one of them cannot be read
     */
    public static List<String> differences(Path expected, Path actual) throws IOException {
        TreeSet<Path> names = new TreeSet<>(names(expected));
        names.addAll(names(actual));
        List<String> differences = new ArrayList<>();
        for (Path name : names) {
            compare(expected.resolve(name), actual.resolve(name), name, differences);
        }
        return differences;
    }

    private static List<Path> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> !path.equals(folder))
                    .map(folder::relativize)
                    .toList();
        }
    }

    private static void compare(Path a, Path b, Path name, List<String> differences) throws IOException {
        if (!Files.exists(a, LinkOption.NOFOLLOW_LINKS) || !Files.exists(b, LinkOption.NOFOLLOW_LINKS)) {
            differences.add(name + " is in one of them only");
            return;
        }
        PosixFileAttributes first = attributes(a);
        PosixFileAttributes second = attributes(b);
        if (first.isSymbolicLink() && second.isSymbolicLink()) {
            if (!Files.readSymbolicLink(a).equals(Files.readSymbolicLink(b))) {
                differences.add(name + " points elsewhere");
            }
        } else if (first.isRegularFile() != second.isRegularFile() || first.isDirectory() != second.isDirectory()) {
            differences.add(name + " is of another kind");
        } else if (first.isRegularFile() && Files.mismatch(a, b) >= 0) {
            differences.add(name + " differs from byte " + Files.mismatch(a, b));
        } else if (!first.permissions().equals(second.permissions())) {
            differences.add(name + " has other permissions");
        } else if (!first.lastModifiedTime().equals(second.lastModifiedTime())) {
            differences.add(name + " has another time");
        }
    }

    private static PosixFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
