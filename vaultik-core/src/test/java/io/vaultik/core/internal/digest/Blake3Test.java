package io.vaultik.core.internal.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The published test vectors of BLAKE3: byte i of the input is i modulo 251, the key and the context are the texts below,
 * and each output has 131 bytes.
 */
@Tag("blake3")
class Blake3Test {
    private static final byte[] KEY = "whats the Elvish word for friend".getBytes(StandardCharsets.US_ASCII);
    private static final String CONTEXT = "BLAKE3 2019-12-27 16:29:52 test vectors context";
    private static final int OUTPUT_BYTES = 131;

    /** Length of the input and hash, in turn. */
    private static final Object[] HASHES = {
        0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
        1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213",
        2, "7b7015bb92cf0b318037702a6cdd81dee41224f734684c2c122cd6359cb1ee63",
        3, "e1be4d7a8ab5560aa4199eea339849ba8e293d55ca0a81006726d184519e647f",
        4, "f30f5ab28fe047904037f77b6da4fea1e27241c5d132638d8bedce9d40494f32",
        5, "b40b44dfd97e7a84a996a91af8b85188c66c126940ba7aad2e7ae6b385402aa2",
        6, "06c4e8ffb6872fad96f9aaca5eee1553eb62aed0ad7198cef42e87f6a616c844",
        7, "3f8770f387faad08faa9d8414e9f449ac68e6ff0417f673f602a646a891419fe",
        8, "2351207d04fc16ade43ccab08600939c7c1fa70a5c0aaca76063d04c3228eaeb",
        63, "e9bc37a594daad83be9470df7f7b3798297c3d834ce80ba85d6e207627b7db7b",
        64, "4eed7141ea4a5cd4b788606bd23f46e212af9cacebacdc7d1f4c6dc7f2511b98",
        65, "de1e5fa0be70df6d2be8fffd0e99ceaa8eb6e8c93a63f2d8d1c30ecb6b263dee",
        127, "d81293fda863f008c09e92fc382a81f5a0b4a1251cba1634016a0f86a6bd640d",
        128, "f17e570564b26578c33bb7f44643f539624b05df1a76c81f30acd548c44b45ef",
        129, "683aaae9f3c5ba37eaaf072aed0f9e30bac0865137bae68b1fde4ca2aebdcb12",
        1_023, "10108970eeda3eb932baac1428c7a2163b0e924c9a9e25b35bba72b28f70bd11",
        1_024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7",
        1_025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444",
        2_048, "e776b6028c7cd22a4d0ba182a8bf62205d2ef576467e838ed6f2529b85fba24a",
        2_049, "5f4d72f40d7a5f82b15ca2b2e44b1de3c2ef86c426c95c1af0b6879522563030",
        3_072, "b98cb0ff3623be03326b373de6b9095218513e64f1ee2edd2525c7ad1e5cffd2",
        3_073, "7124b49501012f81cc7f11ca069ec9226cecb8a2c850cfe644e327d22d3e1cd3",
        4_096, "015094013f57a5277b59d8475c0501042c0b642e531b0a1c8f58d2163229e969",
        4_097, "9b4052b38f1c5fc8b1f9ff7ac7b27cd242487b3d890d15c96a1c25b8aa0fb995",
        5_120, "9cadc15fed8b5d854562b26a9536d9707cadeda9b143978f319ab34230535833",
        5_121, "628bd2cb2004694adaab7bbd778a25df25c47b9d4155a55f8fbd79f2fe154cff",
        6_144, "3e2e5b74e048f3add6d21faab3f83aa44d3b2278afb83b80b3c35164ebeca205",
        6_145, "f1323a8631446cc50536a9f705ee5cb619424d46887f3c376c695b70e0f0507f",
        7_168, "61da957ec2499a95d6b8023e2b0e604ec7f6b50e80a9678b89d2628e99ada77a",
        7_169, "a003fc7a51754a9b3c7fae0367ab3d782dccf28855a03d435f8cfe74605e7817",
        8_192, "aae792484c8efe4f19e2ca7d371d8c467ffb10748d8a5a1ae579948f718a2a63",
        8_193, "bab6c09cb8ce8cf459261398d2e7aef35700bf488116ceb94a36d0f5f1b7bc3b",
        16_384, "f875d6646de28985646f34ee13be9a576fd515f76b5b0a26bb324735041ddde4",
        31_744, "62b6960e1a44bcc1eb1a611a8d6235b6b4b78f32e7abc4fb4c6cdcce94895c47",
        102_400, "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085"
    };

    private static Map<Integer, String> hashes() {
        Map<Integer, String> hashes = new TreeMap<>();
        for (int i = 0; i < HASHES.length; i += 2) {
            hashes.put((Integer) HASHES[i], (String) HASHES[i + 1]);
        }
        return hashes;
    }

    private static byte[] input(int length) {
        byte[] input = new byte[length];
        for (int i = 0; i < length; i++) {
            input[i] = (byte) (i % 251);
        }
        return input;
    }

    @ParameterizedTest
    @EnumSource(Blake3Form.class)
    void hasThePublishedHashOfEveryLength(Blake3Form form) {
        Blake3 blake3 = new Blake3(Blake3Mode.HASH, form);
        assertThat(hashes()).hasSize(35).allSatisfy((length, hash) -> {
            blake3.update(input(length), 0, length);
            assertThat(blake3.digest().hex()).as("%d bytes", length).isEqualTo(hash);
        });
    }

    /** Compares by the SHA-256 of all published outputs, one after the other. */
    @ParameterizedTest
    @EnumSource(Blake3Form.class)
    void hasThePublishedLongOutputsOfAllModes(Blake3Form form) {
        assertThat(longOutputs(new Blake3(Blake3Mode.HASH, form)))
                .isEqualTo("2a831a1ce4263e8aebeb8772cfb7b152c1d007963781f6b802917457ac14c5ee");
        assertThat(longOutputs(new Blake3(Blake3Mode.keyed(KEY), form)))
                .isEqualTo("2f4d8e32fbd66589edaa2e26994f9c1677641c7a4a42e1896b26dd66a549a43a");
        assertThat(longOutputs(new Blake3(Blake3Mode.deriveKey(CONTEXT), form)))
                .isEqualTo("7605dee31106742b2a9b8d771a6da16e568e9e0407dcf1a67cf1a6159395275e");
    }

    private static String longOutputs(Blake3 blake3) {
        Digester all = DigestAlgorithm.SHA_256.newDigester();
        for (int length : hashes().keySet()) {
            blake3.update(input(length), 0, length);
            byte[] output = new byte[OUTPUT_BYTES];
            blake3.digestInto(output, 0, OUTPUT_BYTES);
            all.update(output, 0, OUTPUT_BYTES);
        }
        return all.digest().hex();
    }

    @Test
    void givesTheBeginningOfALongOutputAsAShortOne() {
        Blake3 blake3 = Blake3.keyed(KEY);
        byte[] all = new byte[1000];
        blake3.update(input(5000), 0, 5000);
        blake3.digestInto(all, 0, all.length);
        for (int length : new int[] {0, 1, 31, 32, 63, 64, 65, 128, 999}) {
            byte[] some = new byte[1000];
            blake3.update(input(5000), 0, 5000);
            blake3.digestInto(some, 0, length);
            assertThat(Arrays.copyOf(some, length)).isEqualTo(Arrays.copyOf(all, length));
            assertThat(Arrays.copyOfRange(some, length, 1000)).containsOnly(0);
        }
    }

    @ParameterizedTest
    @EnumSource(Blake3Form.class)
    void hasTheSameHashHoweverTheBytesCome(Blake3Form form) {
        Random random = TestRandom.seeded("hasTheSameHashHoweverTheBytesCome");
        Digester digester = new Blake3(Blake3Mode.HASH, form);
        for (int round = 0; round < 20; round++) {
            byte[] bytes = TestRandom.bytes(random.nextLong(), random.nextInt(900_000));
            ContentDigest byBlocks = byPieces(digester, bytes, 64);
            assertThat(byPieces(digester, bytes, bytes.length + 1)).isEqualTo(byBlocks);
            assertThat(byPieces(digester, bytes, 1 + random.nextInt(300_000))).isEqualTo(byBlocks);
            assertThat(byPieces(digester, bytes, 4096)).isEqualTo(byBlocks);
        }
    }

    /** Pieces of a block never reach the lanes: so each path is checked against the other. */
    @ParameterizedTest
    @EnumSource(Blake3Form.class)
    void agreesOnBothPathsAroundEveryChunk(Blake3Form form) {
        Digester digester = new Blake3(Blake3Mode.keyed(KEY), form);
        for (int chunks :
                new int[] {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 127, 128, 255, 256, 257, 512, 769}) {
            for (int off : new int[] {-65, -64, -1, 0, 1, 63, 64}) {
                byte[] bytes = input(chunks * 1024 + off);
                assertThat(byPieces(digester, bytes, bytes.length))
                        .as("%d bytes", bytes.length)
                        .isEqualTo(byPieces(digester, bytes, 64));
            }
        }
    }

    private static ContentDigest byPieces(Digester digester, byte[] bytes, int piece) {
        for (int at = 0; at < bytes.length; at += piece) {
            digester.update(bytes, at, Math.min(piece, bytes.length - at));
        }
        return digester.digest();
    }

    @ParameterizedTest
    @EnumSource(Blake3Form.class)
    void countsChunksBeyondThirtyTwoBits(Blake3Form form) {
        byte[] bytes = input(20 * 1024);
        int[] out = new int[8];
        int[] other = new int[8];
        Blake3 blake3 = new Blake3(Blake3Mode.HASH, form);
        blake3.begin((1L << 32) - 16);
        blake3.update(bytes, 0, bytes.length);
        blake3.chainingValue(out, 0);
        blake3.begin((1L << 32) - 16);
        for (int at = 0; at < bytes.length; at += 64) {
            blake3.update(bytes, at, 64);
        }
        blake3.chainingValue(other, 0);
        assertThat(out).isEqualTo(other);
        blake3.begin(0);
        blake3.update(bytes, 0, bytes.length);
        blake3.chainingValue(other, 0);
        assertThat(out).isNotEqualTo(other);
    }

    @Test
    void startsAnewAfterADigestAndAfterAReset() {
        Digester digester = Blake3.hash();
        byte[] bytes = input(5000);
        ContentDigest digest = byPieces(digester, bytes, 5000);
        digester.update(bytes, 0, 3000);
        digester.reset();
        assertThat(byPieces(digester, bytes, 5000)).isEqualTo(digest);
    }

    @Test
    void refusesWrongKeysAndRanges() {
        assertThatThrownBy(() -> Blake3.keyed(Arrays.copyOf(KEY, 31))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Blake3.hash().update(new byte[3], 1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Blake3.hash().digestInto(new byte[32], 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void thereIsAlwaysAFormThatIsAvailable() {
        assertThat(Blake3Form.best().isAvailable()).isTrue();
        assertThat(Blake3Form.LOOPS.isAvailable()).isTrue();
        assertThat(Blake3Form.PLAIN.isAvailable()).isTrue();
    }
}
