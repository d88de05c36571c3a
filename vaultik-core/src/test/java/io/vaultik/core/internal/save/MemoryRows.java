package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.Agreement;
import io.vaultik.core.internal.catalog.SessionRow;
import io.vaultik.core.internal.format.Hex;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows of the format (docs/format.md, W4), as plain as they can be written: fast enough for very many schedules. */
class MemoryRows implements ModelRows {
    private final Map<Integer, Row> rows = new TreeMap<>();
    private final Map<String, SessionRow> sessions = new TreeMap<>();
    private Agreement agreement = new Agreement(Agreement.NONE, "", Instant.EPOCH, false);
    private int lastId;

    /** A blob, the number of the state under which it was seen, and who stored it; null is "committed". */
    private static final class Row {
        private final String blob;
        private long state;
        private @Nullable String session;

        Row(String blob, long state, String session) {
            this.blob = blob;
            this.state = state;
            this.session = session;
        }
    }

    @Override
    public int stored(String session, String blob, long state) {
        rows.values().removeIf(row -> row.blob.equals(blob));
        rows.put(++lastId, new Row(blob, state, session));
        return lastId;
    }

    @Override
    public void committed(String session, Set<String> blobs) {
        rows.values().stream().filter(row -> blobs.contains(row.blob)).forEach(row -> row.session = null);
        sessions.remove(session);
    }

    @Override
    public Map<Integer, String> blobs() {
        Map<Integer, String> blobs = new TreeMap<>();
        rows.forEach((id, row) -> blobs.put(id, row.blob));
        return blobs;
    }

    @Override
    public Agreement agreement() {
        return agreement;
    }

    @Override
    public void resetAfterRollback() {
        rows.values().forEach(row -> row.state = -1);
        agreement = new Agreement(Agreement.NONE, "", agreement.lastList(), agreement.damaged());
    }

    @Override
    public void beginSession(SessionRow session) {
        sessions.put(session.dir(), session);
    }

    @Override
    public List<SessionRow> sessions() {
        return List.copyOf(sessions.values());
    }

    @Override
    public void endSession(String dir) {
        sessions.remove(dir);
    }

    @Override
    public void dropSession(String dir) {
        rows.values().stream().filter(row -> dir.equals(row.session)).forEach(row -> row.state = -1);
        sessions.remove(dir);
    }

    @Override
    public void sessionCommitted(String dir, Collection<byte[]> blobNames) {
        Set<String> names = new HashSet<>();
        blobNames.forEach(name -> names.add(Hex.of(name)));
        committed(dir, names);
    }

    @Override
    public boolean hasBlobs() {
        return !rows.isEmpty();
    }

    @Override
    public BitSet usableBlobs(long state, Set<String> offLimitsHex, List<String> recipients) {
        BitSet usable = new BitSet();
        rows.forEach((id, row) -> usable.set(id, row.state >= state && !offLimitsHex.contains(row.blob)));
        return usable;
    }

    @Override
    public Listing reconcile(String session) {
        int before = lastId;
        Set<String> listed = new HashSet<>();
        return new Listing() {
            @Override
            public void listed(byte[] name) {
                listed.add(Hex.of(name));
            }

            @Override
            public void finish(
                    long number, String stateId, Set<String> offLimitsHex, Set<String> undecided, Instant now) {
                Set<Integer> gone = new HashSet<>();
                rows.forEach((id, row) -> {
                    boolean isOwned = row.session == null || undecided.contains(row.session);
                    boolean isKept = listed.contains(row.blob)
                            && (row.state >= number || (isOwned && !offLimitsHex.contains(row.blob)));
                    if (!isKept && (row.state < number || id <= before)) {
                        gone.add(id);
                    }
                    row.state = Math.max(row.state, number);
                });
                // What goes stays, unusable, while another session is open.
                if (sessions.keySet().stream().allMatch(session::equals)) {
                    rows.keySet().removeAll(gone);
                } else {
                    gone.forEach(id -> Objects.requireNonNull(rows.get(id)).state = -1);
                }
                Instant last = now.isAfter(agreement.lastList()) ? now : agreement.lastList();
                agreement = number < agreement.number()
                        ? new Agreement(agreement.number(), agreement.stateId(), last, false)
                        : new Agreement(number, stateId, last, false);
            }
        };
    }

    @Override
    public void close() {}
}
