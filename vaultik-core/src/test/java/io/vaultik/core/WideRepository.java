package io.vaultik.core;

import io.vaultik.core.internal.blob.ZstdFrame;
import io.vaultik.core.internal.digest.DigestAlgorithm;
import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.format.SignedManifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Puts snapshots of many blobs into the folder of a repository, as far as listings and collections look: manifests with their signatures, something in place of
 * the records, blobs without bytes. Each snapshot names as many blobs as the one before, and all of its blobs but some.
 */
final class WideRepository {
    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;
    private final UUID repository;
    private final int blobs;
    private final int changed;
    private final ManifestBlob[] all;
    private final Integer[] byName;
    private final KeyPair keys;

    WideRepository(Path folder, UUID repository, int snapshots, int blobs, int changed) throws IOException {
        this.folder = folder;
        this.repository = repository;
        this.blobs = blobs;
        this.changed = changed;
        this.all = IntStream.range(0, blobs + (snapshots - 1) * changed)
                .mapToObj(i -> new ManifestBlob(name(i), 0, BlobKind.DATA, 0, 0, 0))
                .toArray(ManifestBlob[]::new);
        this.byName = IntStream.range(0, all.length).boxed().toArray(Integer[]::new);
        Arrays.sort(byName, Comparator.comparing(i -> all[i].name()));
        try {
            this.keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        IntStream.range(0, snapshots).parallel().forEach(this::putSnapshot);
        for (ManifestBlob blob : all) {
            putBlob(blob.name());
        }
    }

    private static String name(int number) {
        return DigestAlgorithm.SHA_256
                .digest(ByteBuffer.allocate(4).putInt(number).array())
                .hex();
    }

    /** Adds blobs that nothing names. */
    void putGarbage(int from, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            putBlob(name(-1 - from - i));
        }
    }

    private void putBlob(String name) throws IOException {
        Path file = folder.resolve(Keys.blob(name).value());
        Files.createDirectories(file.getParent());
        Files.createFile(file);
    }

    private void putSnapshot(int number) {
        Instant created = Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofHours(number));
        String id = ID.format(created) + "-host";
        byte[] raw = keys.getPublic().getEncoded();
        byte[] key = Arrays.copyOfRange(raw, raw.length - 32, raw.length);
        byte[] lines = SignedManifest.sign(manifest(id, created, number), keys.getPrivate(), key);
        try {
            Path file = folder.resolve(Keys.manifest(id).value());
            Files.createDirectories(file.getParent());
            Files.write(file, ZstdFrame.compress(lines, 1));
            Files.write(folder.resolve(Keys.record(id).value()), new byte[1]);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Manifest manifest(String id, Instant created, int number) {
        int first = number * changed;
        List<ManifestBlob> named = new ArrayList<>(blobs);
        for (int i : byName) {
            if (i >= first && i < first + blobs) {
                named.add(all[i]);
            }
        }
        @Nullable String none = null;
        return new Manifest(
                repository,
                id,
                created,
                true,
                "00".repeat(16),
                "host",
                none,
                "11".repeat(32),
                1,
                0,
                changed,
                none,
                none,
                number + 1L,
                named,
                null,
                null);
    }
}
