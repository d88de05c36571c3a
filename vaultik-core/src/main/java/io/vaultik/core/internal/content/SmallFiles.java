package io.vaultik.core.internal.content;

import io.vaultik.core.internal.digest.Blake3Batch;
import io.vaultik.core.internal.digest.Blake3Form;
import io.vaultik.core.internal.digest.Blake3Mode;
import io.vaultik.store.Digest;
import io.vaultik.store.HashAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small files of a source, read whole and hashed together. For one lane, one group of files. */
final class SmallFiles {
    /** The longest file that is taken in: several share a batch. */
    static final int MAX_BYTES = 64 << 10;

    private static final int DIGEST_BYTES = HashAlgorithm.BLAKE3.digestBytes();

    private final PackedManifest manifest;
    private final Map<Digest, SmallObject> objects = new LinkedHashMap<>();
    private final List<Read> batched = new ArrayList<>();
    private final List<Integer> changed = new ArrayList<>();
    private Blake3Batch batch = new Blake3Batch(Blake3Mode.HASH, Blake3Form.best());
    private long bytes;

    SmallFiles(PackedManifest manifest) {
        this.manifest = manifest;
    }

    private record Read(int index, int offset, int length) {}

    /**
     * Reads a file.
     *
     * @param index which one
     * @param body the file, no longer than {@link #MAX_BYTES}
     * @throws IOException if it cannot be read
     */
    void add(int index, FileBody body) throws IOException {
        int wanted = (int) body.length() + 1;
        if (batch.room() < wanted) {
            hash();
            batch = new Blake3Batch(Blake3Mode.HASH, Blake3Form.best());
        }
        int offset = batch.offset();
        try (InputStream stream = body.open()) {
            int count = stream.readNBytes(batch.buffer(), offset, wanted);
            if (count == wanted) {
                changed.add(index);
            } else {
                batched.add(new Read(index, offset, count));
                batch.add(count);
            }
        }
    }

    /** Returns what has the digests that the manifest says. */
    Map<Digest, SmallObject> objects() {
        hash();
        return objects;
    }

    /** Returns the files, by their indexes, that have other bytes; complete after {@link #objects}. */
    List<Integer> changed() {
        return changed;
    }

    /** Returns how many bytes they have. */
    long bytes() {
        return bytes;
    }

    private void hash() {
        if (batched.isEmpty()) {
            return;
        }
        byte[] buffer = batch.buffer();
        byte[] digests = new byte[DIGEST_BYTES * batched.size()];
        batch.digestsInto(digests, 0);
        for (int i = 0; i < batched.size(); i++) {
            Read read = batched.get(i);
            Digest expected = manifest.digest(read.index());
            byte[] actual = Arrays.copyOfRange(digests, DIGEST_BYTES * i, DIGEST_BYTES * (i + 1));
            if (Arrays.equals(actual, expected.bytes())) {
                objects.put(expected, new SmallObject(expected, buffer, read.offset(), read.length()));
                bytes += read.length();
            } else {
                changed.add(read.index());
            }
        }
        batched.clear();
    }
}
