package io.vaultik.core.conformance;

import io.vaultik.core.conformance.Expect.Broken;
import java.util.Optional;

/**
 * One check of a storage. It can be run several times. Not to be run at the same time as itself.
 *
 * @since 0.1
 */
public final class StorageCheck {
    private final Spec spec;
    private final StorageConformance.Factory factory;
    private final StorageConformance.Factory writer;
    private final Traits traits;

    StorageCheck(Spec spec, StorageConformance.Factory factory, StorageConformance.Factory writer, Traits traits) {
        this.spec = spec;
        this.factory = factory;
        this.writer = writer;
        this.traits = traits;
    }

    /**
     * Returns what is looked at: "a storage ...".
     *
     * @return a part of a sentence, which no other check has
     */
    public String name() {
        return spec.name();
    }

    /**
     * Returns the sentence of the contract that is proved.
     *
     * @return one or more sentences of {@link io.vaultik.storage.ObjectStorage} or of what it uses
     */
    public String contract() {
        return spec.contract();
    }

    /**
     * Returns why it matters.
     *
     * @return what goes wrong with a storage that does otherwise
     */
    public String reason() {
        return spec.reason();
    }

    /**
     * Runs the check.
     *
     * @return what is not as it should be, or empty
     */
    public Optional<Violation> run() {
        try (Trial trial = new Trial(factory, writer, traits, spec.name())) {
            spec.body().run(trial);
            return Optional.empty();
        } catch (Broken e) {
            return Optional.of(new Violation(spec.name(), String.valueOf(e.getMessage())));
        } catch (Exception e) {
            return Optional.of(new Violation(spec.name(), "throws " + e));
        }
    }

    @Override
    public String toString() {
        return spec.name();
    }
}
