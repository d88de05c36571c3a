package io.vaultik.core.internal.save;

import java.time.Instant;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rows that keep to all rules but one. */
final class BrokenRows extends MemoryRows {
    private final ProtocolRule off;
    private final Set<String> everyone = new HashSet<>();

    BrokenRows(ProtocolRule off) {
        this.off = off;
    }

    @Override
    public int stored(String session, String blob, long state) {
        everyone.add(session);
        return super.stored(session, blob, state);
    }

    @Override
    public BitSet usableBlobs(long state, Set<String> offLimitsHex, List<String> recipients) {
        return super.usableBlobs(off == ProtocolRule.OLDER_ROWS_ARE_NOT_USED ? 0 : state, offLimitsHex, recipients);
    }

    @Override
    public void dropSession(String dir) {
        if (off == ProtocolRule.ROWS_OF_THE_UNCOMMITTED_GO) {
            super.endSession(dir);
        } else {
            super.dropSession(dir);
        }
    }

    @Override
    public Listing reconcile(String session) {
        Listing listing = super.reconcile(session);
        if (off != ProtocolRule.ROWS_OF_THE_UNCOMMITTED_GO) {
            return listing;
        }
        return new Listing() {
            @Override
            public void listed(byte[] name) throws io.vaultik.fault.VaultikException {
                listing.listed(name);
            }

            @Override
            public void finish(
                    long number, String stateId, Set<String> offLimitsHex, Set<String> undecided, Instant now)
                    throws io.vaultik.fault.VaultikException {
                listing.finish(number, stateId, offLimitsHex, everyone, now);
            }
        };
    }
}
