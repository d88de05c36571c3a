package io.vaultik.benchmarks;

import io.vaultik.core.internal.digest.DigestAlgorithm;
import io.vaultik.core.internal.digest.Digester;
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

/** Names chunks of one length after the other. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class DigestBench {
    private final byte[] out = new byte[32];
    private byte[] input = new byte[0];
    private Digester digester = DigestAlgorithm.SHA_256.newDigester();

    /** By what. */
    @Param({"SHA_256", "BLAKE3"})
    public DigestAlgorithm algorithm = DigestAlgorithm.SHA_256;

    /** How long the chunks are: 4 KiB, 64 KiB, 1 MiB, 2 MiB. */
    @Param({"4096", "65536", "1048576", "2097152"})
    public int chunkBytes = 4096;

    /** Makes input and digester. */
    @Setup
    public void makeInput() {
        input = Inputs.of("random");
        digester = algorithm.newDigester();
    }

    /**
     * Names all chunks.
     *
     * @return the last digest, so that no call is optimized away
     */
    @Benchmark
    @OperationsPerInvocation(Inputs.OPERATIONS)
    public byte[] name() {
        for (int at = 0; at < input.length; at += chunkBytes) {
            digester.update(input, at, chunkBytes);
            digester.digestInto(out, 0);
        }
        return out;
    }
}
