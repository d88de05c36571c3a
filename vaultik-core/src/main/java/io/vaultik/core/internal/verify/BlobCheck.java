package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.age.AgeDecryptor;
import io.vaultik.core.internal.age.FileKeyUnwrapper;
import io.vaultik.core.internal.blob.BlobAddress;
import io.vaultik.core.internal.blob.BlobReader;
import io.vaultik.core.internal.blob.ZstdFrame;
import io.vaultik.core.internal.digest.ContentDigest;
import io.vaultik.core.internal.digest.DigestAlgorithm;
import io.vaultik.core.internal.digest.Digester;
import io.vaultik.core.internal.format.BlobDirectory;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongKeyException;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Reads blobs from beginning to end: their bytes hash to their names, and, with an identity, everything in them can be read and is
 * what their directories and the trees say. One segment is in memory at a time. Thread-safe.
 */
final class BlobCheck {
    private final ObjectStorage storage;
    private final DigestAlgorithm algorithm;
    private final @Nullable FileKeyUnwrapper unwrapper;
    private final BlobRows rows;
    private final Findings findings;
    private final LongAdder bytes = new LongAdder();

    /**
     * Makes a check.
     *
     * @param storage where the blobs are
     * @param algorithm what names them
     * @param unwrapper opens them, or null to look at their encrypted bytes only
     * @param rows the blobs
     * @param findings takes what is wrong
     */
    BlobCheck(
            ObjectStorage storage,
            DigestAlgorithm algorithm,
            @Nullable FileKeyUnwrapper unwrapper,
            BlobRows rows,
            Findings findings) {
        this.storage = storage;
        this.algorithm = algorithm;
        this.unwrapper = unwrapper;
        this.rows = rows;
        this.findings = findings;
    }

    /** Returns how many bytes were read. */
    long checkedBytes() {
        return bytes.sum();
    }

    /** Checks a blob that is there, a second time if it fails, and sets its state. */
    void check(int row, WantedChunks wanted) throws VaultikException {
        try {
            Damages.readTwice(() -> read(row, wanted));
        } catch (ObjectNotFoundException e) {
            rows.state(row, BlobRows.MISSING);
        } catch (VaultikException e) {
            if (!Damages.isDamage(e)) {
                throw e;
            }
            rows.state(row, BlobRows.DAMAGED);
            findings.damaged(rows.key(row).value(), Damages.problem(e));
        }
    }

    private boolean read(int row, WantedChunks wanted) throws VaultikException {
        try (ObjectContent content = storage.open(rows.key(row))) {
            HashedStream in = new HashedStream(content.stream(), algorithm.newDigester(), bytes);
            readAll(row, wanted, in);
            return true;
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(true, "reading {} failed", e, rows.key(row));
        }
    }

    /** That the bytes are others is said first: it is the cause of what else may be wrong, a key that fits no more included. */
    private void readAll(int row, WantedChunks wanted, HashedStream in) throws IOException {
        VaultikException problem = null;
        if (unwrapper != null) {
            try {
                readContent(row, wanted, in, unwrapper);
            } catch (WrongKeyException | IntegrityException | MalformedException e) {
                problem = e;
            }
        }
        String object = rows.key(row).value();
        long count = in.drain(rows.length(row));
        if (count != rows.length(row)) {
            throw new IntegrityException(
                    object, rows.length(row) + " bytes", count < rows.length(row) ? count + " bytes" : "more", problem);
        }
        ContentDigest digest = in.digest();
        if (!Arrays.equals(digest.bytes(), rows.nameBytes(row))) {
            throw new IntegrityException(object, rows.name(row), digest.hex(), problem);
        }
        if (problem != null) {
            throw problem;
        }
    }

    private void readContent(int row, WantedChunks wanted, InputStream in, FileKeyUnwrapper opener) throws IOException {
        BlobAddress address = new BlobAddress(rows.name(row), rows.length(row), rows.headerLength(row));
        String object = rows.key(row).value();
        BlobDirectory directory = new BlobReader(storage, address, opener).directory();
        AgeDecryptor plain = AgeDecryptor.open(object, in, opener);
        Digester digester = algorithm.newDigester();
        for (int segment = 0; segment < directory.segmentCount(); segment++) {
            Interrupts.check();
            readSegment(object, directory, segment, plain, digester);
        }
        byte[] rest = new byte[64 << 10];
        while (plain.read(rest, 0, rest.length) >= 0) {
            Interrupts.check();
        }
        wanted.check(object, directory);
    }

    private static void readSegment(
            String object, BlobDirectory directory, int segment, InputStream plain, Digester digester)
            throws IOException {
        int stored = directory.storedLength(segment);
        byte[] frame = plain.readNBytes(stored);
        if (frame.length < stored) {
            throw new MalformedException("{} ends before segment {} does", null, object, segment);
        }
        byte[] bytes =
                ZstdFrame.decompress(object + " segment " + segment, frame, 0, stored, directory.plainLength(segment));
        byte[] digest = new byte[32];
        for (int i = directory.firstChunk(segment); i < directory.firstChunk(segment + 1); i++) {
            // The directory has checked that the lengths of the chunks sum up to the plain length.
            if (directory.chunkOffset(i) > bytes.length - directory.chunkLength(i)) {
                throw new MalformedException("{} holds a segment {} that is too short", null, object, segment);
            }
            digester.update(bytes, directory.chunkOffset(i), directory.chunkLength(i));
            digester.digestInto(digest, 0);
            if (!Arrays.equals(directory.digests(), i * 32, i * 32 + 32, digest, 0, 32)) {
                throw new IntegrityException(object + " chunk " + i, "the digest of the directory", "another", null);
            }
        }
    }
}
