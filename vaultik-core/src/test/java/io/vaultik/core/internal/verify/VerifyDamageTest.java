package io.vaultik.core.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.blob.ZstdFrame;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.fault.MalformedException;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.VerifyLevel;
import io.vaultik.repository.VerifyResult;
import io.vaultik.storage.ObjectKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damages every kind of object in every way, and compares what a verification says with what reading says. */
class VerifyDamageTest {
    @TempDir
    Path folder;

    private int cases;

    @Test
    void findsEveryDamageOfAWholeObject() throws IOException {
        try (VerifyFixture fixture = VerifyFixture.small(folder)) {
            Map<ObjectKey, byte[]> objects = snapshotObjects(fixture);
            for (Map.Entry<ObjectKey, byte[]> object : objects.entrySet()) {
                byte[] bytes = object.getValue();
                if (Keys.manifestDir(object.getKey()).isEmpty()) {
                    check(fixture, object.getKey(), bytes, null);
                }
                check(fixture, object.getKey(), bytes, Arrays.copyOf(bytes, bytes.length - 1));
                check(fixture, object.getKey(), bytes, Arrays.copyOf(bytes, bytes.length / 2));
                check(fixture, object.getKey(), bytes, new byte[0]);
                check(fixture, object.getKey(), bytes, Arrays.copyOf(bytes, bytes.length + 1));
                check(fixture, object.getKey(), bytes, new byte[bytes.length]);
                for (Map.Entry<ObjectKey, byte[]> other : objects.entrySet()) {
                    if (!other.getKey().equals(object.getKey())) {
                        check(fixture, object.getKey(), bytes, other.getValue());
                    }
                }
            }
            assertThat(fixture.content().isOk()).isTrue();
        }
        System.out.println("whole objects: " + cases + " cases");
    }

    @Test
    void findsFlippedBytes() throws IOException {
        try (VerifyFixture fixture = VerifyFixture.small(folder)) {
            flipAll(fixture, 1_000, TestRandom.seeded("findsFlippedBytes"));
        }
        System.out.println("flipped bytes: " + cases + " cases");
    }

    @Test
    @Tag("campaign")
    void findsEveryFlippedByte() throws IOException {
        try (VerifyFixture fixture = VerifyFixture.small(folder)) {
            flipAll(fixture, 1, new Random(1));
        }
        System.out.println("every flipped byte: " + cases + " cases");
    }

    @Test
    void findsDamageInTreesOfSeveralLeaves() throws IOException {
        try (VerifyFixture fixture = VerifyFixture.large(folder)) {
            Random random = TestRandom.seeded("findsDamageInTreesOfSeveralLeaves");
            for (Map.Entry<ObjectKey, byte[]> blob :
                    fixture.repository.objects(Keys.BLOBS).entrySet()) {
                byte[] bytes = blob.getValue();
                check(fixture, blob.getKey(), bytes, null);
                check(fixture, blob.getKey(), bytes, Arrays.copyOf(bytes, bytes.length - 1));
                check(fixture, blob.getKey(), bytes, Arrays.copyOf(bytes, bytes.length / 2));
                for (int i = 0; i < 4; i++) {
                    check(fixture, blob.getKey(), bytes, flipped(bytes, random.nextInt(bytes.length)));
                }
            }
        }
    }

    @Test
    void findsSeveralBadBlobsAtOnce() throws IOException {
        try (VerifyFixture fixture = VerifyFixture.small(folder)) {
            Map<ObjectKey, byte[]> blobs = fixture.repository.objects(Keys.BLOBS);
            int n = 0;
            for (Map.Entry<ObjectKey, byte[]> blob : blobs.entrySet()) {
                byte[] bytes = blob.getValue();
                fixture.repository.damage(blob.getKey(), n++ % 2 == 0 ? null : flipped(bytes, bytes.length - 20));
            }
            VerifyResult result = fixture.content();
            assertThat(result.missing().size() + result.damaged().size()).isEqualTo(blobs.size());
            compare(fixture, result, "all blobs");
        }
    }

    private void flipAll(VerifyFixture fixture, int step, Random random) throws IOException {
        for (Map.Entry<ObjectKey, byte[]> object : snapshotObjects(fixture).entrySet()) {
            byte[] bytes = object.getValue();
            int stride = Math.max(1, Math.min(step, bytes.length / 10));
            for (int at = random.nextInt(stride); at < bytes.length; at += stride) {
                byte[] bad = flipped(bytes, at);
                if (!saysTheSame(object.getKey(), bytes, bad)) {
                    check(fixture, object.getKey(), bytes, bad);
                }
            }
        }
    }

    /** A frame has bits that no content depends on; what it holds is signed. */
    private static boolean saysTheSame(ObjectKey key, byte[] good, byte[] bad) throws IOException {
        if (Keys.manifestDir(key).isEmpty()) {
            return false;
        }
        byte[] content = ZstdFrame.decompress("good", good, 0, good.length, Limits.MAX_DOCUMENT_BYTES);
        try {
            return Arrays.equals(content, ZstdFrame.decompress("bad", bad, 0, bad.length, Limits.MAX_DOCUMENT_BYTES));
        } catch (MalformedException e) {
            return false;
        }
    }

    /** Puts something in the place of an object, verifies at all levels, compares, and puts the object back. */
    private void check(VerifyFixture fixture, ObjectKey key, byte[] good, byte @Nullable [] bad) throws IOException {
        cases++;
        String what = key + " "
                + (bad == null
                        ? "deleted"
                        : good.length + " -> " + bad.length + " bytes, differs at " + Arrays.mismatch(good, bad));
        fixture.repository.damage(key, bad);
        VerifyResult result = fixture.content();
        assertThat(result.isOk()).as(what).isFalse();
        compare(fixture, result, what);
        VerifyResult deep = fixture.keyless(VerifyLevel.DEEP);
        assertThat(deep.isOk()).as("deep: " + what).isFalse();
        assertThat(deep.affectedSnapshots()).as("deep: " + what).containsAll(result.affectedSnapshots());
        boolean shows = bad == null || bad.length != good.length || !key.value().startsWith(Keys.BLOBS);
        assertThat(fixture.keyless(VerifyLevel.QUICK).isOk())
                .as("quick: " + what)
                .isEqualTo(!shows);
        List<String> named = new ArrayList<>(result.missing());
        result.damaged().forEach(damage -> named.add(damage.object()));
        assertThat(named)
                .as(what)
                .containsExactly(bad == null ? Keys.blobName(key).orElse(key.value()) : key.value());
        fixture.repository.damage(key, good);
    }

    private static void compare(VerifyFixture fixture, VerifyResult result, String what) throws IOException {
        Verdicts.Verdict verdict = fixture.verdicts.now();
        assertThat(result.affectedSnapshots()).as(what).containsExactlyElementsOf(verdict.snapshots());
        assertThat(result.affectedFileCount())
                .as(what)
                .isEqualTo(verdict.files().size());
        List<String> files = VerifyFixture.files(result);
        if (files.size() == verdict.files().size()) {
            assertThat(files).as(what).containsExactlyInAnyOrderElementsOf(verdict.files());
        } else {
            assertThat(verdict.files()).as(what).containsAll(files);
        }
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        copy[at] ^= 1;
        return copy;
    }

    /** Returns manifests, records and blobs. */
    private static Map<ObjectKey, byte[]> snapshotObjects(VerifyFixture fixture) throws IOException {
        Map<ObjectKey, byte[]> objects = fixture.repository.objects(Keys.BLOBS);
        for (SnapshotId id : List.of(fixture.first, fixture.second)) {
            objects.putAll(fixture.repository.objects(Keys.snapshotPrefix(id.value())));
        }
        return objects;
    }
}
