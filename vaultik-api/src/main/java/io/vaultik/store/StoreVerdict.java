package io.vaultik.store;

import java.util.List;

/**
 * What a verification of a store found. What is wrong stands in one list, each kind apart: what is missing must be pushed again, what
 * is corrupt must be replaced, what is unreadable must be asked for again.
 *
 * @param checkedManifests manifests that were read
 * @param checkedObjects objects that were looked for
 * @param checkedBytes bytes of objects that were read
 * @param findings the first {@link #MAX_FINDINGS} things that are wrong
 * @param missing how many things are not there
 * @param corrupt how many things are not what their address says, twice in a row
 * @param unreadable how many things the store could not deliver; nothing is known of them
 * @since 0.1
 */
public record StoreVerdict(
        long checkedManifests,
        long checkedObjects,
        long checkedBytes,
        List<Finding> findings,
        long missing,
        long corrupt,
        long unreadable) {
    /** How many findings are listed at most. */
    public static final int MAX_FINDINGS = 10_000;

    /**
     * Copies the list.
     *
     * @param checkedManifests manifests that were read
     * @param checkedObjects objects that were looked for
     * @param checkedBytes bytes of objects that were read
     * @param findings the first {@link #MAX_FINDINGS} things that are wrong
     * @param missing how many things are not there
     * @param corrupt how many things are not what their address says, twice in a row
     * @param unreadable how many things the store could not deliver; nothing is known of them
     */
    public StoreVerdict {
        findings = List.copyOf(findings);
    }

    /** What is wrong with an object or a manifest. */
    public enum Problem {
        /** It is not there. */
        MISSING,
        /** Its bytes have another digest. */
        CORRUPT,
        /** The store failed to deliver it. */
        UNREADABLE
    }

    /**
     * One thing that is wrong.
     *
     * @param manifest the first manifest that needs it, or the manifest itself
     * @param digest the address of the object; of a manifest, its id as a digest
     * @param isManifest whether the manifest itself is what is wrong
     * @param problem what is wrong
     * @param message one line for people, without paths
     */
    public record Finding(ManifestId manifest, Digest digest, boolean isManifest, Problem problem, String message) {}

    /**
     * Tells whether everything is whole.
     *
     * @return true if nothing is missing, corrupt or unreadable
     */
    public boolean isOk() {
        return missing == 0 && corrupt == 0 && unreadable == 0;
    }
}
