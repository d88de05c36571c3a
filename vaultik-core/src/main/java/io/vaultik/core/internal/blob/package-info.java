/**
 * Chunks to segments to one blob, and back: {@link io.vaultik.core.internal.blob.BlobWriter} packs, compresses and encrypts;
 * {@link io.vaultik.core.internal.blob.BlobReader} reads any segment of a blob in a storage by ranges.
 *
 * <p>The plaintext of a blob is {@code segment* [padding] directory}; see {@link
 * io.vaultik.core.internal.format.BlobDirectory}. This package does not know what chunks mean, nor what is stored already.
 */
@NullMarked
package io.vaultik.core.internal.blob;

import org.jspecify.annotations.NullMarked;
