package io.vaultik.core.internal.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.NoSpaceException;
import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptedSpoolTest {
    private static final int BLOCK = EncryptedSpoolFile.BLOCK_BYTES;

    private final SecureRandom random = new SecureRandom();

    private final Path temp;

    EncryptedSpoolTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @Test
    void readsBackWhatWasWrittenAtEveryBoundary() throws IOException {
        for (int length : new int[] {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK + 17}) {
            byte[] content = content(length);
            try (SpoolFile file = new EncryptedSpool(temp, random).create()) {
                writeInPieces(file, content, length);
                assertThat(file.length()).isEqualTo(length);
                assertThat(file.open(0).readAllBytes()).isEqualTo(content);
                assertThat(file.open(length).read()).isEqualTo(-1);
                assertThat(file.open(length / 2).readAllBytes())
                        .isEqualTo(Arrays.copyOfRange(content, length / 2, length));
            }
        }
    }

    @Test
    void readsRangesInAnyOrder() throws IOException {
        byte[] content = content(5 * BLOCK + 100);
        try (SpoolFile file = new EncryptedSpool(temp, random).create()) {
            file.write(content, 0, content.length);
            Random places = new Random(7);
            for (int i = 0; i < 200; i++) {
                int from = places.nextInt(content.length);
                byte[] range = new byte[places.nextInt(content.length - from + 1)];
                file.read(from, range, 0, range.length);
                assertThat(range).isEqualTo(Arrays.copyOfRange(content, from, from + range.length));
            }
            assertThatThrownBy(() -> file.read(content.length - 1, new byte[2], 0, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> file.open(content.length + 1L)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void streamsAreIndependentAndSkip() throws IOException {
        byte[] content = content(2 * BLOCK + 5);
        try (SpoolFile file = new EncryptedSpool(temp, random).create()) {
            file.write(content, 0, content.length);
            InputStream one = file.open(0);
            InputStream other = file.open(0);
            assertThat(one.skip(BLOCK + 3)).isEqualTo(BLOCK + 3);
            assertThat(one.read()).isEqualTo(content[BLOCK + 3] & 0xff);
            assertThat(other.read()).isEqualTo(content[0] & 0xff);
            assertThat(one.available()).isEqualTo(content.length - BLOCK - 4);
            assertThat(one.skip(Long.MAX_VALUE)).isEqualTo(content.length - BLOCK - 4);
            assertThat(one.read(new byte[1])).isEqualTo(-1);
        }
    }

    @Test
    void refusesToWriteAfterReadingHasBegun() throws VaultikException {
        try (SpoolFile file = new EncryptedSpool(temp, random).create()) {
            file.write(new byte[10], 0, 10);
            file.read(0, new byte[1], 0, 1);
            assertThatThrownBy(() -> file.write(new byte[1], 0, 1)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void makesItsFolderForTheOwnerAndLeavesNoNameInIt() throws IOException {
        Path folder = temp.resolve("deep/spool");
        try (SpoolFile file = new EncryptedSpool(folder, random).create()) {
            file.write(new byte[3 * BLOCK], 0, 3 * BLOCK);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
            try (Stream<Path> names = Files.list(folder)) {
                assertThat(names).isEmpty();
            }
        }
    }

    @Test
    void writesNothingInClearAndNothingTwiceAlike() throws IOException {
        byte[] secret = "the secret plaintext".repeat(5000).getBytes(StandardCharsets.US_ASCII);
        VisibleSpool spool = new VisibleSpool(temp, Long.MAX_VALUE);
        for (int i = 0; i < 2; i++) {
            try (SpoolFile file = spool.create()) {
                file.write(secret, 0, secret.length);
                assertThat(file.open(0).readAllBytes()).isEqualTo(secret);
            }
        }
        byte[] first = Files.readAllBytes(spool.files().get(0));
        assertThat(new String(first, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
        assertThat(first).isNotEqualTo(Files.readAllBytes(spool.files().get(1)));
        assertThat(first).hasSizeGreaterThan(secret.length);
    }

    @Test
    void refusesTamperedShortAndSwappedBlocks() throws IOException {
        byte[] content = content(3 * BLOCK);
        VisibleSpool spool = new VisibleSpool(temp, Long.MAX_VALUE);
        try (SpoolFile file = spool.create()) {
            file.write(content, 0, content.length);
            file.open(0);
            Path path = spool.files().get(0);
            byte[] good = Files.readAllBytes(path);
            for (int at : new int[] {0, 1000, BLOCK, good.length - 1}) {
                byte[] bad = good.clone();
                bad[at] ^= 1;
                assertRefused(file, path, bad);
            }
            byte[] swapped = good.clone();
            int sealed = EncryptedSpoolFile.SEALED_BYTES;
            System.arraycopy(good, 0, swapped, sealed, sealed);
            assertRefused(file, path, swapped);
            assertRefused(file, path, Arrays.copyOf(good, good.length - 1));
            assertRefused(file, path, new byte[0]);
            Files.write(path, good);
            assertThat(file.open(0).readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void namesTheSpoolWhenTheDiskIsFull() throws IOException {
        Configuration small = Configuration.unix().toBuilder()
                .setMaxSize(1 << 20)
                .setAttributeViews("basic", "posix")
                .build();
        try (FileSystem disk = Jimfs.newFileSystem(small)) {
            Path path = disk.getPath("/spool");
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try (SpoolFile file = new EncryptedSpoolFile(channel, new SpoolDisk(path), random)) {
                byte[] much = new byte[2 << 20];
                Throwable thrown = catchThrowable(() -> file.write(much, 0, much.length));
                assertThat(thrown).isInstanceOf(NoSpaceException.class);
                assertThat(((VaultikException) thrown).plainMessage()).isEqualTo("the spool /spool is full");
                assertThat(channel.isOpen()).isFalse();
                assertThatThrownBy(() -> file.open(0)).isInstanceOf(VaultikException.class);
            }
        }
    }

    @Test
    void failsWithTypedExceptionsWhenClosedOrInterrupted() throws IOException {
        SpoolFile file = new EncryptedSpool(temp, random).create();
        file.write(new byte[2 * BLOCK], 0, 2 * BLOCK);
        InputStream in = file.open(0);
        Thread.currentThread().interrupt();
        assertThatThrownBy(in::read).isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
        file.close();
        file.close();
        assertThatThrownBy(in::read).isExactlyInstanceOf(VaultikException.class);
    }

    @Test
    void saysWhenTheFolderCannotBeMade() throws IOException {
        Path blocked = Files.createFile(temp.resolve("file"));
        EncryptedSpool spool = new EncryptedSpool(blocked, random);
        assertThatThrownBy(spool::create).isInstanceOf(VaultikException.class);
        assertThat(spool.toString()).doesNotContain(blocked.toString());
    }

    private static void assertRefused(SpoolFile file, Path path, byte[] bad) throws IOException {
        Files.write(path, bad);
        assertThatThrownBy(() -> file.open(0).readAllBytes()).isInstanceOf(IntegrityException.class);
    }

    private static void writeInPieces(SpoolFile file, byte[] content, long seed) throws VaultikException {
        Random sizes = new Random(seed);
        for (int at = 0; at < content.length; ) {
            int count = Math.min(content.length - at, 1 + sizes.nextInt(50_000));
            file.write(content, at, count);
            at += count;
        }
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }
}
