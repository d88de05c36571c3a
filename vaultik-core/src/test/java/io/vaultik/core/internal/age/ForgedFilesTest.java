package io.vaultik.core.internal.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.fault.VaultikException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForgedFilesTest {
    private static final Map<String, ForgedFiles.Case> CASES = ForgedFiles.all();

    static Iterable<String> names() {
        return CASES.keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void getsTheVerdictOfTheSpecificationAsAStream(String name) throws IOException {
        ForgedFiles.Case file = Objects.requireNonNull(CASES.get(name));
        byte[] bytes = file.bytes();
        if (file.failure() == null) {
            byte[] plain = decrypt(bytes);
            assertThat(plain).isEqualTo(new byte[plain.length]);
        } else {
            assertThatThrownBy(() -> decrypt(bytes)).isExactlyInstanceOf(file.failure());
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void getsTheSameVerdictByRandomAccess(String name) throws IOException {
        ForgedFiles.Case file = Objects.requireNonNull(CASES.get(name));
        byte[] bytes = file.bytes();
        if (file.failure() == null) {
            assertThat(AgePayloadTest.decryptAll(bytes, AgeForge.IDENTITY)).isEqualTo(decrypt(bytes));
        } else {
            assertThatThrownBy(() -> AgePayloadTest.decryptAll(bytes, AgeForge.IDENTITY))
                    .isInstanceOf(VaultikException.class);
        }
    }

    private static byte[] decrypt(byte[] file) throws IOException {
        try (AgeDecryptor plain = AgeDecryptor.open("file", new ByteArrayInputStream(file), AgeForge.IDENTITY)) {
            return plain.readAllBytes();
        }
    }
}
