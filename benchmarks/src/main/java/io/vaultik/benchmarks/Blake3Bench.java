package io.vaultik.benchmarks;

import io.vaultik.core.internal.digest.Blake3;
import io.vaultik.core.internal.digest.Blake3Batch;
import io.vaultik.core.internal.digest.Blake3Form;
import io.vaultik.core.internal.digest.Blake3Mode;
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

/** BLAKE3 of inputs of one length, by each form of ours and by other libraries, on one thread. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class Blake3Bench {
    private final byte[] out = new byte[Blake3Batch.MAX_INPUTS * 32];
    private byte[] input = new byte[0];
    private Hash hash = (bytes, offset, length) -> {};

    /** By what: the best form that the JVM has, another form, many inputs together, or another library. */
    @Param({"best", "loops", "plain", "batch", "commons-codec", "bouncy-castle"})
    public String provider = "best";

    /** How long the inputs are: 1 KiB, 16 KiB, 256 KiB. */
    @Param({"1024", "16384", "262144"})
    public int inputBytes = 1024;

    /** Hashes one input. */
    private interface Hash {
        void of(byte[] bytes, int offset, int length);
    }

    /** Makes input and digester. */
    @Setup
    public void makeInput() {
        input = Inputs.of("random");
        hash = switch (provider) {
            case "best" -> ours(Blake3Form.best());
            case "loops" -> ours(Blake3Form.LOOPS);
            case "plain" -> ours(Blake3Form.PLAIN);
            case "batch" -> batch();
            case "commons-codec" -> commonsCodec();
            case "bouncy-castle" -> bouncyCastle();
            default -> throw new IllegalArgumentException("there is no provider " + provider);
        };
    }

    private Hash ours(Blake3Form form) {
        Blake3 blake3 = new Blake3(Blake3Mode.HASH, form);
        return (bytes, offset, length) -> {
            blake3.update(bytes, offset, length);
            blake3.digestInto(out, 0);
        };
    }

    private Hash batch() {
        Blake3Batch batch = new Blake3Batch(Blake3Mode.HASH, Blake3Form.best());
        return (bytes, offset, length) -> {
            if (batch.room() < length) {
                batch.digestsInto(out, 0);
            }
            System.arraycopy(bytes, offset, batch.buffer(), batch.offset(), length);
            batch.add(length);
        };
    }

    private Hash commonsCodec() {
        return (bytes, offset, length) -> org.apache.commons.codec.digest.Blake3.initHash()
                .update(bytes, offset, length)
                .doFinalize(out, 0, 32);
    }

    private Hash bouncyCastle() {
        org.bouncycastle.crypto.digests.Blake3Digest digest = new org.bouncycastle.crypto.digests.Blake3Digest(256);
        return (bytes, offset, length) -> {
            digest.update(bytes, offset, length);
            digest.doFinal(out, 0);
        };
    }

    /** Hashes all inputs. */
    @Benchmark
    @OperationsPerInvocation(Inputs.OPERATIONS)
    public byte[] hash() {
        for (int at = 0; at < input.length; at += inputBytes) {
            hash.of(input, at, inputBytes);
        }
        return out;
    }
}
