package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.EntryStream;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RestoreTarget;
import io.vaultik.repository.SnapshotFilter;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotSummary;
import io.vaultik.repository.VerifyLevel;
import io.vaultik.repository.VerifyResult;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/** What a repository and its storage hold. */
final class Stored {
    private Stored() {}

    static List<SnapshotId> snapshots(Repository repository) throws VaultikException {
        return repository.snapshots(SnapshotFilter.all()).snapshots().stream()
                .map(SnapshotSummary::id)
                .toList();
    }

    static Map<String, byte[]> files(Repository repository, SnapshotId id) throws VaultikException {
        Map<String, byte[]> files = new ConcurrentSkipListMap<>();
        repository.restore(id).to(new Files(files)).parallelism(1).run();
        return files;
    }

    /** Keeps the content of files in memory. */
    private record Files(Map<String, byte[]> into) implements RestoreTarget {
        @Override
        public void entry(Entry entry) {}

        @Override
        public FileSink open(Entry entry) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            return new FileSink() {
                @Override
                public void write(int value) {
                    bytes.write(value);
                }

                @Override
                public void write(byte[] from, int offset, int length) {
                    bytes.write(from, offset, length);
                }

                @Override
                public void close() {
                    into.put(entry.path().toString(), bytes.toByteArray());
                }

                @Override
                public void abort() {}
            };
        }
    }

    /** Returns the files that cannot be read; a tree that cannot be read is every path. */
    static Set<String> unreadable(Repository repository, SnapshotId id) {
        Set<String> failed = new TreeSet<>();
        try (EntryStream entries = repository.entries(id, EntryPath.ROOT, Integer.MAX_VALUE)) {
            for (Optional<Entry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                if (entry.get().kind() == EntryKind.FILE) {
                    try {
                        repository.fetch(id, entry.get().path(), OutputStream.nullOutputStream());
                    } catch (VaultikException e) {
                        failed.add(entry.get().path().toString());
                    }
                }
            }
        } catch (VaultikException e) {
            failed.add("");
        }
        return failed;
    }

    static void requireFiles(Repository repository, SnapshotId id, Map<String, byte[]> expected)
            throws VaultikException {
        Map<String, byte[]> files = files(repository, id);
        assertThat(files.keySet()).isEqualTo(expected.keySet());
        files.forEach((path, bytes) -> assertThat(bytes).as(path).isEqualTo(expected.get(path)));
    }

    static void requireClean(Repository repository) throws VaultikException {
        VerifyResult result =
                repository.verify().level(VerifyLevel.CONTENT).parallelism(1).run();
        assertThat(result.isOk()).as("%s", result).isTrue();
    }

    static List<ObjectKey> keys(ObjectStorage storage, String prefix) throws VaultikException {
        List<ObjectKey> keys = new ArrayList<>();
        storage.list(prefix, info -> keys.add(info.key()));
        return keys;
    }

    static long blobBytes(ObjectStorage storage) throws VaultikException {
        long[] sum = {0};
        storage.list(Keys.BLOBS, info -> {
            sum[0] += info.length();
            return true;
        });
        return sum[0];
    }

    static byte[] bytes(ObjectStorage storage, ObjectKey key) throws IOException {
        try (ObjectContent content = storage.open(key)) {
            return content.stream().readAllBytes();
        }
    }

    static MemoryStorage copy(ObjectStorage storage) throws IOException {
        MemoryStorage copy = new MemoryStorage();
        for (ObjectKey key : keys(storage, "")) {
            copy.put(key, ObjectBody.of(bytes(storage, key)), PutMode.CREATE);
        }
        return copy;
    }
}
