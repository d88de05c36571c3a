package io.vaultik.core.storage;

import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * One listing of a tree of folders. Files of a folder are visited as they are read; of its folders the names are kept until
 * then, so that no more than one folder is open at a time. Used by one thread.
 *
 * <p>Entries that vanish meanwhile are left out, and so is all that is no regular file or has a name that no key has.
 */
final class FolderWalk {
    private final Path root;
    private final String prefix;
    private final ObjectVisitor visitor;

    FolderWalk(Path root, String prefix, ObjectVisitor visitor) {
        this.root = root;
        this.prefix = prefix;
        this.visitor = visitor;
    }

    /**
     * Visits everything below the deepest folder that the prefix names.
     *
     * @throws StorageException from the visitor
     * @throws IOException from the file system
     */
    void run() throws IOException {
        int slash = prefix.lastIndexOf('/');
        if (slash < 0) {
            walk(root, "");
            return;
        }
        String above = prefix.substring(0, slash);
        if (ObjectKey.isValid(above) && isReal(above)) {
            walk(root.resolve(above), above + "/");
        }
    }

    /** Tells whether each folder of a path is one, and no link. */
    private boolean isReal(String folders) throws IOException {
        Path path = root;
        for (String segment : folders.split("/", -1)) {
            if (segment.length() > FolderTree.MAX_SEGMENT_BYTES) {
                return false;
            }
            path = path.resolve(segment);
            BasicFileAttributes found = FolderTree.look(path);
            if (found == null || !found.isDirectory()) {
                return false;
            }
        }
        return true;
    }

    private boolean walk(Path folder, String keyBefore) throws IOException {
        List<String> folders = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (!visit(entry, keyBefore, folders)) {
                    return false;
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return true;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        for (String name : folders) {
            if (!walk(folder.resolve(name), keyBefore + name + "/")) {
                return false;
            }
        }
        return true;
    }

    /** Visits a file, or notes a folder; returns false to stop. */
    private boolean visit(Path entry, String keyBefore, List<String> folders) throws IOException {
        String name = entry.getFileName().toString();
        String key = keyBefore + name;
        boolean maybeFolder = key.startsWith(prefix) || prefix.startsWith(key + "/");
        if (!maybeFolder || !ObjectKey.isValid(key)) {
            return true;
        }
        BasicFileAttributes found = FolderTree.look(entry);
        if (found == null) {
            return true;
        }
        if (found.isDirectory()) {
            folders.add(name);
        } else if (found.isRegularFile() && key.startsWith(prefix)) {
            ObjectKey valid = ObjectKey.of(key);
            return visitor.visit(
                    new ObjectInfo(valid, found.size(), found.lastModifiedTime().toInstant()));
        }
        return true;
    }
}
