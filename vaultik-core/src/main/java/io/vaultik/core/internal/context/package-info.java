/**
 * What all operations on one open repository share ({@link io.vaultik.core.internal.context.RepositoryContext}), and what every
 * operation has of its own: counted storage, phases, progress, errors ({@link io.vaultik.core.internal.context.Operation}).
 *
 * <p>It does no operation.
 */
@NullMarked
package io.vaultik.core.internal.context;

import org.jspecify.annotations.NullMarked;
