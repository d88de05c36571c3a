package io.vaultik.core.internal.age;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.TestRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the programs {@code age} and {@code age-keygen}. */
@Tag("interop")
class AgeProgramTest {
    private final Path folder;
    private final Path plainFile;
    private final Path ageFile;
    private final Path keyFile;

    AgeProgramTest(@TempDir Path folder) {
        this.folder = folder;
        plainFile = folder.resolve("plain");
        ageFile = folder.resolve("plain.age");
        keyFile = folder.resolve("key.txt");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 196_608, 1_048_576})
    void ageReadsWhatWeWrite(int length) throws IOException, InterruptedException {
        X25519Identity identity = AgeForge.identity(80);
        IdentityFile.write(keyFile, identity, Instant.EPOCH);
        byte[] plain = TestRandom.bytes(81, length);
        Files.write(ageFile, AgeEncryptorTest.encrypt(AgeEncryptorTest.encryptor(identity), plain));
        assertThat(run("age", "-d", "-i", keyFile, ageFile)).isZero();
        assertThat(folder.resolve("output")).hasBinaryContent(plain);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 196_608, 1_048_576})
    void weReadWhatAgeWrites(int length) throws IOException, InterruptedException {
        assertThat(run("age-keygen", "-o", keyFile)).isZero();
        X25519Identity identity = IdentityFile.read(keyFile).get(0);
        byte[] plain = TestRandom.bytes(82, length);
        Files.write(plainFile, plain);
        String other = AgeForge.identity(83).recipient().toString();
        assertThat(run("age", "-r", other, "-r", identity.recipient(), "-o", ageFile, plainFile))
                .isZero();
        byte[] file = Files.readAllBytes(ageFile);
        assertThat(AgeEncryptorTest.decrypt(file, identity)).isEqualTo(plain);
        assertThat(AgePayloadTest.decryptAll(file, identity)).isEqualTo(plain);
    }

    @Test
    void ageKeygenReadsOurIdentityFileAndFindsTheSameRecipient() throws IOException, InterruptedException {
        X25519Identity identity = AgeForge.identity(84);
        IdentityFile.write(keyFile, identity, Instant.EPOCH);
        Path recipient = folder.resolve("recipient");
        assertThat(run("age-keygen", "-y", "-o", recipient, keyFile)).isZero();
        assertThat(recipient).hasContent(identity.recipient() + "\n");
    }

    @Test
    void agePassesTheSameVerdictOnEveryForgedFile() throws IOException, InterruptedException {
        IdentityFile.write(keyFile, AgeForge.IDENTITY, Instant.EPOCH);
        Map<String, ForgedFiles.Case> cases = ForgedFiles.all();
        // The program looks for this only when it is about to ask for the passphrase.
        cases.remove("a passphrase beside");
        for (Map.Entry<String, ForgedFiles.Case> entry : cases.entrySet()) {
            Files.write(ageFile, entry.getValue().bytes());
            boolean accepted = run("age", "-d", "-i", keyFile, ageFile) == 0;
            assertThat(accepted).as(entry.getKey()).isEqualTo(entry.getValue().failure() == null);
        }
    }

    private int run(Object... command) throws IOException, InterruptedException {
        List<String> words = List.of(command).stream().map(Object::toString).toList();
        Process process = new ProcessBuilder(words)
                .redirectError(folder.resolve("errors").toFile())
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
