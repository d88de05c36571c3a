package io.vaultik.core.conformance;

import io.vaultik.core.Hashing;
import io.vaultik.core.Manifests;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.store.Digest;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.FetchOptions;
import io.vaultik.store.HashAlgorithm;
import io.vaultik.store.ManifestId;
import io.vaultik.store.PushOptions;
import io.vaultik.store.StoredObject;
import io.vaultik.store.StreamStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What every {@link StreamStore} must do, as checks that run on a real one. They add objects and manifests of a few megabytes, whose
 * content depends on the seed, and delete the manifests if the store can; the objects stay, so use a store of its own.
 *
 * <pre>{@code
 * List<Violation> violations = StreamStoreConformance.check(new OwnStore(folder), scratch, 1);
 * assertThat(violations).isEmpty();
 * }</pre>
 *
 * @since 0.1
 */
public final class StreamStoreConformance {
    private static final int[] LENGTHS = {0, 1, 1_000, 1 << 16, 1 << 18, (1 << 18) + 1, 1 << 20};

    private final StreamStore store;
    private final Path scratch;
    private final Random random;
    private final List<Violation> violations = new ArrayList<>();

    private StreamStoreConformance(StreamStore store, Path scratch, long seed) {
        this.store = store;
        this.scratch = scratch;
        this.random = new Random(seed);
    }

    /**
     * Runs all checks.
     *
     * @param store the store
     * @param scratch an empty directory, for files that are pushed and fetched
     * @param seed makes the content; the same seed makes the same
     * @return what is not as it should be; empty if all is well
     */
    public static List<Violation> check(StreamStore store, Path scratch, long seed) {
        StreamStoreConformance checks = new StreamStoreConformance(store, scratch, seed);
        checks.all();
        return List.copyOf(checks.violations);
    }

    private void all() {
        check("says what is not there", this::saysWhatIsNotThere);
        check("gives back what was put", this::givesBackWhatWasPut);
        check("stores nothing with another digest or length", this::storesNothingWrong);
        check("keeps a good object when a bad one is put", this::keepsAGoodObject);
        check("takes no address of another algorithm", this::takesNoOtherAlgorithm);
        check("answers what is needed in the order of the input", this::answersWhatIsNeeded);
        check("keeps, lists and deletes manifests", this::keepsManifests);
        check("pushes and fetches", this::pushesAndFetches);
    }

    private void check(String name, Expect.Call check) {
        try {
            check.run();
        } catch (Expect.Broken e) {
            violations.add(new Violation(name, String.valueOf(e.getMessage())));
        } catch (Exception e) {
            violations.add(new Violation(name, "throws " + e));
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void saysWhatIsNotThere() throws VaultikException {
        Digest digest = Hashing.digest(bytes(32));
        ManifestId id = ManifestId.of(digest);
        Expect.that(!store.hasObject(digest), "an object is there that was never put");
        Expect.that(!store.hasManifest(id), "a manifest is there that was never put");
        Expect.failure(NotFoundException.class, "getObject of what is not there", () -> store.getObject(digest));
        Expect.failure(NotFoundException.class, "getManifest of what is not there", () -> store.getManifest(id));
    }

    private void givesBackWhatWasPut() throws IOException {
        for (int length : LENGTHS) {
            byte[] bytes = bytes(length);
            Digest digest = Hashing.digest(bytes);
            store.putObject(digest, ObjectBody.of(bytes));
            store.putObject(digest, ObjectBody.of(bytes));
            String what = "an object of " + length + " bytes ";
            Expect.that(store.hasObject(digest), what + "is not there after it was put");
            StoredObject object = store.getObject(digest);
            Expect.that(object.digest().equals(digest), what + "has another digest");
            Expect.that(object.length() == length, what + "has the length " + object.length());
            for (int time = 0; time < 2; time++) {
                try (InputStream stream = object.open()) {
                    Expect.that(Arrays.equals(stream.readAllBytes(), bytes), what + "has other bytes");
                }
            }
            Expect.that(Arrays.equals(store.readObject(digest, length), bytes), what + "has other bytes at once");
            if (length > 0) {
                Expect.failure(
                        MalformedException.class,
                        "readObject beyond its limit",
                        () -> store.readObject(digest, length - 1));
            }
        }
    }

    private void storesNothingWrong() throws VaultikException {
        for (int length : LENGTHS) {
            byte[] bytes = bytes(length);
            Digest other = Hashing.digest(bytes(length + 1));
            Expect.failure(
                    IntegrityException.class,
                    "putObject of bytes with another digest",
                    () -> store.putObject(other, ObjectBody.of(bytes)));
            Expect.that(!store.hasObject(other), "an object with another digest was stored");
        }
        byte[] bytes = bytes(10_000);
        Digest digest = Hashing.digest(bytes);
        for (long length : new long[] {0, 9_999, 10_001}) {
            Expect.failure(
                    VaultikException.class,
                    "putObject of a body that says " + length + " of 10000 bytes",
                    () -> store.putObject(digest, new Lying(bytes, length)));
            Expect.that(!store.hasObject(digest), "an object of another length was stored");
        }
    }

    private record Lying(byte[] bytes, long length) implements ObjectBody {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }

    private void keepsAGoodObject() throws VaultikException {
        byte[] bytes = bytes(1_000);
        Digest digest = Hashing.digest(bytes);
        store.putObject(digest, ObjectBody.of(bytes));
        Expect.failure(
                IntegrityException.class,
                "putObject of wrong bytes over right ones",
                () -> store.putObject(digest, ObjectBody.of(bytes(1_000))));
        Expect.that(Arrays.equals(store.readObject(digest, 1_000), bytes), "the good object is gone");
    }

    private void takesNoOtherAlgorithm() throws VaultikException {
        Digest other = Digest.of(HashAlgorithm.SHA_256, bytes(32));
        Class<IllegalArgumentException> refusal = IllegalArgumentException.class;
        Expect.failure(refusal, "hasObject of a SHA-256", () -> store.hasObject(other));
        Expect.failure(refusal, "getObject of a SHA-256", () -> store.getObject(other));
        Expect.failure(refusal, "putObject of a SHA-256", () -> store.putObject(other, ObjectBody.of(new byte[0])));
        Expect.failure(
                refusal,
                "objectsNeeded with a SHA-256",
                () -> store.objectsNeeded(List.of(Hashing.digest(new byte[0]), other)));
    }

    private void answersWhatIsNeeded() throws VaultikException {
        List<Digest> asked = new ArrayList<>();
        List<Digest> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] bytes = bytes(20);
            Digest digest = Hashing.digest(bytes);
            asked.add(digest);
            if (i % 4 == 0) {
                store.putObject(digest, ObjectBody.of(bytes));
            } else {
                expected.add(digest);
            }
        }
        asked.addAll(List.copyOf(asked));
        expected.addAll(List.copyOf(expected));
        Expect.that(store.objectsNeeded(asked).equals(expected), "what is needed is not what is missing");
        Expect.that(store.objectsNeeded(List.of()).isEmpty(), "something is needed of nothing");
    }

    private DirectoryManifest manifest(String name) throws VaultikException {
        String digest = Hashing.digest(bytes(20)).hex();
        return Manifests.parse("D 755 " + digest + " 0 ./\nF 644 " + digest + " 20 ./" + name + "\n");
    }

    private void keepsManifests() throws VaultikException {
        DirectoryManifest one = manifest("\u00e4 b");
        DirectoryManifest two = manifest("c");
        for (DirectoryManifest manifest : List.of(one, two, two)) {
            store.putManifest(manifest);
            Expect.that(store.hasManifest(manifest.id()), "a manifest is not there after it was put");
            Expect.that(store.getManifest(manifest.id()).id().equals(manifest.id()), "a manifest has another id");
        }
        if (!store.supportsMirror()) {
            return;
        }
        requireListed(one.id(), 1);
        requireListed(two.id(), 1);
        store.deleteManifest(one.id());
        store.deleteManifest(one.id());
        Expect.that(!store.hasManifest(one.id()), "a manifest is there after it was deleted");
        requireListed(one.id(), 0);
        store.deleteManifest(two.id());
    }

    private void requireListed(ManifestId id, int times) throws VaultikException {
        int[] count = new int[1];
        store.listManifestIds(listed -> {
            count[0] += listed.equals(id) ? 1 : 0;
            return true;
        });
        Expect.that(count[0] == times, "a manifest is listed " + count[0] + " times, not " + times);
    }

    private void pushesAndFetches() throws IOException {
        Path source = Files.createDirectories(scratch.resolve("source"));
        byte[] bytes = bytes(300_000);
        Files.write(source.resolve("a"), bytes);
        String digest = Hashing.digest(bytes).hex();
        DirectoryManifest manifest =
                Manifests.parse("F 600 " + digest + " 300000 ./a\nF 640 " + digest + " 300000 ./b");
        Files.write(source.resolve("b"), bytes);
        Expect.that(store.push(manifest, source, PushOptions.standard()).stored(), "a push stored no manifest");
        Expect.that(store.push(manifest, source, PushOptions.standard()).copied() == 0, "a second push sent something");
        Path target = scratch.resolve("target");
        store.fetchFiles(store.getManifest(manifest.id()), target, FetchOptions.standard());
        Expect.that(Arrays.equals(Files.readAllBytes(target.resolve("b")), bytes), "what was fetched has other bytes");
        DirectoryManifest hostile = Manifests.parse("F 600 " + digest + " 300000 ./../outside");
        Expect.failure(
                VaultikException.class,
                "fetchFiles of a path that leads out",
                () -> store.fetchFiles(hostile, target, FetchOptions.standard()));
        Expect.that(!Files.exists(scratch.resolve("outside")), "a file was written outside the target");
        if (store.supportsMirror()) {
            store.deleteManifest(manifest.id());
        }
    }
}
