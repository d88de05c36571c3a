package io.vaultik.benchmarks;

import io.vaultik.core.internal.chunk.Chunker;
import io.vaultik.core.internal.chunk.ChunkerParameters;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Cuts an input into chunks. Zeros never meet a mask: every chunk is as long as it may be, and the scan is longest. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class ChunkerBench {
    private final Chunker chunker = new Chunker(ChunkerParameters.DEFAULT);
    private byte[] input = new byte[0];

    /** What is cut. */
    @Param({"random", "zero"})
    public String content = "random";

    /** Makes the input. */
    @Setup
    public void makeInput() {
        input = Inputs.of(content);
    }

    /**
     * Finds all cuts.
     *
     * @return how many chunks there are, so that no call is optimized away
     */
    @Benchmark
    @OperationsPerInvocation(Inputs.OPERATIONS)
    public int cut() {
        int chunks = 0;
        for (int at = 0; at < input.length; chunks++) {
            at += chunker.cut(input, at, input.length, true);
        }
        return chunks;
    }
}
