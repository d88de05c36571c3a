/** Several parties on one storage, one step at a time, in an order that a seed decides. */
@NullMarked
package io.vaultik.core.internal.schedule;

import org.jspecify.annotations.NullMarked;
