package io.vaultik.core.internal.maintain;

import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Revision;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectStorage;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The revisions of one snapshot that a listing has shown. A void stays as long as the snapshot: a manifest that was under way when its
 * process died may still arrive. Used by one thread.
 */
final class RevisionsFound {
    private final TreeMap<Revision, Found> found = new TreeMap<>();

    private static final class Found {
        private boolean hasManifest;
        private boolean hasRecord;
    }

    void note(ObjectInfo info) {
        Optional<Revision> revision = Keys.revision(info.key());
        if (revision.isPresent() && !VoidMark.is(info)) {
            Found of = found.computeIfAbsent(revision.get(), made -> new Found());
            boolean isManifest = Keys.isManifest(info.key());
            of.hasManifest |= isManifest;
            of.hasRecord |= !isManifest;
        }
    }

    /** Tells whether the record of the revision that counts is there; empty if the first manifest counts. */
    Optional<Boolean> hasCountingRecord() {
        Optional<Boolean> has = Optional.empty();
        for (Found revision : found.values()) {
            has = revision.hasManifest ? Optional.of(revision.hasRecord) : has;
        }
        return has;
    }

    /** Removes what does not count, and will not. */
    void clear(ObjectStorage storage, String dir) throws VaultikException {
        boolean isBelow = false;
        for (Map.Entry<Revision, Found> revision : found.descendingMap().entrySet()) {
            String session = revision.getKey().session(dir);
            if (isBelow || isGivenUp(storage, session, revision.getValue())) {
                // The manifest first: without its record it would be damage.
                if (revision.getValue().hasManifest) {
                    storage.delete(Keys.manifest(session));
                }
                storage.delete(Keys.record(session));
            }
            isBelow |= revision.getValue().hasManifest;
        }
    }

    /** A writer creates its manifest before its session object goes: so the object is asked for first. */
    private static boolean isGivenUp(ObjectStorage storage, String session, Found revision) throws VaultikException {
        return !revision.hasManifest
                && storage.stat(Keys.session(session)).isEmpty()
                && storage.stat(Keys.manifest(session))
                        .filter(info -> !VoidMark.is(info))
                        .isEmpty();
    }
}
