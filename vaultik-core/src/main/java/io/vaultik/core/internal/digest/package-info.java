/**
 * Digests of content: the algorithms, the values, and streams that check them.
 *
 * <p>This package owns the <em>digest</em>, the address of content. SHA-256 is the JDK's, which uses the processor's
 * instructions; BLAKE3 is here, with a path for long inputs that the JIT compiles to vector instructions. Digesters belong
 * to one thread and are used again; values are immutable.
 *
 * <p>Not here: signatures, MACs of the age format, and what a digest is the address of.
 */
@NullMarked
package io.vaultik.core.internal.digest;

import org.jspecify.annotations.NullMarked;
