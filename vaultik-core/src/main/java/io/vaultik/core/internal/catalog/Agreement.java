package io.vaultik.core.internal.catalog;

import java.time.Instant;

/**
 * Which collection state the catalog agrees with.
 *
 * @param number the number of the state, or {@link #NONE} if it agrees with none
 * @param stateId the random id of that state; empty for the implicit state 0 and for none
 * @param lastList when the blobs were listed last, in whole milliseconds; the epoch if never
 * @param damaged whether a blob was found bad or missing since the last LIST began
 */
public record Agreement(long number, String stateId, Instant lastList, boolean damaged) {
    /** The number of a catalog that agrees with no state: a new one, or one whose bucket was set back. */
    public static final long NONE = -1;
}
