/**
 * The {@code vaultik} command line: one class for each command, on the public API only, so that whatever it can do an
 * application can do.
 *
 * <p>It owns the names of commands and options, the shapes of the JSON documents and the exit codes, all of which are fixed;
 * more may be added. Results go to standard output, everything else to standard error. It decides nothing about snapshots: an
 * option is handed to the operation that knows what it means.
 */
@NullMarked
package io.vaultik.examples.cli;

import org.jspecify.annotations.NullMarked;
