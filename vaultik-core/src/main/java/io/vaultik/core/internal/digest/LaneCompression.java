package io.vaultik.core.internal.digest;

/** The compression function of BLAKE3 in many lanes: the part that has a form for each kind of machine. For one thread. */
interface LaneCompression {
    /**
     * Compresses one block in each lane and leaves the next chaining values in {@link LaneState#chaining}. The message and
     * the rest of the state stay as they are.
     *
     * @param state the lanes
     * @param lanes how many of them, from the first, are wanted; others up to {@link LaneState#rounded} may change too
     */
    void compress(LaneState state, int lanes);
}
