package io.vaultik.core.internal.catalog;

/**
 * How long a catalog waits and how large it grows.
 *
 * @param busyMillis how long a call waits for another process before it says that the catalog is busy
 * @param maxPages how many pages the file may have, or 0 for no bound: stands for a disk of that size
 */
record Limits(int busyMillis, long maxPages) {
    static final Limits USUAL = new Limits(10_000, 0);
}
