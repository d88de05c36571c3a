/**
 * A repository as applications see it: {@link io.vaultik.core.internal.op.OpenRepository} and the builders of its operations, which
 * check every value before an operation begins. The operations themselves are in {@code save}, {@code restore} and {@code verify}.
 */
@NullMarked
package io.vaultik.core.internal.op;

import org.jspecify.annotations.NullMarked;
