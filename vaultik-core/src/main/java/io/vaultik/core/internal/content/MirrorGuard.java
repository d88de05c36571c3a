package io.vaultik.core.internal.content;

import io.vaultik.fault.Concealed;
import io.vaultik.fault.UnsafePathException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** Directories that are never made a mirror of a manifest, since more would be lost than was meant. */
final class MirrorGuard {
    private static final List<String> STORE_FOLDERS = List.of(".objects", ".manifests");

    private MirrorGuard() {}

    /**
     * Requires that what a manifest does not name may be removed from a directory.
     *
     * @throws UnsafePathException if it is the root of a file system, the home directory, a directory above that, or a store or in one
     */
    static void require(Path target) throws IOException {
        Path real = real(target);
        String home = System.getProperty("user.home", "");
        boolean holdsHome = !home.isBlank() && real(Path.of(home)).startsWith(real);
        if (real.getParent() == null || holdsHome) {
            throw refused("the root of a file system or holds the home directory", target);
        }
        for (String folder : STORE_FOLDERS) {
            for (Path component : real) {
                if (component.toString().equals(folder)) {
                    throw refused("in a store", target);
                }
            }
            if (Files.exists(real.resolve(folder), LinkOption.NOFOLLOW_LINKS)) {
                throw refused("a store", target);
            }
        }
    }

    private static Path real(Path path) throws IOException {
        return Files.exists(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
    }

    private static UnsafePathException refused(String reason, Path target) {
        return new UnsafePathException("{} is {} and is not made a mirror", null, Concealed.of(target), reason);
    }
}
