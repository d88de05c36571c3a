package io.vaultik.core.internal.catalog;

import io.vaultik.core.internal.format.BlobKind;

/**
 * What the catalog knows of one stored blob.
 *
 * @param name the digest of its bytes, 32 bytes
 * @param length its length in bytes
 * @param headerLength the length of its header in bytes
 * @param kind what it holds
 */
public record BlobRow(byte[] name, long length, int headerLength, BlobKind kind) {}
