package io.vaultik.core.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.Hashing;
import io.vaultik.core.Manifests;
import io.vaultik.core.StoreSync;
import io.vaultik.core.Stores;
import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.storage.FileStorage;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import io.vaultik.store.Digest;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.ManifestChange;
import io.vaultik.store.ManifestEntry.Kind;
import io.vaultik.store.ManifestId;
import io.vaultik.store.StreamStore;
import io.vaultik.store.SyncResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manifest of a million entries, and a large object: in a heap of 256 MiB. */
@Tag("heap")
class StoreMemoryTest {
    private static final int ENTRIES = 1_000_000;
    private static final byte[] MODE = "644".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path temp;

    private static DirectoryManifest million(int changed) throws VaultikException {
        ManifestBuilder builder = new ManifestBuilder();
        long state = 88_172_645_463_325_252L;
        for (int i = 0; i < ENTRIES; i++) {
            StringBuilder digest = new StringBuilder(64);
            for (int word = 0; word < 4; word++) {
                state ^= state << 13;
                state ^= state >>> 7;
                state ^= state << 17;
                digest.append(HexFormat.of().toHexDigits(i % 1_000 == changed ? state + 1 : state));
            }
            byte[] checksum = digest.toString().getBytes(StandardCharsets.US_ASCII);
            builder.add(Kind.FILE, MODE, checksum, i, path(i));
        }
        return builder.build();
    }

    @Test
    void comparesTwoManifestsOfAMillionEntries() throws VaultikException {
        DirectoryManifest before = million(-1);
        DirectoryManifest after = million(7);
        AtomicLong changes = new AtomicLong();
        Manifests.diff(before, after, change -> {
            assertThat(change.kind()).isEqualTo(ManifestChange.Kind.CHANGED);
            changes.incrementAndGet();
        });
        assertThat(changes).hasValue(1_000);
    }

    @Test
    void writesAndReadsAndSynchronisesAManifestOfAMillionEntries() throws IOException {
        try (FileStorage from = FileStorage.at(temp.resolve("from"));
                FileStorage to = FileStorage.at(temp.resolve("to"))) {
            ManifestId id = put(new StorageStore(from, from), million(-1));
            // The destination has every object: what is measured is the manifest.
            SyncResult result = StoreSync.from(new StorageStore(from, from))
                    .to(new StorageStore(new Full(), to))
                    .id(id)
                    .run();
            assertThat(result.skipped()).isEqualTo(ENTRIES);
            assertThat(result.manifests()).isEqualTo(1);
        }
    }

    private static ManifestId put(StreamStore store, DirectoryManifest manifest) throws VaultikException {
        store.putManifest(manifest);
        return manifest.id();
    }

    @Test
    void verifiesAManifestOfAMillionEntries() throws IOException {
        MemoryStorage objects = new MemoryStorage();
        try (FileStorage manifests = FileStorage.at(temp)) {
            StreamStore store = new StorageStore(objects, manifests);
            byte[] empty = new byte[0];
            Digest digest = Hashing.digest(empty);
            store.putObject(digest, ObjectBody.of(empty));
            ManifestId id = put(store, millionTimes(digest));
            assertThat(Stores.verify(store, id).isOk()).isTrue();
        }
    }

    private static DirectoryManifest millionTimes(Digest digest) throws VaultikException {
        ManifestBuilder builder = new ManifestBuilder();
        byte[] checksum = digest.hex().getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < ENTRIES; i++) {
            builder.add(Kind.FILE, MODE, checksum, i, path(i));
        }
        return builder.build();
    }

    private static byte[] path(int i) {
        return String.format(Locale.ROOT, "./usr/share/some/folder-%03x/name-%05x.txt", i >> 12, i)
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void passesALargeObject() throws IOException {
        requirePasses(1L << 30);
    }

    @Test
    @Tag("campaign")
    void passesAVeryLargeObject() throws IOException {
        requirePasses(20L << 30);
    }

    private static void requirePasses(long length) throws IOException {
        Digest digest = Hashing.digest(new Pattern(length, -1));
        Large from = new Large(length, -1, true);
        StreamStore source = new StorageStore(from, from);
        try (InputStream stream = source.getObject(digest).open()) {
            assertThat(stream.transferTo(OutputStream.nullOutputStream())).isEqualTo(length);
        }
        DirectoryManifest manifest = Trees.parse("F 644 " + digest + " " + length + " ./large");
        source.putManifest(manifest);
        Large to = new Large(length, -1, false);
        SyncResult result = StoreSync.from(source)
                .to(new StorageStore(to, to))
                .id(manifest.id())
                .run();
        assertThat(result.bytes()).isEqualTo(length);
        assertThat(to.received).hasValue(length);
        for (long flipped : new long[] {0, length - 1}) {
            requireIsNoticed(digest, length, flipped);
        }
    }

    private static void requireIsNoticed(Digest digest, long length, long flipped) throws IOException {
        Large wrong = new Large(length, flipped, true);
        try (InputStream stream =
                new StorageStore(wrong, wrong).getObject(digest).open()) {
            assertThatThrownBy(() -> {
                        long count = stream.transferTo(OutputStream.nullOutputStream());
                        assertThat(count).as("the end was reached").isNegative();
                    })
                    .isInstanceOfSatisfying(IntegrityException.class, e -> {
                        assertThat(e.address()).contains(digest.hex());
                        assertThat(e.expected()).isEqualTo(digest.hex());
                        assertThat(e.actual()).hasSize(64).isNotEqualTo(digest.hex());
                    });
        }
    }

    /** Bytes that follow a pattern, but for one flipped bit. */
    private static final class Pattern extends InputStream {
        /** Its length is prime, so that no two blocks of a reader are alike. */
        private static final byte[] BLOCK = TestRandom.bytes(1, 1_000_003);

        private final long length;
        private final long flipped;
        private long at;

        Pattern(long length, long flipped) {
            this.length = length;
            this.flipped = flipped;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int count) {
            if (at == length) {
                return -1;
            }
            int step = (int) Math.min(count, length - at);
            int from = (int) (at % BLOCK.length);
            step = Math.min(step, BLOCK.length - from);
            System.arraycopy(BLOCK, from, into, offset, step);
            if (flipped >= at && flipped < at + step) {
                into[offset + (int) (flipped - at)] ^= 4;
            }
            at += step;
            return step;
        }
    }

    /** A storage whose objects are one large one; what is put is counted. */
    private static final class Large extends ForwardingStorage {
        private final long length;
        private final long flipped;
        private final boolean holds;
        private final AtomicLong received = new AtomicLong();

        Large(long length, long flipped, boolean holds) {
            super(new MemoryStorage());
            this.holds = holds;
            this.length = length;
            this.flipped = flipped;
        }

        private static boolean isObject(ObjectKey key) {
            return key.value().startsWith(StoreKeys.OBJECTS);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            if (!isObject(key)) {
                super.put(key, body, mode);
                return;
            }
            try (InputStream stream = body.open()) {
                received.set(stream.transferTo(OutputStream.nullOutputStream()));
            } catch (IOException e) {
                throw new StorageException(false, "the body failed", e);
            }
        }

        @Override
        public ObjectContent open(ObjectKey key) throws StorageException {
            return isObject(key) ? new ObjectContent(length, new Pattern(length, flipped)) : super.open(key);
        }

        @Override
        public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
            return isObject(key) && holds ? Optional.of(new ObjectInfo(key, length, Instant.EPOCH)) : super.stat(key);
        }
    }

    /** A storage that has every object, and cannot list. */
    private static final class Full extends ForwardingStorage {
        Full() {
            super(new MemoryStorage());
        }

        @Override
        public Optional<ObjectInfo> stat(ObjectKey key) {
            return Optional.of(new ObjectInfo(key, 0, Instant.EPOCH));
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }
    }
}
