package io.vaultik.core.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the bytes are: a value or a {@link VaultikException}, nothing else. */
class DamagedDocumentTest {
    private static final int[] FLIPS = {0x01, 0x02, 0x04, 0x20, 0x80, 0xff};
    private static final int[] BITS = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff};

    @ParameterizedTest
    @EnumSource
    void everyFlippedByteGivesAValueOrATypedFailure(Document document) {
        byte[] bytes = document.bytes(document.random("flipped"));
        for (int i = 0; i < bytes.length; i++) {
            for (int flip : FLIPS) {
                byte[] damaged = bytes.clone();
                damaged[i] ^= (byte) flip;
                tryToRead(document, damaged);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCutGivesAValueOrATypedFailure(Document document) {
        byte[] bytes = document.bytes(document.random("cut"));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            if (length < bytes.length - 1
                    && document != Document.LEAF
                    && document != Document.INNER_NODE
                    && document != Document.CHUNK_LIST) {
                assertThatThrownBy(() -> document.read(cut))
                        .as("cut to " + length)
                        .isInstanceOf(VaultikException.class);
            } else {
                tryToRead(document, cut);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void garbageGivesATypedFailure(Document document) {
        Random random = document.random("garbage");
        for (int i = 0; i < 2_000; i++) {
            byte[] garbage = new byte[random.nextInt(200)];
            random.nextBytes(garbage);
            tryToRead(document, garbage);
        }
        byte[] bytes = document.bytes(random);
        byte[] extended = Arrays.copyOf(bytes, bytes.length + 3);
        Arrays.fill(extended, bytes.length, extended.length, (byte) '7');
        assertThatThrownBy(() -> document.read(extended)).isInstanceOf(VaultikException.class);
    }

    @ParameterizedTest
    @EnumSource
    void partsOfTwoDocumentsGiveAValueOrATypedFailure(Document document) {
        Random random = document.random("spliced");
        for (int i = 0; i < 500; i++) {
            byte[] one = document.bytes(random);
            byte[] other = Document.values()[random.nextInt(Document.values().length)].bytes(random);
            byte[] spliced = Arrays.copyOf(one, one.length);
            int length = random.nextInt(Math.min(one.length, other.length));
            System.arraycopy(
                    other, random.nextInt(other.length - length), spliced, random.nextInt(one.length - length), length);
            tryToRead(document, spliced);
        }
    }

    @Test
    void noAlteredByteOfASignedManifestIsAccepted() throws VaultikException {
        byte[] bytes = Document.SIGNED_MANIFEST.bytes(Document.SIGNED_MANIFEST.random("altered"));
        Document.SIGNED_MANIFEST.read(bytes);
        for (int i = 0; i < bytes.length; i++) {
            // A signature takes a millisecond: each bit, and all of them, in place of every value.
            for (int flip : BITS) {
                byte[] damaged = bytes.clone();
                damaged[i] ^= (byte) flip;
                assertThatThrownBy(() -> Document.SIGNED_MANIFEST.read(damaged))
                        .as("byte %d xor %d", i, flip)
                        .isInstanceOfAny(IntegrityException.class, MalformedException.class);
            }
        }
    }

    @Test
    void aManifestThatAnotherKeySignedIsReadAsThatOnes() throws VaultikException {
        byte[] one = Document.SIGNED_MANIFEST.bytes(1);
        byte[] other = Document.SIGNED_MANIFEST.bytes(1);
        assertThat(SignedManifest.decode("m", one).manifest())
                .isEqualTo(SignedManifest.decode("m", other).manifest());
        assertThat(SignedManifest.decode("m", one).key())
                .isNotEqualTo(SignedManifest.decode("m", other).key());
        int line = new String(one, java.nio.charset.StandardCharsets.UTF_8).indexOf('\n');
        byte[] swapped = other.clone();
        byte[] different = Document.SIGNED_MANIFEST.bytes(2);
        int end = new String(different, java.nio.charset.StandardCharsets.UTF_8).indexOf('\n');
        byte[] mixed = Arrays.copyOf(different, end + swapped.length - line);
        System.arraycopy(swapped, line, mixed, end, swapped.length - line);
        assertThatThrownBy(() -> SignedManifest.decode("m", mixed)).isInstanceOf(IntegrityException.class);
    }

    private static void tryToRead(Document document, byte[] bytes) {
        try {
            document.read(bytes);
        } catch (VaultikException e) {
            assertThat(e).hasMessageNotContaining("null");
        } catch (RuntimeException | Error e) {
            fail("%s gives %s for %s", document, e, Arrays.toString(bytes), e);
        }
    }
}
