package io.vaultik.core.internal.age;

import java.util.Arrays;

/** The 16 random bytes from which both keys of one age file derive. */
final class FileKey {
    static final int BYTES = 16;

    private final byte[] key;

    /** Takes over the array. */
    FileKey(byte[] key) {
        this.key = key;
    }

    byte[] bytes() {
        return key;
    }

    /** Returns the MAC over a header, from its first byte to the three dashes of its last line. */
    byte[] headerMac(byte[] header) {
        return Hkdf.hmac(Hkdf.derive(key, new byte[0], "header"), header);
    }

    byte[] payloadKey(byte[] nonce) {
        return Hkdf.derive(key, nonce, "payload");
    }

    void wipe() {
        Arrays.fill(key, (byte) 0);
    }
}
