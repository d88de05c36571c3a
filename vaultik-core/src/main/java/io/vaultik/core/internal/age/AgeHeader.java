package io.vaultik.core.internal.age;

import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongKeyException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header of an age file, and the nonce that follows it: all that is needed to derive the payload key.
 *
 * <pre>
 * header = "age-encryption.org/v1" LF 1*128stanza "--- " base64(MAC) LF     ; at most 65,536 bytes
 * MAC    = HMAC-SHA-256(HKDF(file key, salt = "", info = "header"), header up to and with "---")
 * file   = header nonce payload                                             ; nonce = 16 random bytes
 * </pre>
 *
 * The limits are this library's: the specification has none, and a flood of stanzas would cost a reader one key agreement
 * each. Throughout this package <em>header bytes</em> count the nonce. Immutable and thread-safe.
 */
public final class AgeHeader {
    /** The most bytes that a header has, without the nonce. */
    public static final int MAX_BYTES = 64 * 1024;

    /** The most stanzas that a header has. */
    public static final int MAX_STANZAS = 128;

    /** The nonce between header and payload. */
    static final int NONCE_BYTES = 16;

    private final String address;
    private final List<Stanza> stanzas;
    private final byte[] signedBytes;
    private final byte[] mac;
    private final byte[] nonce;
    private final int headerBytes;

    AgeHeader(String address, List<Stanza> stanzas, byte[] signedBytes, byte[] mac, byte[] nonce, int headerBytes) {
        this.address = address;
        this.stanzas = List.copyOf(stanzas);
        this.signedBytes = signedBytes;
        this.mac = mac;
        this.nonce = nonce;
        this.headerBytes = headerBytes;
    }

    /**
     * Parses the header at the beginning of an age file.
     *
     * @param address what is read, for messages
     * @param prefix the first bytes of the file
     * @param length how many of them there are
     * @return the header; null if more bytes are needed, which never holds for {@code MAX_BYTES + 16} bytes
     * @throws MalformedException if no age v1 file begins with these bytes, or a limit is broken
     */
    public static @Nullable AgeHeader parse(String address, byte[] prefix, int length) throws MalformedException {
        return new HeaderParser(address, prefix, length).parse();
    }

    /**
     * Tells how long a header is, nonce included.
     *
     * @param address what is read, for messages
     * @param prefix the first bytes of the file
     * @param length how many of them there are
     * @return the bytes before the payload; -1 if more bytes are needed to tell
     * @throws MalformedException if no age v1 file begins with these bytes, or a limit is broken
     */
    public static int headerBytes(String address, byte[] prefix, int length) throws MalformedException {
        AgeHeader header = parse(address, prefix, length);
        return header == null ? -1 : header.headerBytes;
    }

    static byte[] encode(List<Stanza> stanzas, FileKey fileKey) {
        StringBuilder text = new StringBuilder(HeaderParser.INTRO);
        stanzas.forEach(stanza -> stanza.appendTo(text));
        text.append(HeaderParser.FOOTER);
        byte[] mac = fileKey.headerMac(text.toString().getBytes(StandardCharsets.US_ASCII));
        text.append(' ').append(RawBase64.encode(mac)).append('\n');
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Returns the bytes before the payload.
     *
     * @return the length of header and nonce
     */
    public int headerBytes() {
        return headerBytes;
    }

    /**
     * Returns the stanzas.
     *
     * @return one or more, in the order of the file
     */
    public List<Stanza> stanzas() {
        return stanzas;
    }

    String address() {
        return address;
    }

    /** Unwraps the file key, checks the MAC with it, and derives the payload key. */
    byte[] payloadKey(FileKeyUnwrapper unwrapper) throws VaultikException {
        FileKey fileKey = new FileKey(unwrap(unwrapper));
        try {
            if (!MessageDigest.isEqual(mac, fileKey.headerMac(signedBytes))) {
                throw new IntegrityException(address, "a header with a right MAC", "a header with a wrong MAC", null);
            }
            return fileKey.payloadKey(nonce);
        } finally {
            fileKey.wipe();
        }
    }

    private byte[] unwrap(FileKeyUnwrapper unwrapper) throws VaultikException {
        // A passphrase stands alone by the specification, else it would not prove who encrypted.
        if (stanzas.size() > 1 && stanzas.stream().anyMatch(s -> s.type().equals("scrypt"))) {
            throw new MalformedException("the age header of {} has a passphrase beside other stanzas", null, address);
        }
        byte[] fileKey;
        try {
            fileKey = unwrapper.unwrap(stanzas);
        } catch (MalformedException e) {
            throw new MalformedException("the age header of {}: {}", e, address, e.plainMessage());
        }
        if (fileKey == null) {
            throw new WrongKeyException("{} is encrypted to other recipients", null, address);
        }
        if (fileKey.length != FileKey.BYTES) {
            throw new MalformedException("{} has a file key of {} bytes", null, address, fileKey.length);
        }
        return fileKey;
    }
}
