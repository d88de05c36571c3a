/**
 * Encrypted, deduplicated snapshots: {@link io.vaultik.repository.Repository} and the operations that it hands out.
 *
 * <p>Operations are configured, run once, and return a result. They block; they may be interrupted. Instances of
 * operations are not thread-safe, a repository is.
 */
@NullMarked
package io.vaultik.repository;

import org.jspecify.annotations.NullMarked;
