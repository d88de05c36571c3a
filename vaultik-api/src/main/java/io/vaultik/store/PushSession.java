package io.vaultik.store;

import io.vaultik.fault.VaultikException;

/**
 * The presence of one push in a store, from {@link StreamStore#beginPush}. A collection that runs meanwhile, or later, leaves alone
 * what this push found in the store or puts there, until the session is closed.
 *
 * <pre>{@code
 * try (PushSession session = store.beginPush(manifest)) {
 *     for (Digest digest : store.objectsNeeded(digests)) {
 *         store.putObject(digest, body(digest));
 *     }
 *     session.commit();
 * }
 * }</pre>
 *
 * <p>Used by one thread; objects may be put by several. A process that dies leaves its session, and what it protects, until somebody
 * says that it is dead.
 *
 * @since 0.1
 */
public interface PushSession extends AutoCloseable {
    /**
     * Puts the manifest. The caller has put the objects that it names.
     *
     * @throws io.vaultik.fault.CommitUnknownException if there is no answer: the manifest may be there or come, and the session stays
     * @throws VaultikException if the store fails; the manifest is not stored
     */
    void commit() throws VaultikException;

    /**
     * Ends the session. Called when every call of this push has returned; done by an interrupted thread, too. Closing twice does
     * nothing.
     *
     * @throws VaultikException if the store fails: the session stays
     */
    @Override
    void close() throws VaultikException;

    /**
     * Returns a session of a store that knows none: it puts the manifest, and closing does nothing.
     *
     * @param store the store
     * @param manifest what is pushed
     * @return the session
     */
    static PushSession of(StreamStore store, DirectoryManifest manifest) {
        return new PushSession() {
            @Override
            public void commit() throws VaultikException {
                store.putManifest(manifest);
            }

            @Override
            public void close() {}
        };
    }
}
