package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.Agreement;
import io.vaultik.core.internal.catalog.AnsweredBlob;
import io.vaultik.core.internal.catalog.Catalog;
import io.vaultik.core.internal.catalog.DigestRows;
import io.vaultik.core.internal.catalog.SessionRow;
import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.fault.VaultikException;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** The rows of the real catalog, in memory. */
final class CatalogRows implements ModelRows {
    private final Catalog catalog;
    private final Map<Integer, String> names = new TreeMap<>();

    CatalogRows() throws VaultikException {
        this.catalog = Catalog.inMemory(new UUID(1, 2));
    }

    @Override
    public int stored(String session, String blob, long state) throws VaultikException {
        int id = catalog.reserveBlob(session, BlobKind.DATA);
        AnsweredBlob answered = new AnsweredBlob(
                id,
                Hex.bytes(blob),
                1,
                0,
                new AnsweredBlob.Contents(new byte[0], DigestRows.none(), DigestRows.none()));
        catalog.answered(answered, state, List.of(), List.of());
        names.values().remove(blob);
        names.put(id, blob);
        return id;
    }

    @Override
    public void committed(String session, Set<String> blobs) throws VaultikException {
        catalog.commit(session, blobs.stream().map(Hex::bytes).toList());
    }

    @Override
    public Map<Integer, String> blobs() {
        return names;
    }

    @Override
    public Agreement agreement() throws VaultikException {
        return catalog.agreement();
    }

    @Override
    public void resetAfterRollback() throws VaultikException {
        catalog.resetAfterRollback();
    }

    @Override
    public void beginSession(SessionRow session) throws VaultikException {
        catalog.beginSession(session);
    }

    @Override
    public List<SessionRow> sessions() throws VaultikException {
        return catalog.sessions();
    }

    @Override
    public void endSession(String dir) throws VaultikException {
        catalog.endSession(dir);
    }

    @Override
    public void dropSession(String dir) throws VaultikException {
        catalog.dropSession(dir);
    }

    @Override
    public void sessionCommitted(String dir, Collection<byte[]> blobNames) throws VaultikException {
        catalog.sessionCommitted(dir, blobNames);
    }

    @Override
    public boolean hasBlobs() throws VaultikException {
        return catalog.hasBlobs();
    }

    @Override
    public Listing reconcile(String session) throws VaultikException {
        return catalog.reconcile(session);
    }

    @Override
    public BitSet usableBlobs(long state, Set<String> offLimitsHex, List<String> recipients) throws VaultikException {
        return catalog.usableBlobs(state, offLimitsHex, recipients);
    }

    @Override
    public void close() throws VaultikException {
        catalog.close();
    }
}
