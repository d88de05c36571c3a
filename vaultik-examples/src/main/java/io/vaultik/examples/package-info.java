/**
 * Small programs, one for each thing that applications do with the library; each is run by a test. Start with {@link
 * io.vaultik.examples.QuickStart}.
 *
 * <p>They use the public API only. {@code run} does the work and returns what happened; {@code main} prints it.
 */
@NullMarked
package io.vaultik.examples;

import org.jspecify.annotations.NullMarked;
