package io.vaultik.repository;

import java.time.Instant;
import java.util.Optional;

/**
 * What everybody who can read the storage knows of a snapshot; no key is needed.
 *
 * @param id its id
 * @param created when it was begun
 * @param status complete or partial
 * @param series what snapshots of one source have in common, in hex
 * @param host the host that made it, unless it keeps that to itself
 * @param name the name that it was given, if any
 * @param blobs how many blobs it needs
 * @param storedBytes the length of these blobs together
 * @param newStoredBytes the length of those that were stored for it
 * @param pinned whether it is pinned, so that no policy deletes it
 * @since 0.1
 */
public record SnapshotSummary(
        SnapshotId id,
        Instant created,
        SnapshotStatus status,
        String series,
        Optional<String> host,
        Optional<String> name,
        long blobs,
        long storedBytes,
        long newStoredBytes,
        boolean pinned) {}
