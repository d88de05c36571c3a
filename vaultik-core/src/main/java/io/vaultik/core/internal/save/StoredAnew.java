package io.vaultik.core.internal.save;

/**
 * What it took to store a snapshot anew that was there already.
 *
 * @param dir where it was committed
 * @param newBlobs how many blobs were put
 * @param blobBytes their length
 * @param storedBytes that length, with those of record and manifest
 * @param movedBytes bytes of content that were stored anew
 */
public record StoredAnew(String dir, long newBlobs, long blobBytes, long storedBytes, long movedBytes) {}
