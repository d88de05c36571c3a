package io.vaultik.core.internal.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.fault.VaultikException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgeEncryptorTest {
    private final X25519Identity identity = AgeForge.identity(40);

    static byte[] encrypt(AgeEncryptor encryptor, byte[] plain) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        int headerBytes = encryptor.begin(file::write);
        assertThat(file.size()).isEqualTo(headerBytes);
        encryptor.write(plain, 0, plain.length);
        encryptor.finish();
        assertThat(file.size()).isEqualTo((int) AgePayload.fileBytes(headerBytes, plain.length));
        return file.toByteArray();
    }

    static AgeEncryptor encryptor(X25519Identity... identities) {
        List<X25519Recipient> recipients =
                Arrays.stream(identities).map(X25519Identity::recipient).toList();
        return new AgeEncryptor(recipients, TestRandom.secure(41));
    }

    static byte[] decrypt(byte[] file, FileKeyUnwrapper identity) throws IOException {
        try (AgeDecryptor plain = AgeDecryptor.open("file", new ByteArrayInputStream(file), identity)) {
            return plain.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073, 196_608, 1_048_576})
    void isReadBackAtEverySize(int length) throws IOException {
        byte[] plain = TestRandom.bytes(length, length);
        assertThat(decrypt(encrypt(encryptor(identity), plain), identity)).isEqualTo(plain);
    }

    @Test
    void givesTheSameFileHoweverTheBytesCome() throws IOException {
        Random random = TestRandom.seeded("givesTheSameFileHoweverTheBytesCome");
        byte[] plain = TestRandom.bytes(random.nextLong(), 300_000);
        byte[] whole = encrypt(encryptor(identity), plain);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        AgeEncryptor encryptor = encryptor(identity);
        encryptor.begin(file::write);
        for (int at = 0; at < plain.length; ) {
            int step = Math.min(plain.length - at, random.nextInt(random.nextBoolean() ? 10 : 100_000));
            encryptor.write(plain, at, step);
            at += step;
        }
        encryptor.finish();
        assertThat(file.toByteArray()).isEqualTo(whole);
    }

    @Test
    void makesOneFileAfterTheOtherEachWithItsOwnKeys() throws IOException {
        AgeEncryptor encryptor = encryptor(identity);
        byte[] plain = TestRandom.bytes(1, 70_000);
        byte[] first = encrypt(encryptor, plain);
        encryptor.begin((bytes, offset, length) -> {});
        encryptor.write(plain, 0, 70_000);
        byte[] second = encrypt(encryptor, plain);
        assertThat(second).hasSameSizeAs(first);
        int headerBytes = AgeHeader.headerBytes("file", first, first.length);
        assertThat(Arrays.copyOfRange(second, headerBytes, headerBytes + 1000))
                .isNotEqualTo(Arrays.copyOfRange(first, headerBytes, headerBytes + 1000));
        assertThat(decrypt(first, identity)).isEqualTo(plain);
        assertThat(decrypt(second, identity)).isEqualTo(plain);
    }

    @Test
    void encryptsToEachOfSeveralRecipients() throws IOException {
        X25519Identity other = AgeForge.identity(42);
        byte[] file = encrypt(encryptor(identity, other), new byte[] {1, 2, 3});
        assertThat(decrypt(file, identity)).containsExactly(1, 2, 3);
        assertThat(decrypt(file, other)).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> decrypt(file, AgeForge.identity(43))).isInstanceOf(VaultikException.class);
    }

    @Test
    void cannotGoOnAfterItsSinkFailed() throws IOException {
        AgeEncryptor encryptor = encryptor(identity);
        int[] calls = {0};
        encryptor.begin((bytes, offset, length) -> {
            if (calls[0]++ == 1) {
                throw new IOException("full");
            }
        });
        byte[] plain = new byte[70_000];
        assertThatThrownBy(() -> encryptor.write(plain, 0, plain.length)).hasMessage("full");
        assertThatThrownBy(() -> encryptor.write(plain, 0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(encryptor::finish).isInstanceOf(IllegalStateException.class);
        assertThat(decrypt(encrypt(encryptor, plain), identity)).isEqualTo(plain);
    }

    @Test
    void refusesToWorkWithoutRecipientsOrWithTooMany() {
        assertThatThrownBy(() -> encryptor()).isInstanceOf(IllegalArgumentException.class);
        List<X25519Recipient> flood = Collections.nCopies(129, identity.recipient());
        assertThatThrownBy(() -> new AgeEncryptor(flood, TestRandom.secure(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
