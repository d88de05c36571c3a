package io.vaultik.core.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.NoSpaceException;
import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostStateTest {
    private static final Instant NOON = Instant.parse("2024-01-15T12:00:00.987654321Z");

    private final Path temporary;
    private final Path folder;
    private final HostState state;

    HostStateTest(@TempDir Path temporary) throws VaultikException {
        this.temporary = temporary;
        folder = temporary.resolve("a/b");
        state = HostState.open(folder, TestRandom.secure(1));
    }

    @Test
    void timesHaveWholeSecondsAndNeverGoBack() throws VaultikException {
        assertThat(state.nextTime(NOON)).isEqualTo("2024-01-15T12:00:00Z");
        assertThat(state.nextTime(NOON)).isEqualTo("2024-01-15T12:00:00Z");
        assertThat(state.nextTime(NOON.minusSeconds(3_600)))
                .as("one second on, lest all compete for one id")
                .isEqualTo("2024-01-15T12:00:01Z");
        assertThat(state.nextTime(NOON.plusSeconds(1))).isEqualTo("2024-01-15T12:00:01Z");
        assertThat(reopened().nextTime(NOON)).isEqualTo("2024-01-15T12:00:02Z");
    }

    @Test
    void theSequenceCountsFromOneAcrossRestarts() throws VaultikException {
        assertThat(state.nextSequence()).isEqualTo(1);
        assertThat(state.nextSequence()).isEqualTo(2);
        assertThat(reopened().nextSequence()).isEqualTo(3);
    }

    @Test
    void concurrentWritersGetDifferentNumbers() throws Exception {
        Set<Long> numbers = ConcurrentHashMap.newKeySet();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            HostState own = reopened();
            threads[i] = new Thread(() -> {
                try {
                    for (int n = 0; n < 25; n++) {
                        numbers.add(own.nextSequence());
                        own.pinRecipients(List.of("r" + n));
                        own.nextTime(NOON.plusSeconds(n));
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
        assertThat(numbers).hasSize(100).contains(1L, 100L);
    }

    @Test
    void pinsArePlainSortedLines() throws Exception {
        assertThat(state.pinnedRecipients()).isEmpty();
        state.pinRecipients(List.of("age1b", "age1a"));
        assertThat(folder.resolve("recipients")).hasContent("age1a\nage1b\n");
        assertThat(reopened().pinnedRecipients()).containsExactly("age1a", "age1b");
        state.pinRecipients(List.of("age1c"));
        assertThat(state.pinnedRecipients()).containsExactly("age1c");
        Files.writeString(folder.resolve("recipients"), "\n  age1y \r\n\nage1x\n");
        assertThat(state.pinnedRecipients()).containsExactly("age1x", "age1y");
    }

    @Test
    void theWriterKeyIsMadeOnceAndItsPublicHalfBelongsToIt() throws Exception {
        WriterKey key = state.writerKey();
        WriterKey again = reopened().writerKey();
        assertThat(again.publicKey()).isEqualTo(key.publicKey()).hasSize(32);
        assertThat(again.privateKey()).isEqualTo(key.privateKey());
        Signature signing = Signature.getInstance("Ed25519");
        signing.initSign(key.privateKey());
        signing.update(new byte[] {1, 2, 3});
        byte[] signature = signing.sign();
        byte[] der = HexFormat.of()
                .parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(key.publicKey()));
        PublicKey publicKey = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
        Signature verifying = Signature.getInstance("Ed25519");
        verifying.initVerify(publicKey);
        verifying.update(new byte[] {1, 2, 3});
        assertThat(verifying.verify(signature)).isTrue();
        assertThat(key.toString()).doesNotContain(key.text().split(" ")[0]);
    }

    @Test
    void onlyTheOwnerCanReadIt() throws IOException {
        state.writerKey();
        state.pinRecipients(List.of("age1a"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        for (String name : List.of("writer.key", "recipients")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1.5", "99999999999999999999", "9223372036854775807", "1 2", "\u0000"})
    void aCorruptNumberIsMalformed(String text) throws IOException {
        for (String name : List.of("last", "sequence")) {
            Files.writeString(folder.resolve(name), text);
        }
        assertThatThrownBy(() -> state.nextTime(NOON))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("last");
        assertThatThrownBy(() -> state.nextSequence())
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("sequence");
    }

    @Test
    void aCorruptKeyIsMalformedAndStays() throws Exception {
        state.writerKey();
        Path file = folder.resolve("writer.key");
        String right = Files.readString(file);
        Random random = TestRandom.seeded("aCorruptKeyIsMalformedAndStays");
        for (String wrong : List.of(
                "",
                "x",
                "x y",
                "AAAA AAAA",
                right.substring(0, 40),
                right.split(" ")[0],
                right + right,
                right.split(" ")[0] + " AAAA")) {
            Files.writeString(file, wrong);
            assertThatThrownBy(() -> state.writerKey()).as(wrong).isInstanceOf(MalformedException.class);
            assertThat(file).hasContent(wrong);
        }
        for (int i = 0; i < 200; i++) {
            byte[] garbage = new byte[random.nextInt(150)];
            random.nextBytes(garbage);
            Files.write(file, garbage);
            assertThatThrownBy(() -> state.writerKey()).isInstanceOf(MalformedException.class);
        }
        Files.writeString(file, "a".repeat((1 << 20) + 1));
        assertThatThrownBy(() -> state.writerKey()).isInstanceOf(MalformedException.class);
    }

    @Test
    void whatAKilledWriterLeftDoesNoHarm() throws Exception {
        for (String name : List.of("last", "sequence", "recipients", "writer.key")) {
            Files.write(folder.resolve(name + ".tmp"), "half".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(state.nextSequence()).isEqualTo(1);
        assertThat(state.nextTime(NOON)).isEqualTo("2024-01-15T12:00:00Z");
        state.pinRecipients(List.of("age1a"));
        assertThat(state.pinnedRecipients()).containsExactly("age1a");
        state.writerKey();
    }

    @Test
    void aFolderThatCannotBeMadeIsATypedFailure() throws IOException {
        Path file = temporary.resolve("file");
        Files.createFile(file);
        assertThatThrownBy(() -> HostState.open(file.resolve("x"), TestRandom.secure(1)))
                .isInstanceOf(VaultikException.class)
                .isNotInstanceOf(NoSpaceException.class);
        Files.createDirectory(folder.resolve("last"));
        assertThatThrownBy(() -> state.nextTime(NOON)).isInstanceOf(VaultikException.class);
    }

    @Test
    void locksHaveTheirNames() throws VaultikException {
        try (HostLock one = state.tryLock("session-a").orElseThrow();
                HostLock other = state.tryLock("series-b").orElseThrow()) {
            assertThat(state.lockNames("session-")).containsExactly("session-a");
            assertThat(other).isNotNull();
            one.remove();
        }
        assertThat(state.lockNames("session-")).isEmpty();
        assertThat(state.lockNames("series-")).containsExactly("series-b");
    }

    private HostState reopened() throws VaultikException {
        return HostState.open(folder, TestRandom.secure(2));
    }
}
