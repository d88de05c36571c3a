package io.vaultik.core.internal.catalog;

import io.vaultik.fault.VaultikException;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What the collection protocol keeps on a host: which sessions it has begun, and which blobs a session may use. Each method is one
 * transaction; one that throws has changed nothing. Thread-safe, also for several processes of one host.
 */
public interface SessionRows {
    /**
     * Returns which collection state the rows agree with.
     *
     * @return the agreement
     * @throws VaultikException if the rows cannot be read
     */
    Agreement agreement() throws VaultikException;

    /**
     * Makes every row unusable, and the rows agree with nothing: the bucket was set back to an older copy. Survives a power cut once
     * it returns.
     *
     * @throws VaultikException if the rows cannot be written
     */
    void resetAfterRollback() throws VaultikException;

    /**
     * Notes a session. Survives a power cut once it returns, so that what the session leaves in the storage is found again.
     *
     * @param session the session
     * @throws VaultikException if the rows cannot be written
     */
    void beginSession(SessionRow session) throws VaultikException;

    /**
     * Returns the sessions that have not come to their end, of all series, running ones included.
     *
     * @return the sessions, by directory
     * @throws VaultikException if the rows cannot be read
     */
    List<SessionRow> sessions() throws VaultikException;

    /**
     * Forgets a session with what only it needs. Its stored blobs keep their numbers and are not committed. Nothing happens if it is
     * not there.
     *
     * @param dir the directory of the session
     * @throws VaultikException if the rows cannot be written
     */
    void endSession(String dir) throws VaultikException;

    /**
     * Forgets a dead session at whose commit key lies a void, or neither a manifest nor its object: its blobs are no longer usable.
     *
     * @param dir the directory of the session
     * @throws VaultikException if the rows cannot be written
     */
    void dropSession(String dir) throws VaultikException;

    /**
     * Commits a dead session whose manifest was found.
     *
     * @param dir the directory of the session
     * @param blobNames the blobs that its manifest names, whoever stored them
     * @throws VaultikException if the rows cannot be written
     */
    void sessionCommitted(String dir, Collection<byte[]> blobNames) throws VaultikException;

    /**
     * Tells whether any blob is known. If none is, a reconciliation needs no LIST.
     *
     * @return false if there is no row
     * @throws VaultikException if the rows cannot be read
     */
    boolean hasBlobs() throws VaultikException;

    /**
     * Begins to bring the rows into agreement with a collection state. Call it before the LIST of the blobs begins.
     *
     * @param session the directory of the session that does it
     * @return what takes the LIST
     * @throws VaultikException if the rows cannot be read
     */
    Listing reconcile(String session) throws VaultikException;

    /**
     * Returns the blobs that a session may use.
     *
     * @param state the number of its collection state
     * @param offLimitsHex the blobs that this state condemns or dooms, in hex
     * @param recipients the present recipients; a blob must be for all of them
     * @return the ids
     * @throws VaultikException if the rows cannot be read
     */
    BitSet usableBlobs(long state, Set<String> offLimitsHex, List<String> recipients) throws VaultikException;

    /** A LIST of the blobs (W4). Nothing changes before it is finished. For one thread. */
    interface Listing {
        /**
         * Says that the LIST shows a blob.
         *
         * @param name the digest of its bytes, 32 bytes
         * @throws VaultikException if the rows cannot be read
         */
        void listed(byte[] name) throws VaultikException;

        /**
         * Ends it, in one transaction.
         *
         * <p>A row below {@code number} gets that number if it was listed, is not off limits, and is committed or of an undecided
         * session. Other rows below go. Rows of that number or above stay, except those whose put was answered before the LIST
         * began and which it does not show: they are lost. No number is lowered, and neither is the agreement.
         *
         * @param number the number of the state
         * @param stateId its random id; empty for state 0
         * @param offLimitsHex the blobs that the state condemns or dooms, in hex
         * @param undecided the directories of the sessions that are undecided now
         * @param now the time, for {@link Agreement#lastList()}
         * @throws VaultikException if the rows cannot be written; they are then as before
         */
        void finish(long number, String stateId, Set<String> offLimitsHex, Set<String> undecided, Instant now)
                throws VaultikException;
    }
}
