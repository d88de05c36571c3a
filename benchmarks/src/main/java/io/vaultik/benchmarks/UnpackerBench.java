package io.vaultik.benchmarks;

import io.vaultik.core.internal.age.X25519Identity;
import io.vaultik.core.internal.blob.BlobAddress;
import io.vaultik.core.internal.blob.BlobReader;
import io.vaultik.core.internal.blob.BlobWriter;
import io.vaultik.core.internal.blob.SealedBlob;
import io.vaultik.core.internal.digest.DigestAlgorithm;
import io.vaultik.core.internal.format.BlobDirectory;
import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.PutMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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

/** Reads a blob of 8 MiB, in chunks of 128 KiB, out of memory: fetches ranges, decrypts, decompresses. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class UnpackerBench {
    private static final int CHUNK_BYTES = 128 << 10;

    private final SecureRandom secure = new SecureRandom();
    private final X25519Identity identity = X25519Identity.generate(secure);
    private final MemoryStorage storage = new MemoryStorage();
    private final Random random = new Random(42);
    private BlobDirectory directory = new BlobDirectory.Builder(BlobKind.DATA).build();
    private BlobReader reader = new BlobReader(storage, new BlobAddress("0".repeat(64), 0, 0), identity);

    /** What the blob holds. */
    @Param({"text", "random"})
    public String content = "text";

    /**
     * Packs the blob.
     *
     * @throws IOException if the storage in memory refuses the blob
     */
    @Setup
    public void packBlob() throws IOException {
        byte[] input = Inputs.of(content);
        ByteArrayOutputStream out = new ByteArrayOutputStream(input.length);
        try (BlobWriter writer =
                new BlobWriter(BlobKind.DATA, List.of(identity.recipient()), secure, DigestAlgorithm.SHA_256, 3)) {
            writer.begin(out::write);
            for (int at = 0; at < input.length; at += CHUNK_BYTES) {
                writer.add(new byte[32], input, at, CHUNK_BYTES);
            }
            SealedBlob blob = writer.finish();
            storage.put(Keys.blob(blob.name()), ObjectBody.of(out.toByteArray()), PutMode.CREATE);
            directory = blob.directory();
            reader =
                    new BlobReader(storage, new BlobAddress(blob.name(), blob.length(), blob.headerLength()), identity);
        }
    }

    /**
     * Reads all segments in their order.
     *
     * @return how many bytes they have
     * @throws VaultikException if the blob is damaged
     */
    @Benchmark
    @OperationsPerInvocation(Inputs.OPERATIONS)
    public long segments() throws VaultikException {
        long total = 0;
        for (int i = 0; i < directory.segmentCount(); i++) {
            total += reader.segment(directory.segmentOffset(i), directory.storedLength(i)).length;
        }
        return total;
    }

    /**
     * Reads one chunk anywhere, which means its segment. Counts chunks.
     *
     * @return the bytes of the chunk
     * @throws VaultikException if the blob is damaged
     */
    @Benchmark
    public byte[] randomChunk() throws VaultikException {
        int chunk = random.nextInt(directory.chunkCount());
        int segment = directory.segmentOf(chunk);
        byte[] plain = reader.segment(directory.segmentOffset(segment), directory.storedLength(segment));
        int from = directory.chunkOffset(chunk);
        return Arrays.copyOfRange(plain, from, from + directory.chunkLength(chunk));
    }
}
