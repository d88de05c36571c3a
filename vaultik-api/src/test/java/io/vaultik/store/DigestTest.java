package io.vaultik.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    private static final String EMPTY = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";

    @Test
    void isTheSameInBothForms() {
        Digest digest = Digest.ofHex(EMPTY);
        assertThat(digest.algorithm()).isEqualTo(HashAlgorithm.BLAKE3);
        assertThat(digest).hasToString(EMPTY).isEqualTo(Digest.of(HashAlgorithm.BLAKE3, digest.bytes()));
        assertThat(digest.hashCode()).isEqualTo(Digest.ofHex(EMPTY).hashCode());
        assertThat(ManifestId.of(digest).digest()).isEqualTo(digest);
    }

    @Test
    void tellsAlgorithmsApart() {
        Digest other = Digest.ofHex(HashAlgorithm.SHA_256, EMPTY);
        assertThat(Digest.ofHex(EMPTY)).isNotEqualTo(other).isLessThan(other);
        assertThatIllegalArgumentException().isThrownBy(() -> ManifestId.of(other));
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.of(HashAlgorithm.MD5, new byte[32]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "af13",
                "AF1349B9F5F9A1A6A0404DEA36DCC9499BCB25C9ADC112B7CC9A93CAE41F3262",
                "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f326",
                "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f32622",
                "gf1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
                "../349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"
            })
    void refusesWhatIsNoDigest(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.ofHex(text));
        assertThatIllegalArgumentException().isThrownBy(() -> ManifestId.of(text));
        assertThat(ManifestId.isValid(text)).isFalse();
    }
}
