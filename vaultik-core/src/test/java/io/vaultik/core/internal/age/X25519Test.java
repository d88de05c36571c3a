package io.vaultik.core.internal.age;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class X25519Test {
    /** All points of low order, with those that are not reduced modulo p. */
    static final List<String> LOW_ORDER = List.of(
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

    @Test
    void agreesWithRfc7748() {
        byte[] product = X25519.multiply(
                hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
                hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"));
        assertThat(product).isEqualTo(hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
    }

    @Test
    void multipliesTheBasePointAsRfc7748DoesAfterOneIteration() {
        byte[] nine = hex("0900000000000000000000000000000000000000000000000000000000000000");
        assertThat(X25519.publicKey(nine))
                .isEqualTo(hex("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"));
    }

    @Test
    void refusesEveryPointOfLowOrder() {
        for (String point : LOW_ORDER) {
            assertThat(X25519.multiply(hex("77".repeat(32)), hex(point)))
                    .as(point)
                    .isNull();
        }
    }

    @Test
    void derivesAsRfc5869CaseThree() {
        byte[] secret = "\u000b".repeat(22).getBytes(StandardCharsets.US_ASCII);
        assertThat(Hkdf.derive(secret, new byte[0], ""))
                .isEqualTo(hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"));
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
