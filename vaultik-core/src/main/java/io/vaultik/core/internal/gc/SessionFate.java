package io.vaultik.core.internal.gc;

import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectStorage;
import java.util.Optional;

/**
 * What became of a writer.
 *
 * @param kind what became of it
 * @param manifest the object at its commit key if it committed, else empty
 */
public record SessionFate(Kind kind, Optional<byte[]> manifest) {
    /** What may become of a writer. */
    public enum Kind {
        /** Its manifest is there. */
        COMMITTED,
        /** Its session object is there and its commit key holds nothing. */
        UNDECIDED,
        /** A void, or neither the key nor the object: it has not committed and never will. */
        GONE
    }

    /**
     * Asks: GET the commit key, <em>then</em> the session object. The key alone, or the object first, loses data: a writer may
     * commit and end between the two calls.
     *
     * @param storage the storage of the repository
     * @param dir the directory of the session
     * @return what became of it
     * @throws VaultikException if the storage fails
     */
    public static SessionFate of(ObjectStorage storage, String dir) throws VaultikException {
        Optional<byte[]> commit = SmallObjects.read(storage, Keys.manifest(dir), Limits.MAX_DOCUMENT_BYTES);
        if (commit.isPresent()) {
            return VoidMark.is(commit.get())
                    ? new SessionFate(Kind.GONE, Optional.empty())
                    : new SessionFate(Kind.COMMITTED, commit);
        }
        boolean present = storage.stat(Keys.session(dir)).isPresent();
        return new SessionFate(present ? Kind.UNDECIDED : Kind.GONE, Optional.empty());
    }
}
