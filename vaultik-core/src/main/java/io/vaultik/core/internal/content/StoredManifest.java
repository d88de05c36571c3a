package io.vaultik.core.internal.content;

import io.vaultik.core.internal.digest.Blake3;
import io.vaultik.core.internal.digest.Digester;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.ManifestId;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The text of a manifest as a store has it. */
public final class StoredManifest {
    private static final int BUFFER_BYTES = 64 << 10;

    private StoredManifest() {}

    /**
     * Reads a manifest in one pass; what is no manifest is hashed to its end all the same, to tell damage from a bad manifest.
     *
     * @param id the id that it must have
     * @param text the text, not closed
     * @return the manifest
     * @throws IntegrityException if the text, without comments, has another digest
     * @throws MalformedException if it has the right one, and is no manifest or one that is not in order
     * @throws VaultikException if it cannot be read
     */
    public static DirectoryManifest read(ManifestId id, InputStream text) throws VaultikException {
        HashedText hashed = new HashedText(text);
        DirectoryManifest manifest;
        try {
            manifest = ManifestParser.parse(hashed);
        } catch (MalformedException e) {
            drain(id, hashed);
            requireId(id, hashed, e);
            throw e;
        }
        requireId(id, hashed, null);
        if (!manifest.id().equals(id)) {
            // The text hashes to its name, but it is not what anybody writes: not sorted, or with empty lines.
            throw new MalformedException("manifest {} is not in the order of manifests", null, id);
        }
        return manifest;
    }

    private static void drain(ManifestId id, HashedText text) throws VaultikException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            int step = text.read(buffer, 0, buffer.length);
            while (step >= 0) {
                step = text.read(buffer, 0, buffer.length);
            }
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new VaultikException("manifest {} cannot be read", e, id);
        }
    }

    private static void requireId(ManifestId id, HashedText text, @Nullable Exception cause) throws IntegrityException {
        String actual = text.digest();
        if (!actual.equals(id.hex())) {
            throw new IntegrityException("manifest " + id, id.hex(), actual, cause);
        }
    }

    /** Hashes what is read through it, but for lines that begin with a number sign. */
    private static final class HashedText extends InputStream {
        private final InputStream source;
        private final Digester digester = Blake3.hash();
        private boolean lineStart = true;
        private boolean comment;

        HashedText(InputStream source) {
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int step = source.read(into, offset, length);
            int from = offset;
            for (int i = offset; i < offset + step; i++) {
                if (lineStart && into[i] == '#') {
                    digester.update(into, from, i - from);
                    comment = true;
                }
                lineStart = into[i] == '\n';
                if (comment && lineStart) {
                    comment = false;
                    from = i + 1;
                }
            }
            if (!comment && step > 0) {
                digester.update(into, from, offset + step - from);
            }
            return step;
        }

        String digest() {
            return digester.digest().hex();
        }
    }
}
