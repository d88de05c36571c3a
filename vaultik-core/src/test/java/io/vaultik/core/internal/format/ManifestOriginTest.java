package io.vaultik.core.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.UnsupportedFormatException;
import io.vaultik.fault.VaultikException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The manifest inside of a manifest: kept to the byte, checked, and one level deep. */
class ManifestOriginTest {
    private final Random random = TestRandom.seeded(ManifestOriginTest.class.getSimpleName());
    private final Samples samples = new Samples(random);

    @Test
    void aCopyKeepsTheExactLinesOfItsOriginal() throws VaultikException {
        for (int i = 0; i < 50; i++) {
            byte[] lines = Document.signed(samples.manifest());
            ManifestOrigin origin = origin(lines);
            Manifest copy = samples.copyOf(origin);
            byte[] signed = Document.signed(copy);
            SignedManifest read = SignedManifest.decode("m", signed);
            assertThat(read.manifest()).isEqualTo(copy);
            assertThat(read.manifest().encode()).isEqualTo(copy.encode());
            ManifestOrigin kept = Objects.requireNonNull(read.manifest().origin());
            assertThat(kept).isEqualTo(origin).hasSameHashCodeAs(origin);
            assertThat(kept.lines().getBytes(StandardCharsets.UTF_8)).isEqualTo(lines);
            assertThat(kept.key()).isEqualTo(SignedManifest.decode("m", lines).key());
            assertThat(kept.digest()).isEqualTo(origin.digest()).hasSize(64);
            assertThat(read.manifest().original()).isEqualTo(kept.manifest());
        }
    }

    @Test
    void aRevisionSaysWhichItIsAndHasAnOrigin() throws VaultikException {
        Manifest original = samples.manifest();
        ManifestOrigin origin = origin(Document.signed(original));
        Revision revision = new Revision(12, "00ff");
        Manifest revised = original.storedAnew(original.recordDigest(), 900, original.blobs())
                .revised(revision, original.sequence() + 5, origin);
        Manifest read = Manifest.decode(revised.encode());
        assertThat(read).isEqualTo(revised);
        assertThat(read.session()).isEqualTo(original.snapshot() + "/12-00ff");
        assertThat(original.session()).isEqualTo(original.snapshot());
        String line = new String(revised.encode(), StandardCharsets.UTF_8);
        String orphan = line.substring(0, line.indexOf(",\"origin\":")) + "}";
        assertThatThrownBy(() -> Manifest.decode(orphan.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("lacks its origin");
        for (String odd : List.of("0-00ff", "012-00ff", "12", "12-", "12-FF", "12-00ff/x", "-1-00ff", "1000000000-0")) {
            byte[] changed = line.replace("\"revision\":\"12-00ff\"", "\"revision\":\"" + odd + "\"")
                    .getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> Manifest.decode(changed)).as(odd).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void aCopyOfACopyKeepsTheFirstOriginal() throws VaultikException {
        ManifestOrigin first = origin(Document.signed(samples.manifest()));
        byte[] copy = Document.signed(samples.copyOf(first));
        assertThat(origin(copy)).isEqualTo(first);
        byte[] copyOfCopy = Document.signed(samples.copyOf(origin(copy)));
        assertThat(origin(copyOfCopy)).isEqualTo(first);
        assertThat(copyOfCopy.length).isLessThan(3 * Document.signed(first.manifest()).length + 4_000);
    }

    @Test
    void originalsOfOneIdAreToldApart() throws VaultikException {
        Manifest manifest = samples.manifest();
        assertThat(origin(Document.signed(manifest)).digest())
                .isNotEqualTo(origin(Document.signed(manifest)).digest());
    }

    @Test
    void anOriginWithAnOriginIsMalformed() throws VaultikException {
        byte[] copy = Document.signed(samples.copyOf(origin(Document.signed(samples.manifest()))));
        Manifest inner = SignedManifest.decode("m", copy).manifest();
        String outer = new String(inner.encode(), StandardCharsets.UTF_8);
        String nested = outer.substring(0, outer.indexOf("\"origin\":")) + "\"origin\":"
                + quoted(new String(copy, StandardCharsets.UTF_8)) + "}";
        assertThatThrownBy(() -> Manifest.decode(nested.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("has an origin itself");
    }

    @Test
    void aManifestThatContradictsItsOriginIsMalformed() throws VaultikException {
        Manifest original = samples.manifest();
        Manifest copy = samples.copyOf(origin(Document.signed(original)));
        String line = new String(copy.encode(), StandardCharsets.UTF_8);
        String series = copy.series();
        String id = copy.snapshot();
        String status = copy.complete() ? "complete" : "partial";
        for (String[] change : List.of(
                new String[] {"\"created\":\"" + copy.created(), "\"created\":\"1999-01-01T00:00:00Z"},
                new String[] {"\"status\":\"" + status, "\"status\":\"" + (copy.complete() ? "partial" : "complete")},
                new String[] {"\"series\":\"" + series, "\"series\":\"" + "0".repeat(32)},
                new String[] {"\"snapshot\":\"" + id, "\"snapshot\":\"x" + id},
                new String[] {"\"record\":{", "\"host\":\"another\",\"name\":\"another\",\"record\":{"})) {
            assertThat(line).contains(change[0]);
            String changed = line.substring(0, line.indexOf("\"origin\":")).replace(change[0], change[1])
                    + line.substring(line.indexOf("\"origin\":"));
            assertThatThrownBy(() -> Manifest.decode(changed.getBytes(StandardCharsets.UTF_8)))
                    .as(change[0])
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("than its origin");
        }
    }

    @Test
    void anOriginIsTwoLinesOfText() {
        String line = new String(samples.manifest().encode(), StandardCharsets.UTF_8);
        for (String origin : List.of("17", "[]", "{}", "true", "\"\"", "\"x\"", "\"\\n\\n\"", "\"{}\\n{}\\n\"")) {
            byte[] with = (line.substring(0, line.length() - 1) + ",\"origin\":" + origin + "}")
                    .getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> Manifest.decode(with)).as(origin).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void anOriginOfANewerFormatIsUnsupported() throws VaultikException {
        Manifest original = samples.manifest();
        String newer = new String(Document.signed(original), StandardCharsets.UTF_8);
        assertThat(newer).startsWith("{\"head\":{\"format\":1,");
        // The signature comes first: nothing is said of what somebody else has changed.
        assertThatThrownBy(() -> ManifestOrigin.decode(newer.replace("\"format\":1", "\"format\":2")))
                .isInstanceOf(IntegrityException.class);
        assertThatThrownBy(() -> Manifest.decodeOriginal(new String(original.encode(), StandardCharsets.UTF_8)
                        .replace("\"format\":1", "\"format\":2")
                        .getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnsupportedFormatException.class);
    }

    @Test
    void noAlteredByteOfAnOriginIsAccepted() throws VaultikException {
        ManifestOrigin origin = origin(Document.signed(samples.manifest()));
        byte[] bytes = samples.copyOf(origin).encode();
        int start = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\"origin\":\"") + 10;
        for (int i = start; i < bytes.length - 2; i += 1 + random.nextInt(3)) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= (byte) (1 + random.nextInt(255));
            try {
                Manifest.decode(damaged);
                fail("byte %d was altered and nobody saw it", i);
            } catch (VaultikException e) {
                assertThat(e).isInstanceOfAny(IntegrityException.class, MalformedException.class);
            }
        }
    }

    @Test
    void everyCutIsATypedFailure() throws VaultikException {
        byte[] bytes = Document.signed(samples.copyOf(origin(Document.signed(samples.manifest()))));
        for (int length = 0; length < bytes.length; length += 1 + random.nextInt(4)) {
            byte[] cut = java.util.Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> SignedManifest.decode("m", cut)).isInstanceOf(VaultikException.class);
        }
    }

    @Test
    void anOriginMayBeLongerThanANode() throws VaultikException {
        Manifest small = samples.manifest();
        List<ManifestBlob> blobs = java.util.stream.IntStream.range(0, 110_000)
                .mapToObj(i -> new ManifestBlob(Hex.of(samples.bytes(32)), 1_000, BlobKind.DATA, 5, 10, 200))
                .sorted(java.util.Comparator.comparing(ManifestBlob::name))
                .toList();
        Manifest large = new Manifest(
                small.repository(),
                small.snapshot(),
                small.created(),
                small.complete(),
                small.series(),
                small.host(),
                small.name(),
                small.recordDigest(),
                small.recordLength(),
                0,
                0,
                null,
                null,
                1,
                blobs,
                null,
                null);
        ManifestOrigin origin = origin(Document.signed(large));
        assertThat(origin.lines().length()).isGreaterThan(Limits.MAX_NODE_BYTES);
        byte[] copy = Document.signed(samples.copyOf(origin));
        assertThat(SignedManifest.decode("m", copy).manifest().origin()).isEqualTo(origin);
    }

    private static ManifestOrigin origin(byte[] lines) throws VaultikException {
        return ManifestOrigin.of(lines, SignedManifest.decode("m", lines));
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
