/**
 * What can go wrong, as types: one exception class for each thing that a caller can do about a failure, {@link
 * io.vaultik.fault.Errors} for the items that failed while an operation went on, and {@link
 * io.vaultik.fault.Concealed} for values of users that must not reach a log.
 *
 * <p>Programming errors are not here: they are {@link IllegalArgumentException} and {@link IllegalStateException}.
 */
@NullMarked
package io.vaultik.fault;

import org.jspecify.annotations.NullMarked;
