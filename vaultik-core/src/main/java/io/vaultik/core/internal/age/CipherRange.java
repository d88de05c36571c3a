package io.vaultik.core.internal.age;

/**
 * A range of bytes in an age file, to be fetched as it is.
 *
 * @param offset the first byte, from the beginning of the file
 * @param length how many bytes; 0 if nothing is to be fetched
 */
public record CipherRange(long offset, long length) {}
