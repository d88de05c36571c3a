package io.vaultik.core.conformance;

import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * What every {@link ObjectStorage} must do, as checks that run on a real one. Each check works under a prefix of its own, which begins
 * with {@code conformance-}, opens and closes the storage itself, and deletes what it has put.
 *
 * <pre>{@code
 * for (StorageCheck check : StorageConformance.cases(() -> new OwnStorage(address))) {
 *   check.run().ifPresent(violation -> fail(violation + "\n" + check.contract()));
 * }
 * }</pre>
 *
 * <p>What a storage cannot do by its nature, it says with the methods below; what it says by its capabilities is taken from there.
 * Immutable; each method returns a changed copy.
 *
 * @since 0.1
 */
public final class StorageConformance {
    private final Factory factory;
    private final Factory writer;
    private final Traits traits;

    private StorageConformance(Factory factory, Factory writer, Traits traits) {
        this.factory = factory;
        this.writer = writer;
        this.traits = traits;
    }

    /** Opens the storage that is checked. */
    @FunctionalInterface
    public interface Factory {
        /**
         * Opens the storage: each time another instance on the same objects.
         *
         * @return the storage, closed by the check
         * @throws IOException if it cannot be opened
         */
        ObjectStorage open() throws IOException;
    }

    /**
     * Begins with a storage that can do everything.
     *
     * @param factory opens the storage
     * @return what can be narrowed
     */
    public static StorageConformance of(Factory factory) {
        return new StorageConformance(factory, factory, Traits.ALL);
    }

    /**
     * Returns the checks of a storage that can do everything.
     *
     * @param factory opens the storage
     * @return the checks, each to be run by itself, in any order
     */
    public static List<StorageCheck> cases(Factory factory) {
        return of(factory).cases();
    }

    /**
     * Says that a key cannot be what another one has as its folder: {@code a} beside {@code a/b}, as in file systems. The engine makes no
     * such keys.
     *
     * @return changed checks
     */
    public StorageConformance withoutNestedKeys() {
        return with(traits.withoutNestedKeys());
    }

    /**
     * Says that keys are shorter here, as below a prefix.
     *
     * @param characters how many characters a key may have, 100 to {@link ObjectKey#MAX_LENGTH}
     * @return changed checks
     * @throws IllegalArgumentException if it is another number
     */
    public StorageConformance longestKey(int characters) {
        if (characters < 100 || characters > ObjectKey.MAX_LENGTH) {
            throw new IllegalArgumentException("the longest key has 100 to " + ObjectKey.MAX_LENGTH + " characters");
        }
        return with(traits.withLongestKey(characters));
    }

    /**
     * Says that objects do not outlive the instance that holds them, as in memory.
     *
     * @return changed checks
     */
    public StorageConformance withoutSecondInstance() {
        return with(traits.withoutSecondInstance());
    }

    /**
     * Says that the storage refuses every change. Then what reads is checked on objects that come by another way, and that nothing changes
     * them.
     *
     * @param writer opens a storage with the same objects that can be changed
     * @return changed checks
     */
    public StorageConformance readOnly(Factory writer) {
        return new StorageConformance(factory, writer, traits.readOnly());
    }

    /**
     * Sets how many objects a long listing has: more than two pages of the storage.
     *
     * @param objects at least 10; default 2,100
     * @return changed checks
     * @throws IllegalArgumentException if it is less
     */
    public StorageConformance listedObjects(int objects) {
        if (objects < 10) {
            throw new IllegalArgumentException("a long listing has at least 10 objects");
        }
        return with(traits.withListed(objects));
    }

    /**
     * Sets the length of the longest object.
     *
     * @param bytes at least 1 MiB; default 64 MiB
     * @return changed checks
     * @throws IllegalArgumentException if it is less
     */
    public StorageConformance longestObjectBytes(long bytes) {
        if (bytes < 1 << 20) {
            throw new IllegalArgumentException("the longest object has at least 1 MiB");
        }
        return with(traits.withLongest(bytes));
    }

    /**
     * Returns the checks.
     *
     * @return the checks, each to be run by itself, in any order
     */
    public List<StorageCheck> cases() {
        return Stream.of(
                        ContentChecks.ALL,
                        RangeChecks.ALL,
                        PutChecks.ALL,
                        BodyChecks.ALL,
                        ListChecks.ALL,
                        DeleteChecks.ALL,
                        KeyChecks.ALL,
                        LifeChecks.ALL)
                .flatMap(List::stream)
                .filter(spec -> spec.applies().test(traits))
                .map(spec -> new StorageCheck(spec, factory, writer, traits))
                .toList();
    }

    private StorageConformance with(Traits changed) {
        return new StorageConformance(factory, writer, changed);
    }
}
