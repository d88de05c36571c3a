/** Tests that run the example programs. */
@NullMarked
package io.vaultik.examples;

import org.jspecify.annotations.NullMarked;
