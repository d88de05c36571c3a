package io.vaultik.core.internal.age;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts one age file after the other, as the bytes come: {@link #begin}, any number of {@link #write}, {@link
 * #finish}. A file left unfinished is given up by the next {@code begin}.
 *
 * <p>It owns 128 KiB and a cipher object, allocates no array while bytes flow, and belongs to one thread at a time.
 */
public final class AgeEncryptor {
    private final List<X25519Recipient> recipients;
    private final SecureRandom random;
    private final StreamCipher cipher = StreamCipher.sealing(new byte[32]);
    private final byte[] plain = new byte[StreamCipher.CHUNK_BYTES];
    private final byte[] sealed = new byte[StreamCipher.SEALED_BYTES];
    private @Nullable CiphertextSink sink;
    private int filled;
    private long chunk;

    /**
     * Makes an encryptor.
     *
     * @param recipients who can read the files; at least one, at most {@link AgeHeader#MAX_STANZAS}
     * @param random where file keys, ephemeral keys and nonces come from
     */
    public AgeEncryptor(List<X25519Recipient> recipients, SecureRandom random) {
        if (recipients.isEmpty() || recipients.size() > AgeHeader.MAX_STANZAS) {
            throw new IllegalArgumentException("an age file has 1 to 128 recipients, not " + recipients.size());
        }
        this.recipients = List.copyOf(recipients);
        this.random = random;
    }

    /**
     * Begins a file with new keys and writes its header.
     *
     * @param target what takes the encrypted bytes
     * @return the length of the header, nonce included: where the payload begins
     * @throws IOException if the sink fails
     */
    public int begin(CiphertextSink target) throws IOException {
        sink = null;
        filled = 0;
        chunk = 0;
        byte[] keyBytes = new byte[FileKey.BYTES];
        byte[] nonce = new byte[AgeHeader.NONCE_BYTES];
        random.nextBytes(keyBytes);
        random.nextBytes(nonce);
        FileKey fileKey = new FileKey(keyBytes);
        List<Stanza> stanzas =
                recipients.stream().map(r -> r.wrap(fileKey.bytes(), random)).toList();
        byte[] header = X25519.concat(AgeHeader.encode(stanzas, fileKey), nonce);
        cipher.rekey(fileKey.payloadKey(nonce));
        fileKey.wipe();
        target.write(header, 0, header.length);
        sink = target;
        return header.length;
    }

    /**
     * Encrypts the next bytes.
     *
     * @param bytes an array
     * @param offset where the bytes begin in it
     * @param length how many they are
     * @throws IOException if the sink fails; the file is then lost
     */
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        CiphertextSink target = sink();
        int from = offset;
        int end = offset + length;
        while (from < end) {
            // A full chunk waits for one more byte: only then is it certain not to be the last one.
            if (filled == plain.length) {
                flush(target, false);
            }
            int step = Math.min(end - from, plain.length - filled);
            System.arraycopy(bytes, from, plain, filled, step);
            filled += step;
            from += step;
        }
    }

    /**
     * Encrypts the last chunk. The sink has then all of the file; it is not closed.
     *
     * @throws IOException if the sink fails; the file is then lost
     */
    public void finish() throws IOException {
        flush(sink(), true);
        sink = null;
    }

    private CiphertextSink sink() {
        CiphertextSink target = sink;
        if (target == null) {
            throw new IllegalStateException("no file was begun");
        }
        return target;
    }

    private void flush(CiphertextSink target, boolean last) throws IOException {
        // Until the sink has taken it: a failure must not let the same number seal other bytes.
        sink = null;
        int length = cipher.seal(chunk++, last, plain, filled, sealed);
        filled = 0;
        target.write(sealed, 0, length);
        sink = target;
    }
}
