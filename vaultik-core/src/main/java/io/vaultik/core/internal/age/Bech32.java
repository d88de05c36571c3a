package io.vaultik.core.internal.age;

import io.vaultik.fault.MalformedException;
import java.util.Locale;

/**
 * Bech32 (BIP 173) of 32-byte keys, as age writes recipients and identities. Its limit of 90 characters is kept: the keys
 * here have 62 and 74. Messages never quote the text, which may be a secret.
 */
final class Bech32 {
    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int CHECKSUM_CHARS = 6;
    private static final int MAX_CHARS = 90;

    private Bech32() {}

    /**
     * Encodes bytes.
     *
     * @param prefix the human-readable part, in lower case
     * @param data the bytes
     * @return the text, in lower case
     */
    static String encode(String prefix, byte[] data) {
        byte[] groups = regroup(data, data.length, 8, 5);
        StringBuilder text = new StringBuilder(MAX_CHARS).append(prefix).append('1');
        for (byte group : groups) {
            text.append(ALPHABET.charAt(group));
        }
        int sum = checksum(prefix, groups, groups.length, true) ^ 1;
        for (int i = 0; i < CHECKSUM_CHARS; i++) {
            text.append(ALPHABET.charAt((sum >>> (5 * (CHECKSUM_CHARS - 1 - i))) & 31));
        }
        return text.toString();
    }

    /**
     * Decodes a 32-byte key.
     *
     * @param what what the text should be, for messages
     * @param prefix the human-readable part that it must have, in the case that it must have
     * @param text the text, wholly in that case
     * @return 32 bytes
     * @throws MalformedException if the text is anything else
     */
    static byte[] decodeKey(String what, String prefix, String text) throws MalformedException {
        if (text.length() > MAX_CHARS || !text.startsWith(prefix + "1")) {
            throw new MalformedException("not {}: it does not begin with {}1, or is too long", null, what, prefix);
        }
        boolean upper = prefix.equals(prefix.toUpperCase(Locale.ROOT));
        byte[] groups = groups(what, text.substring(prefix.length() + 1), upper);
        int dataGroups = groups.length - CHECKSUM_CHARS;
        if (dataGroups < 0 || checksum(prefix.toLowerCase(Locale.ROOT), groups, groups.length, false) != 1) {
            throw new MalformedException("not {}: its checksum is wrong, so it was mistyped or cut", null, what);
        }
        if (dataGroups != 52 || (groups[dataGroups - 1] & 15) != 0) {
            throw new MalformedException("not {}: it does not hold 32 bytes", null, what);
        }
        return regroup(groups, dataGroups, 5, 8);
    }

    private static byte[] groups(String what, String chars, boolean upper) throws MalformedException {
        byte[] groups = new byte[chars.length()];
        for (int i = 0; i < groups.length; i++) {
            char c = chars.charAt(i);
            boolean wrongCase = upper ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z';
            int value = c > 'z' || wrongCase ? -1 : ALPHABET.indexOf(upper && c >= 'A' && c <= 'Z' ? c + 32 : c);
            if (value < 0) {
                throw new MalformedException("not {}: a wrong character at place {} of its data", null, what, i + 1);
            }
            groups[i] = (byte) value;
        }
        return groups;
    }

    private static int checksum(String prefix, byte[] groups, int count, boolean pad) {
        int sum = 1;
        for (int i = 0; i < prefix.length(); i++) {
            sum = step(sum, prefix.charAt(i) >>> 5);
        }
        sum = step(sum, 0);
        for (int i = 0; i < prefix.length(); i++) {
            sum = step(sum, prefix.charAt(i) & 31);
        }
        for (int i = 0; i < count; i++) {
            sum = step(sum, groups[i]);
        }
        for (int i = 0; pad && i < CHECKSUM_CHARS; i++) {
            sum = step(sum, 0);
        }
        return sum;
    }

    private static int step(int sum, int value) {
        int top = sum >>> 25;
        int next = (sum & 0x1ffffff) << 5 ^ value;
        for (int i = 0; i < GENERATOR.length; i++) {
            next ^= (top >>> i & 1) == 0 ? 0 : GENERATOR[i];
        }
        return next;
    }

    /** Regroups bits; the last group is filled with zeros when widening the count, and dropped when it is not whole. */
    private static byte[] regroup(byte[] in, int count, int fromBits, int toBits) {
        int total = count * fromBits;
        byte[] out = new byte[toBits == 5 ? (total + 4) / 5 : total / 8];
        int pending = 0;
        int pendingBits = 0;
        int at = 0;
        for (int i = 0; i < count; i++) {
            pending = (pending << fromBits | (in[i] & ((1 << fromBits) - 1))) & 0xffff;
            pendingBits += fromBits;
            while (pendingBits >= toBits) {
                pendingBits -= toBits;
                out[at++] = (byte) (pending >>> pendingBits & ((1 << toBits) - 1));
            }
        }
        if (at < out.length) {
            out[at] = (byte) (pending << (toBits - pendingBits) & ((1 << toBits) - 1));
        }
        return out;
    }
}
