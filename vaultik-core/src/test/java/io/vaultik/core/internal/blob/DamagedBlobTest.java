package io.vaultik.core.internal.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.age.AgeEncryptor;
import io.vaultik.core.internal.age.X25519Identity;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.storage.CountingStorage;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.FileStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongKeyException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs that are not what they were. */
class DamagedBlobTest {
    private static final byte[] MAGIC_AND_2_62 = {
        0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, (byte) 0xe0, 0, 0, 0, 0, 0, 0, 0, 0x40, 1, 0, 0
    };

    @Test
    void everyFlippedByteIsDetected() throws IOException {
        PackedBlob blob = small();
        blob.readAll(blob.reader());
        for (int i = 0; i < blob.bytes.length; i++) {
            for (int flip : new int[] {0x01, 0x80}) {
                byte[] damaged = blob.bytes.clone();
                damaged[i] ^= (byte) flip;
                blob.put(damaged);
                assertThatThrownBy(() -> blob.readAll(blob.reader()))
                        .as("byte %d of %d", i, damaged.length)
                        .isInstanceOfAny(IntegrityException.class, MalformedException.class, WrongKeyException.class);
                if (i % 16 == 0) {
                    assertThatThrownBy(() -> blob.reader().directory()).isInstanceOf(VaultikException.class);
                }
            }
        }
    }

    @Test
    void everyCutIsDetectedAndSaysSo() throws IOException {
        PackedBlob blob = small();
        for (int length = 0; length < blob.bytes.length; length++) {
            blob.put(Arrays.copyOf(blob.bytes, length));
            assertThatThrownBy(() -> blob.readAll(blob.reader()))
                    .as("cut to %d", length)
                    .isInstanceOf(IntegrityException.class)
                    .hasMessageContaining(blob.bytes.length + " bytes");
        }
    }

    @Test
    void aCutBlobInAFolderSaysSoToo(@TempDir Path folder) throws IOException {
        PackedBlob blob = new PackedBlob(List.of(TestRandom.bytes(1, 2 << 20)));
        try (FileStorage files = FileStorage.at(folder)) {
            BlobReader reader = blob.reader(files);
            assertThatThrownBy(() -> blob.readAll(reader)).isInstanceOf(ObjectNotFoundException.class);
            files.put(reader.key(), ObjectBody.of(Arrays.copyOf(blob.bytes, 100_000)), PutMode.CREATE);
            assertThatThrownBy(() -> blob.readAll(reader)).isInstanceOf(IntegrityException.class);
            files.put(reader.key(), ObjectBody.of(blob.bytes), PutMode.REPLACE);
            blob.readAll(reader);
        }
    }

    @Test
    void bytesAfterTheEndChangeNothing() throws IOException {
        PackedBlob blob = small();
        blob.put(Arrays.copyOf(blob.bytes, blob.bytes.length + 100));
        assertThatCode(() -> blob.readAll(blob.reader())).doesNotThrowAnyException();
    }

    @Test
    void anAddressThatIsWrongIsDetected() throws IOException {
        PackedBlob blob = small();
        byte[] extended = Arrays.copyOf(blob.bytes, blob.bytes.length + 5);
        blob.put(extended);
        for (int delta : new int[] {-5, -1, 1, 5}) {
            BlobAddress length =
                    new BlobAddress(blob.sealed.name(), blob.sealed.length() + delta, blob.sealed.headerLength());
            BlobAddress header =
                    new BlobAddress(blob.sealed.name(), blob.sealed.length(), blob.sealed.headerLength() + delta);
            for (BlobAddress wrong : List.of(length, header)) {
                BlobReader reader = new BlobReader(blob.storage, wrong, PackedBlob.IDENTITY);
                assertThatThrownBy(() -> blob.readAll(reader))
                        .isInstanceOfAny(IntegrityException.class, MalformedException.class);
            }
        }
    }

    @Test
    void anotherBlobInItsPlaceIsDetected() throws IOException {
        PackedBlob blob = new PackedBlob(List.of(TestRandom.bytes(1, 5_000)));
        PackedBlob other = new PackedBlob(List.of(TestRandom.bytes(2, 5_000)));
        assertThat(other.bytes).hasSameSizeAs(blob.bytes);
        blob.put(other.bytes);
        assertThatThrownBy(() -> blob.readAll(blob.reader())).isInstanceOf(IntegrityException.class);
    }

    @Test
    void swappedPartsOfTheSameBlobAreDetected() throws IOException {
        PackedBlob blob = new PackedBlob(List.of(TestRandom.bytes(1, 300_000)));
        byte[] swapped = blob.bytes.clone();
        int step = (64 << 10) + 16;
        int header = blob.sealed.headerLength();
        System.arraycopy(blob.bytes, header, swapped, header + step, step);
        System.arraycopy(blob.bytes, header + step, swapped, header, step);
        blob.put(swapped);
        assertThatThrownBy(() -> blob.readAll(blob.reader())).isInstanceOf(IntegrityException.class);
    }

    @Test
    void anotherIdentityCannotReadIt() throws IOException {
        PackedBlob blob = small();
        X25519Identity stranger = X25519Identity.generate(TestRandom.secure(99));
        assertThatThrownBy(() -> blob.readAll(new BlobReader(blob.storage, blob.address(), stranger)))
                .isInstanceOf(WrongKeyException.class);
    }

    @Test
    void rangesThatAreNotThereAreTypedFailures() throws IOException {
        PackedBlob blob = small();
        BlobReader reader = blob.reader();
        for (long[] range : new long[][] {{-1, 1}, {0, 1 << 20}, {1L << 40, 1}, {Long.MAX_VALUE, 1}, {5, -1}}) {
            assertThatThrownBy(() -> reader.read(range[0], (int) range[1])).isInstanceOf(VaultikException.class);
            assertThatThrownBy(() -> blob.reader().read(range[0], (int) range[1]))
                    .isInstanceOf(VaultikException.class);
        }
        for (int length = 0; length < 50; length++) {
            int stored = length;
            assertThatThrownBy(() -> reader.segment(0, stored)).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void aFailingStorageIsAFailingStorage() throws IOException {
        PackedBlob blob = small();
        FaultInjectingStorage faults = new FaultInjectingStorage(blob.storage);
        faults.at(StorageVerb.READ, 1).failBefore();
        faults.at(StorageVerb.READ, 2).failBefore(new StorageException(false, "no", null));
        faults.at(StorageVerb.READ, 3).breakAfter(100);
        CountingStorage counting = new CountingStorage(faults);
        BlobReader reader = blob.reader(counting);
        assertThatThrownBy(() -> blob.readAll(reader)).isInstanceOf(StorageException.class);
        assertThat(counting.counts().calls(StorageVerb.STAT)).isZero();
        assertThatThrownBy(() -> blob.readAll(reader))
                .isInstanceOf(StorageException.class)
                .hasMessage("no");
        assertThatThrownBy(() -> blob.readAll(reader)).isInstanceOf(StorageException.class);
        blob.readAll(reader);
    }

    @Test
    void aFrameThatClaimsToBeHugeIsRefusedBeforeAnythingIsAllocated() throws IOException {
        assertThat(Zstd.getFrameContentSize(MAGIC_AND_2_62)).isEqualTo(1L << 62);
        assertThatThrownBy(() -> ZstdFrame.decompress("f", MAGIC_AND_2_62, 0, MAGIC_AND_2_62.length, 1 << 24))
                .isInstanceOf(MalformedException.class);
        byte[] bomb = ZstdFrame.compress(new byte[Limits.MAX_SEGMENT_BYTES + 1], 3);
        for (byte[] segment : List.of(MAGIC_AND_2_62, bomb)) {
            BlobReader reader = forged(segment);
            assertThatThrownBy(() -> reader.segment(0, segment.length)).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void framesThatAreNotOneFrameAreMalformed() throws VaultikException {
        byte[] frame = ZstdFrame.compress("content".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 3);
        byte[] twice = Arrays.copyOf(frame, frame.length * 2);
        System.arraycopy(frame, 0, twice, frame.length, frame.length);
        byte[] skippable = {0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0};
        byte[] after = Stream.of(frame, skippable).reduce(new byte[0], DamagedBlobTest::join);
        byte[] before = Stream.of(skippable, frame).reduce(new byte[0], DamagedBlobTest::join);
        for (byte[] wrong : List.of(twice, skippable, after, before, new byte[0], new byte[40])) {
            assertThatThrownBy(() -> ZstdFrame.decompress("f", wrong, 0, wrong.length, 100))
                    .isInstanceOf(MalformedException.class);
        }
        assertThat(ZstdFrame.decompress("f", twice, frame.length, frame.length, 100))
                .hasSize(7);
        assertThat(ZstdFrame.decompress("f", ZstdFrame.compress(new byte[0], 3), 0, 13, 0))
                .isEmpty();
    }

    @Test
    void everyDamagedFrameIsMalformedOrFoundByItsChecksum() {
        byte[] frame = ZstdFrame.compress(TestRandom.bytes(5, 3_000), 3);
        for (int i = 0; i < frame.length; i++) {
            byte[] damaged = frame.clone();
            damaged[i] ^= 0x40;
            try {
                assertThat(ZstdFrame.decompress("f", damaged, 0, damaged.length, 1 << 20))
                        .hasSize(3_000);
            } catch (MalformedException e) {
                continue;
            }
            // Only the flag that says that there is a checksum, and bits that nobody uses, can go unnoticed.
            assertThat(i).isEqualTo(4);
        }
    }

    @Test
    void anythingAsDirectoryIsATypedFailure() throws IOException {
        Random random = TestRandom.seeded("anythingAsDirectoryIsATypedFailure");
        for (int i = 0; i < 300; i++) {
            byte[] plain = new byte[random.nextInt(200)];
            random.nextBytes(plain);
            if (i % 2 == 0 && plain.length >= 16) {
                byte[] trailer = "VLTKDIR1".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                System.arraycopy(trailer, 0, plain, plain.length - 16, 8);
                Arrays.fill(plain, plain.length - 7, plain.length, (byte) (i % 4 == 0 ? 0 : 0x7f));
            }
            BlobReader reader = forged(plain);
            assertThatThrownBy(reader::directory).isInstanceOf(MalformedException.class);
        }
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    /** A right age file with any plaintext. */
    private static BlobReader forged(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AgeEncryptor encryptor = new AgeEncryptor(List.of(PackedBlob.IDENTITY.recipient()), TestRandom.secure(5));
        int header = encryptor.begin(out::write);
        encryptor.write(plain, 0, plain.length);
        encryptor.finish();
        PackedBlob place = small();
        place.put(out.toByteArray());
        return new BlobReader(
                place.storage, new BlobAddress(place.sealed.name(), out.size(), header), PackedBlob.IDENTITY);
    }

    private static PackedBlob small() throws IOException {
        return new PackedBlob(List.of(TestRandom.bytes(1, 200), TestRandom.bytes(2, 1), TestRandom.bytes(3, 77)));
    }
}
