package io.vaultik.core.internal.blob;

import io.vaultik.core.internal.format.BlobDirectory;

/**
 * A blob that is complete.
 *
 * @param name hex digest of its encrypted bytes
 * @param length its length in encrypted bytes
 * @param headerLength where its payload begins, after header and nonce
 * @param directory what it holds
 */
public record SealedBlob(String name, long length, int headerLength, BlobDirectory directory) {}
