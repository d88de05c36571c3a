package io.vaultik.repository;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What everybody who can list the storage knows of a repository; no key is needed.
 *
 * @param id the repository
 * @param location where it is
 * @param created when it was made
 * @param digest its digest algorithm
 * @param createTrusted whether creations in the storage have one winner, as probed when it was made
 * @param snapshots how many snapshots there are
 * @param oldest when the oldest was begun
 * @param newest when the newest was begun
 * @param blobs how many blobs there are
 * @param storedBytes their length together
 * @param unreferencedBlobs blobs that no readable snapshot names; runs under way may need them
 * @param unreferencedBytes their length together
 * @param condemnedBlobs blobs that collection has marked
 * @since 0.1
 */
public record RepositoryInfo(
        UUID id,
        String location,
        Instant created,
        String digest,
        boolean createTrusted,
        long snapshots,
        Optional<Instant> oldest,
        Optional<Instant> newest,
        long blobs,
        long storedBytes,
        long unreferencedBlobs,
        long unreferencedBytes,
        long condemnedBlobs) {}
