/** The entry point of the engine. */
@NullMarked
package io.vaultik.core;

import org.jspecify.annotations.NullMarked;
