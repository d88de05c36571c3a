/**
 * The benches: how fast the stages of the engine are, each alone and together.
 *
 * <p>Every bench works on 8 MiB per invocation and counts each MiB as one operation, so that its score is MiB per second; {@link
 * io.vaultik.benchmarks.UnpackerBench#randomChunk} alone counts chunks. Inputs depend on a constant seed. They use internal packages of
 * the engine and run on the class path. Whole processes are measured by {@code compare.sh}, not here.
 */
@NullMarked
package io.vaultik.benchmarks;

import org.jspecify.annotations.NullMarked;
