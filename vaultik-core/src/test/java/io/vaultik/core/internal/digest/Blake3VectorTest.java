package io.vaultik.core.internal.digest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs where the application added the module {@code jdk.incubator.vector}. */
@Tag("vector")
class Blake3VectorTest {
    @Test
    void takesTheVectorFormByItself() {
        assertThat(Blake3Form.VECTOR.isAvailable()).isTrue();
        assertThat(Blake3Form.best()).isEqualTo(Blake3Form.VECTOR);
        assertThat(Blake3Form.VECTOR.newCompression().getClass().getSimpleName())
                .isEqualTo("VectorCompression");
    }
}
