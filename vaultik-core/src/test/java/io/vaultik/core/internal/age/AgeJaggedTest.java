package io.vaultik.core.internal.age;

import static org.assertj.core.api.Assertions.assertThat;

import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import io.vaultik.core.internal.TestRandom;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.GeneralSecurityException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against jagged, an independent implementation of age. */
class AgeJaggedTest {
    private final X25519Identity identity = AgeForge.identity(70);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 65_535, 65_536, 65_537, 131_072, 196_608, 1_048_576})
    void jaggedReadsWhatWeWrite(int length) throws IOException, GeneralSecurityException {
        byte[] plain = TestRandom.bytes(71, length);
        byte[] file = AgeEncryptorTest.encrypt(AgeEncryptorTest.encryptor(AgeForge.identity(72), identity), plain);
        ReadableByteChannel channel = new StandardDecryptingChannelFactory()
                .newDecryptingChannel(
                        Channels.newChannel(new ByteArrayInputStream(file)),
                        List.of(X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(identity.text())));
        assertThat(Channels.newInputStream(channel).readAllBytes()).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 65_535, 65_536, 65_537, 131_072, 196_608, 1_048_576})
    void weReadWhatJaggedWrites(int length) throws IOException, GeneralSecurityException {
        byte[] plain = TestRandom.bytes(73, length);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        String recipient = identity.recipient().toString();
        try (WritableByteChannel channel = new StandardEncryptingChannelFactory()
                .newEncryptingChannel(
                        Channels.newChannel(file),
                        List.of(X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient)))) {
            ByteBuffer buffer = ByteBuffer.wrap(plain);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
        assertThat(AgeEncryptorTest.decrypt(file.toByteArray(), identity)).isEqualTo(plain);
        assertThat(AgePayloadTest.decryptAll(file.toByteArray(), identity)).isEqualTo(plain);
    }
}
