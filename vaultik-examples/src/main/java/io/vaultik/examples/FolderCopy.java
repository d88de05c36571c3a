package io.vaultik.examples;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Copies a folder, so that a program can change the copy: files, directories and links with their attributes. */
final class FolderCopy extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path to;
    private final Set<String> leftOut;
    private long files;

    private FolderCopy(Path from, Path to, Set<String> leftOut) {
        this.from = from;
        this.to = to;
        this.leftOut = leftOut;
    }

    /**
     * Copies a folder. What it is copied to is left out where it lies within.
     *
     * @param from the folder
     * @param to what it is copied to; must not exist
     * @param leftOut names of directories that are left out
     * @return how many files were copied
     * @throws IOException if something cannot be read or written
     */
    static long copy(Path from, Path to, Set<String> leftOut) throws IOException {
        FolderCopy copy = new FolderCopy(from, to.toAbsolutePath(), leftOut);
        Files.walkFileTree(from.toAbsolutePath(), copy);
        return copy.files;
    }

    /** Deletes a folder with all that it holds, if there is one. Links are not followed. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(folder, new Deletion());
        }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
        boolean outside = leftOut.contains(String.valueOf(directory.getFileName())) && !directory.equals(root());
        if (outside || directory.equals(to.getParent())) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        Files.createDirectories(target(directory));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (attributes.isRegularFile() || attributes.isSymbolicLink()) {
            Files.copy(file, target(file), StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            files++;
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
        super.postVisitDirectory(directory, failure);
        Files.setLastModifiedTime(target(directory), Files.getLastModifiedTime(directory));
        return FileVisitResult.CONTINUE;
    }

    private Path root() {
        return from.toAbsolutePath();
    }

    private Path target(Path path) {
        return to.resolve(root().relativize(path));
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            super.postVisitDirectory(directory, failure);
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
