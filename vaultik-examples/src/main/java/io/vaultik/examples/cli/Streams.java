package io.vaultik.examples.cli;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * Where a run reads and writes, and which of these are terminals. Closed by who made them.
 *
 * @param in standard input
 * @param out takes results
 * @param err takes everything else
 * @param asks whether a person can be asked: input and error output are a terminal
 * @param redraws whether a line on the error output can be drawn again
 */
record Streams(InputStream in, OutputStream out, OutputStream err, boolean asks, boolean redraws) {}
