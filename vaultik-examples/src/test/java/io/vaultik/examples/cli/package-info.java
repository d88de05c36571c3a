/** Tests of the command line: in this process through {@code Main.run}, and as a process of its own where that matters. */
@NullMarked
package io.vaultik.examples.cli;

import org.jspecify.annotations.NullMarked;
