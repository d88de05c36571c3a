package io.vaultik.examples;

import io.vaultik.core.Hashing;
import io.vaultik.core.Manifests;
import io.vaultik.core.Stores;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.StorageException;
import io.vaultik.store.Digest;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.FetchOptions;
import io.vaultik.store.FetchResult;
import io.vaultik.store.HashAlgorithm;
import io.vaultik.store.ManifestId;
import io.vaultik.store.ManifestIdVisitor;
import io.vaultik.store.PushOptions;
import io.vaultik.store.PushResult;
import io.vaultik.store.StoredObject;
import io.vaultik.store.StreamStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A content store of one's own: all objects in one folder, all manifests in another, each file named by 64 digits. It has the object
 * primitives only; push and fetch are the library's.
 *
 * <p>Thread-safe: a file is written under a temporary name, and shows under its own when it is whole.
 */
public final class FlatFolderStore implements StreamStore {
    private final Path folder;
    private final Path objects;
    private final Path manifests;

    /**
     * Makes a store, and its folders if they are not there.
     *
     * @param folder where everything goes
     * @throws IOException if the folders cannot be made
     */
    public FlatFolderStore(Path folder) throws IOException {
        this.folder = folder;
        this.objects = Files.createDirectories(folder.resolve("objects"));
        this.manifests = Files.createDirectories(folder.resolve("manifests"));
    }

    private Path file(Digest digest) {
        if (digest.algorithm() != HashAlgorithm.BLAKE3) {
            throw new IllegalArgumentException("objects are named by BLAKE3, not by " + digest.algorithm());
        }
        return objects.resolve(digest.hex());
    }

    private Path file(ManifestId id) {
        return manifests.resolve(id.hex());
    }

    @Override
    public boolean hasObject(Digest digest) {
        return Files.exists(file(digest));
    }

    @Override
    public StoredObject getObject(Digest digest) throws VaultikException {
        try {
            return new StoredFile(digest, file(digest), Files.size(file(digest)));
        } catch (IOException e) {
            throw failed("object " + digest, e);
        }
    }

    @Override
    public void putObject(Digest digest, ObjectBody body) throws VaultikException {
        try (InputStream stream = Hashing.verified(body.open(), digest, body.length(), "object " + digest)) {
            store(file(digest), stream);
        } catch (IOException e) {
            throw failed("object " + digest, e);
        }
    }

    @Override
    public boolean hasManifest(ManifestId id) {
        return Files.exists(file(id));
    }

    @Override
    public DirectoryManifest getManifest(ManifestId id) throws VaultikException {
        try (InputStream stream = Files.newInputStream(file(id))) {
            return Manifests.read(id, stream);
        } catch (IOException e) {
            throw failed("manifest " + id, e);
        }
    }

    @Override
    public void putManifest(DirectoryManifest manifest) throws VaultikException {
        try (InputStream stream = manifest.text().open()) {
            store(file(manifest.id()), stream);
        } catch (IOException e) {
            throw failed("manifest " + manifest.id(), e);
        }
    }

    @Override
    public void listManifestIds(ManifestIdVisitor visitor) throws VaultikException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(manifests)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (ManifestId.isValid(name) && !visitor.visit(ManifestId.of(name))) {
                    return;
                }
            }
        } catch (IOException e) {
            throw failed("the manifests", e);
        }
    }

    @Override
    public void deleteManifest(ManifestId id) throws VaultikException {
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            throw failed("manifest " + id, e);
        }
    }

    @Override
    public boolean supportsMirror() {
        return true;
    }

    @Override
    public String location() {
        return folder.toString();
    }

    @Override
    public PushResult push(DirectoryManifest manifest, Path source, PushOptions options) throws VaultikException {
        return Stores.push(this, manifest, source, options);
    }

    @Override
    public FetchResult fetchFiles(DirectoryManifest manifest, Path target, FetchOptions options)
            throws VaultikException {
        return Stores.fetch(this, manifest, target, options);
    }

    /** A stream that fails, as a verified one does whose bytes are wrong, leaves nothing behind. */
    private static void store(Path file, InputStream stream) throws IOException {
        Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), "new-", ".tmp");
        try {
            try (OutputStream out = Files.newOutputStream(temporary)) {
                stream.transferTo(out);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static VaultikException failed(String what, IOException cause) {
        if (cause instanceof VaultikException known) {
            return known;
        }
        return cause instanceof NoSuchFileException
                ? new NotFoundException("there is no {}", cause, what)
                : new StorageException(false, "{} cannot be read or written", cause, what);
    }

    private record StoredFile(Digest digest, Path file, long length) implements StoredObject {
        @Override
        public InputStream open() throws VaultikException {
            try {
                return Hashing.verified(Files.newInputStream(file), digest, length, "object " + digest);
            } catch (IOException e) {
                throw failed("object " + digest, e);
            }
        }
    }
}
