package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.storage.ObjectStorage;

/**
 * What the passes over trees have in common.
 *
 * @param context the repository
 * @param storage its storage, counted and repeated
 * @param rows the blobs
 * @param findings takes what is found
 * @param leaves the leaves that were read
 */
record Ground(RepositoryContext context, ObjectStorage storage, BlobRows rows, Findings findings, Leaves leaves) {}
