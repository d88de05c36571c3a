package io.vaultik.core.internal.blob;

/**
 * What a manifest tells of a blob, as far as reading needs it.
 *
 * @param name hex digest of its encrypted bytes
 * @param length its length in encrypted bytes
 * @param headerLength where its payload begins
 */
public record BlobAddress(String name, long length, int headerLength) {}
