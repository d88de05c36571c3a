package io.vaultik.benchmarks;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.vaultik.core.internal.age.AgeEncryptor;
import io.vaultik.core.internal.age.X25519Identity;
import io.vaultik.core.internal.age.X25519Recipient;
import io.vaultik.core.internal.blob.BlobWriter;
import io.vaultik.core.internal.blob.SealedBlob;
import io.vaultik.core.internal.digest.DigestAlgorithm;
import io.vaultik.core.internal.digest.Digester;
import io.vaultik.core.internal.format.BlobKind;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Packs chunks of 512 KiB into an encrypted blob that nobody keeps, in one lane and in two, and the stages of that alone. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class PackerBench {
    private static final int CHUNK_BYTES = 512 << 10;
    private static final int SEGMENT_BYTES = 1 << 20;
    private static final int LEVEL = 3;

    private final SecureRandom random = new SecureRandom();
    private final List<X25519Recipient> recipients =
            List.of(X25519Identity.generate(random).recipient());
    private final BlobWriter writer = new BlobWriter(BlobKind.DATA, recipients, random, DigestAlgorithm.SHA_256, LEVEL);
    private final AgeEncryptor encryptor = new AgeEncryptor(recipients, random);
    private final Digester digester = DigestAlgorithm.SHA_256.newDigester();
    private final ZstdCompressCtx zstd = new ZstdCompressCtx().setLevel(LEVEL).setChecksum(true);
    private final byte[] compressed = new byte[(int) Zstd.compressBound(SEGMENT_BYTES)];
    private final byte[] digest = new byte[32];
    private byte[] input = new byte[0];
    private long taken;

    /** What is packed. */
    @Param({"text", "random"})
    public String content = "text";

    /** Makes the input. */
    @Setup
    public void makeInput() {
        input = Inputs.of(content);
    }

    /** Frees native memory. */
    @TearDown
    public void close() {
        writer.close();
        zstd.close();
    }

    /**
     * Names the chunks and packs them, as a lane of a snapshot does.
     *
     * @return the blob, whose bytes are only counted
     * @throws IOException if the sink fails, which it never does
     */
    @Benchmark
    @OperationsPerInvocation(Inputs.OPERATIONS)
    public SealedBlob pack() throws IOException {
        writer.begin(this::take);
        for (int at = 0; at < input.length; at += CHUNK_BYTES) {
            digester.update(input, at, CHUNK_BYTES);
            digester.digestInto(digest, 0);
            writer.add(digest, input, at, CHUNK_BYTES);
        }
        return writer.finish();
    }

    /**
     * The same in two lanes that share nothing; the score is that of both together.
     *
     * @return the blob of one lane
     * @throws IOException if the sink fails, which it never does
     */
    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(Inputs.OPERATIONS)
    public SealedBlob packInTwoLanes() throws IOException {
        return pack();
    }

    /**
     * Compresses segments of 1 MiB, level 3.
     *
     * @return how many bytes the segments have compressed
     */
    @Benchmark
    @OperationsPerInvocation(Inputs.OPERATIONS)
    public long compress() {
        long total = 0;
        for (int at = 0; at < input.length; at += SEGMENT_BYTES) {
            total += zstd.compressByteArray(compressed, 0, compressed.length, input, at, SEGMENT_BYTES);
        }
        return total;
    }

    /**
     * Encrypts, without compression.
     *
     * @return how many encrypted bytes there were so far, in all calls
     * @throws IOException if the sink fails, which it never does
     */
    @Benchmark
    @OperationsPerInvocation(Inputs.OPERATIONS)
    public long encrypt() throws IOException {
        encryptor.begin(this::take);
        for (int at = 0; at < input.length; at += SEGMENT_BYTES) {
            encryptor.write(input, at, SEGMENT_BYTES);
        }
        encryptor.finish();
        return taken;
    }

    /**
     * Names the chunks.
     *
     * @return the last digest, so that no call is optimized away
     */
    @Benchmark
    @OperationsPerInvocation(Inputs.OPERATIONS)
    public byte[] name() {
        for (int at = 0; at < input.length; at += CHUNK_BYTES) {
            digester.update(input, at, CHUNK_BYTES);
            digester.digestInto(digest, 0);
        }
        return digest;
    }

    private void take(byte[] bytes, int offset, int length) {
        taken += length;
    }
}
