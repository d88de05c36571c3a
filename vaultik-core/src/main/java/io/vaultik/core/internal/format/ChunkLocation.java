package io.vaultik.core.internal.format;

/**
 * Where a chunk lies. With the length of the header of the blob, which manifests tell, it can be read by one ranged read.
 *
 * @param blob name of the blob in hex; empty for the blob that holds what names the chunk
 * @param segmentOffset where the segment begins in the plaintext of the blob
 * @param segmentLength its length as it is stored
 * @param offset where the chunk begins in the decompressed segment
 * @param length the length of the chunk
 * @param digest the 32 bytes of its digest; must not be changed
 */
public record ChunkLocation(String blob, int segmentOffset, int segmentLength, int offset, int length, byte[] digest) {}
