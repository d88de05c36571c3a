package io.vaultik.core.conformance;

/**
 * Something that an implementation does not do as it should.
 *
 * @param check what was looked at: a sentence
 * @param problem what was found instead
 * @since 0.1
 */
public record Violation(String check, String problem) {
    @Override
    public String toString() {
        return check + ": " + problem;
    }
}
