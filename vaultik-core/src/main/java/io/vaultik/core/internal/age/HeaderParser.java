package io.vaultik.core.internal.age;

import io.vaultik.fault.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses the header at the beginning of an age file, strictly: each header has one form, and every other is refused. Used
 * once, by one thread.
 */
final class HeaderParser {
    static final int COLUMNS = 64;
    static final String INTRO = "age-encryption.org/v1\n";
    static final String FOOTER = "---";

    private static final byte[] INTRO_BYTES = INTRO.getBytes(StandardCharsets.US_ASCII);
    private static final int MAC_BYTES = 32;

    private final String address;
    private final byte[] bytes;
    private final int length;
    private int at;

    HeaderParser(String address, byte[] bytes, int length) {
        this.address = address;
        this.bytes = bytes;
        this.length = length;
    }

    /** Returns the header, or null if the bytes until now may be the beginning of one and more are needed. */
    @Nullable
    AgeHeader parse() throws MalformedException {
        int compared = Math.min(length, INTRO_BYTES.length);
        if (!Arrays.equals(bytes, 0, compared, INTRO_BYTES, 0, compared)) {
            throw malformed("does not begin with the line of an age v1 file");
        }
        at = INTRO_BYTES.length;
        List<Stanza> stanzas = new ArrayList<>();
        int lineStart = at;
        for (String line = line(); line != null; line = line()) {
            if (line.startsWith(FOOTER)) {
                return end(line, stanzas, lineStart + FOOTER.length());
            }
            Stanza stanza = stanza(line);
            if (stanza == null) {
                return null;
            }
            if (stanzas.size() == AgeHeader.MAX_STANZAS) {
                throw malformed("has more than " + AgeHeader.MAX_STANZAS + " stanzas");
            }
            stanzas.add(stanza);
            lineStart = at;
        }
        return null;
    }

    private @Nullable AgeHeader end(String line, List<Stanza> stanzas, int macEnd) throws MalformedException {
        byte[] mac = line.startsWith(FOOTER + " ") ? RawBase64.decode(line.substring(FOOTER.length() + 1)) : null;
        if (mac == null || mac.length != MAC_BYTES) {
            throw malformed("has a last line without a MAC of 32 bytes");
        }
        if (stanzas.isEmpty()) {
            throw malformed("has no stanza");
        }
        int nonceEnd = at + AgeHeader.NONCE_BYTES;
        if (length < nonceEnd) {
            return null;
        }
        byte[] nonce = Arrays.copyOfRange(bytes, at, nonceEnd);
        return new AgeHeader(address, stanzas, Arrays.copyOf(bytes, macEnd), mac, nonce, nonceEnd);
    }

    private @Nullable Stanza stanza(String line) throws MalformedException {
        if (!line.startsWith("-> ")) {
            throw malformed("has a line that begins no stanza");
        }
        List<String> words = List.of(line.substring(3).split(" ", -1));
        if (!words.stream().allMatch(Stanza::isArgument)) {
            throw malformed("has an empty or unprintable argument");
        }
        StringBuilder text = new StringBuilder();
        for (String part = line(); part != null; part = line()) {
            if (part.length() > COLUMNS) {
                throw malformed("has a body line of more than 64 columns");
            }
            text.append(part);
            if (part.length() < COLUMNS) {
                byte[] body = RawBase64.decode(text.toString());
                if (body == null) {
                    throw malformed("has a body that is not canonical base64");
                }
                return new Stanza(words.get(0), words.subList(1, words.size()), body);
            }
        }
        return null;
    }

    private @Nullable String line() throws MalformedException {
        int end = at;
        int limit = Math.min(length, AgeHeader.MAX_BYTES);
        while (end < limit && bytes[end] != '\n') {
            end++;
        }
        if (end >= AgeHeader.MAX_BYTES) {
            throw malformed("is longer than " + AgeHeader.MAX_BYTES + " bytes");
        }
        if (end >= limit) {
            return null;
        }
        String line = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
        at = end + 1;
        return line;
    }

    private MalformedException malformed(String what) {
        return new MalformedException("the age header of {} " + what, null, address);
    }
}
