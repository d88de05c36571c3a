package io.vaultik.core.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.Hashing;
import io.vaultik.core.Vaultik;
import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.storage.CountingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.store.Digest;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.HashAlgorithm;
import io.vaultik.store.ManifestId;
import io.vaultik.store.StreamStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageStoreTest {
    private static final int BLOCK = 256 << 10;

    private final MemoryStorage storage = new MemoryStorage();
    private final StreamStore store = Vaultik.store(storage);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK - 1, 2 * BLOCK, 2 * BLOCK + 1, 3 * BLOCK})
    void givesBackWhatWasPut(int length) throws IOException {
        byte[] bytes = TestRandom.bytes(length, length);
        Digest digest = Hashing.digest(bytes);
        assertThat(store.hasObject(digest)).isFalse();
        store.putObject(digest, ObjectBody.of(bytes));
        assertThat(store.hasObject(digest)).isTrue();
        assertThat(store.getObject(digest).length()).isEqualTo(length);
        assertThat(store.readObject(digest, length)).isEqualTo(bytes);
        assertThat(storage.stat(ObjectKey.of(".objects/" + StoreKeys.sharded(digest.hex()))))
                .isPresent();
    }

    /** The reader that never asks for the end, as one who knows the length, is the one to protect. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1_000, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK + 17})
    void holdsTheLastBlockBackFromWhoNeverAsksForTheEnd(int length) throws IOException {
        byte[] bytes = TestRandom.bytes(length, length);
        Digest digest = Hashing.digest(bytes);
        for (int at : new int[] {0, length / 2, length - 1}) {
            byte[] wrong = bytes.clone();
            wrong[at] ^= 1;
            storage.put(StoreKeys.object(digest), ObjectBody.of(wrong), PutMode.REPLACE);
            try (InputStream stream = store.getObject(digest).open()) {
                assertThatThrownBy(() -> stream.readNBytes(length))
                        .isInstanceOfSatisfying(IntegrityException.class, e -> {
                            assertThat(e.address()).isEqualTo("object " + digest);
                            assertThat(e.expected()).isEqualTo(digest.hex());
                            assertThat(e.actual())
                                    .isEqualTo(Hashing.digest(wrong).hex());
                        });
                assertThatThrownBy(stream::read).isInstanceOf(IntegrityException.class);
            }
            assertThatThrownBy(() -> store.readObject(digest, length)).isInstanceOf(IntegrityException.class);
        }
    }

    @Test
    void tellsCutAndExtendedObjects() throws IOException {
        byte[] bytes = TestRandom.bytes(3, BLOCK);
        Digest digest = Hashing.digest(bytes);
        for (int length : new int[] {0, 1, BLOCK - 1, BLOCK + 1, 2 * BLOCK}) {
            byte[] other = Arrays.copyOf(bytes, length);
            storage.put(StoreKeys.object(digest), ObjectBody.of(other), PutMode.REPLACE);
            assertThatThrownBy(() -> store.readObject(digest, 2 * BLOCK)).isInstanceOf(IntegrityException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, BLOCK, BLOCK + 1})
    void storesNothingThatHasAnotherDigest(int length) throws IOException {
        byte[] bytes = TestRandom.bytes(5, length);
        Digest other = Hashing.digest(new byte[] {1, 2, 3});
        assertThatThrownBy(() -> store.putObject(other, ObjectBody.of(bytes)))
                .isInstanceOfSatisfying(IntegrityException.class, e -> {
                    assertThat(e.expected()).isEqualTo(other.hex());
                    assertThat(e.actual()).isEqualTo(Hashing.digest(bytes).hex());
                });
        assertThat(store.hasObject(other)).isFalse();
    }

    @Test
    void storesNothingOfABodyThatLiesAboutItsLength() throws VaultikException {
        byte[] bytes = TestRandom.bytes(6, 1_000);
        Digest digest = Hashing.digest(bytes);
        for (long length : new long[] {0, 999, 1_001}) {
            ObjectBody lying = new ObjectBody() {
                @Override
                public long length() {
                    return length;
                }

                @Override
                public InputStream open() {
                    return new ByteArrayInputStream(bytes);
                }
            };
            assertThatThrownBy(() -> store.putObject(digest, lying)).isInstanceOf(IntegrityException.class);
            assertThat(store.hasObject(digest)).isFalse();
        }
    }

    @Test
    void keepsAGoodObjectWhenABadOneIsPut() throws IOException {
        byte[] bytes = TestRandom.bytes(7, 10);
        Digest digest = Hashing.digest(bytes);
        store.putObject(digest, ObjectBody.of(bytes));
        assertThatThrownBy(() -> store.putObject(digest, ObjectBody.of(new byte[10])))
                .isInstanceOf(IntegrityException.class);
        assertThat(store.readObject(digest, 10)).isEqualTo(bytes);
    }

    @Test
    void saysWhatIsMissing() {
        Digest digest = Hashing.digest(new byte[0]);
        assertThatThrownBy(() -> store.getObject(digest)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> store.getManifest(ManifestId.of(digest))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void refusesOtherAlgorithmsBeforeTheFirstCall() {
        CountingStorage counting = new CountingStorage(storage);
        StreamStore counted = Vaultik.store(counting);
        Digest good = Hashing.digest(new byte[0]);
        Digest bad = Digest.of(HashAlgorithm.SHA_256, new byte[32]);
        assertThatIllegalArgumentException().isThrownBy(() -> counted.hasObject(bad));
        assertThatIllegalArgumentException().isThrownBy(() -> counted.putObject(bad, ObjectBody.of(new byte[0])));
        assertThatIllegalArgumentException().isThrownBy(() -> counted.objectsNeeded(List.of(good, good, bad)));
        assertThat(counting.counts().allCalls()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 63, 64, 500})
    void tellsWhatIsNeededInTheOrderOfTheInput(int count) throws IOException {
        List<Digest> asked = new ArrayList<>();
        List<Digest> expected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = {(byte) i, (byte) (i >> 8), 1};
            Digest digest = Hashing.digest(bytes);
            asked.add(digest);
            if (i % 3 == 0) {
                store.putObject(digest, ObjectBody.of(bytes));
            } else {
                expected.add(digest);
            }
        }
        asked.addAll(List.copyOf(asked));
        expected.addAll(List.copyOf(expected));
        assertThat(store.objectsNeeded(asked)).isEqualTo(expected);
    }

    @Test
    void listsOnceInsteadOfAskingForMany() throws IOException {
        CountingStorage counting = new CountingStorage(storage);
        StreamStore counted = Vaultik.store(counting);
        List<Digest> digests = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            digests.add(Hashing.digest(new byte[] {(byte) i, (byte) (i >> 8)}));
        }
        assertThat(counted.objectsNeeded(digests)).hasSize(5_000);
        assertThat(counting.counts().allCalls()).isEqualTo(1);
    }

    @Test
    void asksForFewInALargePool() throws IOException {
        for (int i = 0; i < 8_000; i++) {
            byte[] bytes = {(byte) i, (byte) (i >> 8), 2};
            storage.put(StoreKeys.object(Hashing.digest(bytes)), ObjectBody.of(bytes), PutMode.REPLACE);
        }
        CountingStorage counting = new CountingStorage(storage);
        List<Digest> digests = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            digests.add(Hashing.digest(new byte[] {(byte) i, 0, 2}));
        }
        assertThat(Vaultik.store(counting).objectsNeeded(digests)).isEmpty();
        assertThat(counting.counts().calls(StorageVerb.STAT)).isPositive();
    }

    @Test
    void listsManifestsAndNothingElse() throws IOException {
        DirectoryManifest one = Trees.parse("D 755 " + Hashing.digest(new byte[0]) + " 0 ./");
        DirectoryManifest two = Trees.parse("D 700 " + Hashing.digest(new byte[0]) + " 0 ./");
        store.putManifest(one);
        store.putManifest(two);
        store.putManifest(two);
        String key = StoreKeys.manifest(one.id()).value();
        for (String stray : List.of(
                key + ".tmp",
                key.substring(0, key.length() - 1),
                ".manifests/x",
                ".manifests/" + one.id().hex(),
                ".manifests/" + key.substring(11).toUpperCase(Locale.ROOT),
                ".manifests/a/" + key.substring(11))) {
            storage.put(ObjectKey.of(stray), ObjectBody.of(new byte[1]), PutMode.REPLACE);
        }
        List<ManifestId> ids = new ArrayList<>();
        store.listManifestIds(ids::add);
        assertThat(ids).containsExactlyInAnyOrder(one.id(), two.id());
        store.deleteManifest(one.id());
        store.deleteManifest(one.id());
        assertThat(store.hasManifest(one.id())).isFalse();
        assertThat(store.getManifest(two.id()).id()).isEqualTo(two.id());
        assertThat(store.supportsMirror()).isTrue();
    }

    @Test
    void refusesAManifestThatNamesNoAddresses() throws IOException {
        assertThatThrownBy(() -> store.putManifest(Trees.parse("F 644 d41d8cd98f00b204e9800998ecf8427e 0 ./a")))
                .isInstanceOf(MalformedException.class);
        assertThat(Trees.keys(storage)).isEmpty();
    }
}
