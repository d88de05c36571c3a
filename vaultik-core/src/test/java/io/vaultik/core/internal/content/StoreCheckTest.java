package io.vaultik.core.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.Stores;
import io.vaultik.core.storage.CountingStorage;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.NotFoundException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.ManifestId;
import io.vaultik.store.StoreVerdict;
import io.vaultik.store.StoreVerdict.Finding;
import io.vaultik.store.StoreVerdict.Problem;
import io.vaultik.store.StreamStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StoreCheckTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final StreamStore store = new StorageStore(storage, storage);

    private static StoreVerdict all(StreamStore store) throws IOException {
        return Stores.verify(store, OptionalInt.of(2), Optional.empty());
    }

    private List<ObjectKey> objects() throws IOException {
        return Trees.keys(storage).stream()
                .filter(key -> key.startsWith(StoreKeys.OBJECTS))
                .map(ObjectKey::of)
                .toList();
    }

    private void flip(ObjectKey key) throws IOException {
        byte[] bytes;
        try (InputStream stream = storage.open(key).stream()) {
            bytes = stream.readAllBytes();
        }
        bytes[0] ^= 1;
        storage.put(key, ObjectBody.of(bytes), PutMode.REPLACE);
    }

    @Test
    void readsEachObjectOnce() throws IOException {
        SyncRunTest.fill(store, 30, 1);
        SyncRunTest.fill(store, 15, 1);
        CountingStorage counting = new CountingStorage(storage);
        StoreVerdict verdict = all(new StorageStore(counting, counting));
        assertThat(verdict.isOk()).isTrue();
        assertThat(verdict.checkedManifests()).isEqualTo(2);
        assertThat(verdict.checkedObjects()).isEqualTo(20);
        assertThat(verdict.checkedBytes()).isPositive();
        assertThat(counting.counts().calls(StorageVerb.OPEN)).isEqualTo(22);
    }

    @Test
    void tellsMissingCorruptAndUnreadableApart() throws IOException {
        DirectoryManifest manifest = SyncRunTest.fill(store, 30, 1);
        List<ObjectKey> objects = objects();
        storage.delete(objects.get(1));
        flip(objects.get(2));
        ObjectKey unreadable = objects.get(3);
        ForwardingStorage failing = new ForwardingStorage(storage) {
            @Override
            public ObjectContent open(ObjectKey key) throws StorageException {
                if (key.equals(unreadable)) {
                    throw new StorageException(false, "input/output error", null);
                }
                return super.open(key);
            }
        };
        StoreVerdict verdict = all(new StorageStore(failing, failing));
        assertThat(verdict.isOk()).isFalse();
        assertThat(List.of(verdict.missing(), verdict.corrupt(), verdict.unreadable()))
                .containsExactly(1L, 1L, 1L);
        assertThat(verdict.findings())
                .extracting(finding -> StoreKeys.object(finding.digest()) + " " + finding.problem())
                .containsExactlyInAnyOrder(
                        objects.get(1) + " MISSING", objects.get(2) + " CORRUPT", unreadable + " UNREADABLE");
        assertThat(verdict.findings()).extracting(Finding::manifest).containsOnly(manifest.id());
    }

    @Test
    void readsAgainBeforeItCondemns() throws IOException {
        SyncRunTest.fill(store, 9, 1);
        FaultInjectingStorage faults = new FaultInjectingStorage(storage);
        faults.at(StorageVerb.OPEN, 1).failBefore();
        faults.at(StorageVerb.OPEN, 3).failBefore();
        faults.at(StorageVerb.OPEN, 6).breakAfter(1);
        assertThat(all(new StorageStore(faults, faults)).isOk()).isTrue();
    }

    @Test
    void findsDamagedManifests() throws IOException {
        DirectoryManifest one = SyncRunTest.fill(store, 6, 1);
        DirectoryManifest two = SyncRunTest.fill(store, 3, 50);
        flip(StoreKeys.manifest(one.id()));
        StoreVerdict verdict = all(store);
        assertThat(verdict.corrupt()).isEqualTo(1);
        assertThat(verdict.checkedObjects()).isEqualTo(2);
        Finding finding = verdict.findings().get(0);
        assertThat(finding.isManifest()).isTrue();
        assertThat(finding.manifest()).isEqualTo(one.id());
        assertThat(finding.problem()).isEqualTo(Problem.CORRUPT);
        assertThat(Stores.verify(store, two.id()).isOk()).isTrue();
    }

    @Test
    void saysThatTheManifestIsNotThere() {
        assertThatThrownBy(() -> Stores.verify(store, ManifestId.of("0".repeat(64))))
                .isInstanceOf(NotFoundException.class);
    }
}
