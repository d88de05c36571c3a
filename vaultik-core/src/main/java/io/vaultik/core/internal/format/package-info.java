/**
 * Bytes to values and back, for everything that is persisted in a repository: keys, JSON shapes, the directory of a blob,
 * versions and limits. Pure: no I/O, no clock, no randomness. The grammar of each shape stands in the Javadoc of its class and
 * agrees with {@code docs/format.md}.
 *
 * <p>It does not encrypt, compress or hash.
 */
@NullMarked
package io.vaultik.core.internal.format;

import org.jspecify.annotations.NullMarked;
