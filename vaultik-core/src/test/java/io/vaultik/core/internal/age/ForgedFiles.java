package io.vaultik.core.internal.age;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongKeyException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Named age files and their verdicts: what the specification allows, and one violation of each of its rules about
 * header, X25519 stanza and payload. The cases follow those of the public age test vectors (C2SP CCTV); the files are
 * made here.
 */
final class ForgedFiles {
    private static final String RIGHT = AgeForge.stanza(AgeForge.IDENTITY);
    private static final int FULL = StreamCipher.CHUNK_BYTES;

    private final Map<String, Case> cases = new LinkedHashMap<>();

    record Case(@Nullable Class<? extends VaultikException> failure, AgeForge forge, boolean complete) {
        /** The file; a header case gets a payload of ten bytes. */
        byte[] bytes() {
            return complete ? forge.bytes() : forge.bytes(10);
        }
    }

    private ForgedFiles() {}

    static Map<String, Case> all() {
        ForgedFiles files = new ForgedFiles();
        files.accepted();
        files.headers();
        files.bodies();
        files.macs();
        files.shares();
        files.payloads();
        files.ends();
        return files.cases;
    }

    private void header(String name, @Nullable Class<? extends VaultikException> failure, AgeForge forge) {
        cases.put(name, new Case(failure, forge, false));
    }

    private void payload(String name, @Nullable Class<? extends VaultikException> failure, AgeForge forge) {
        cases.put(name, new Case(failure, forge, true));
    }

    private static AgeForge forge() {
        return new AgeForge();
    }

    private void accepted() {
        header("one stanza", null, forge().right());
        header(
                "two recipients, ours last",
                null,
                forge().with(AgeForge.stanza(AgeForge.identity(2))).right());
        header(
                "an unknown stanza before",
                null,
                forge().with("-> x-grease a b c\nAAAA\n").right());
        header(
                "an unknown stanza without arguments and body",
                null,
                forge().right().with("-> x\n\n"));
        header(
                "an unknown stanza with a full and an empty line",
                null,
                forge().right().with("-> x\n" + "A".repeat(64) + "\n\n"));
        StringBuilder characters = new StringBuilder();
        for (char c = '!'; c <= '~'; c++) {
            characters.append(c);
        }
        header(
                "an argument of all printable characters",
                null,
                forge().with("-> " + characters + "\n\n").right());
        payload("an empty file", null, forge().right().chunk(0, true, 0));
        payload("a full last chunk", null, forge().right().chunk(0, true, FULL));
        payload("two full chunks", null, forge().right().chunk(0, false, FULL).chunk(1, true, FULL));
        payload(
                "a chunk of one byte at the end",
                null,
                forge().right().chunk(0, false, FULL).chunk(1, true, 1));
    }

    private void headers() {
        Class<MalformedException> bad = MalformedException.class;
        header("version 2", bad, forge().intro("age-encryption.org/v2\n").right());
        header("another intro", bad, forge().intro("age-encryption.com/v1\n").right());
        header("CRLF", bad, forge().intro("age-encryption.org/v1\r\n").with(RIGHT.replace("\n", "\r\n")));
        header("no stanza", bad, forge());
        header("a stanza without arrow", bad, forge().with(RIGHT.substring(3)));
        header("an arrow without space", bad, forge().with(RIGHT.replace("-> ", "->")));
        header("an arrow without type", bad, forge().right().with("-> \n\n"));
        header("a bare arrow", bad, forge().right().with("->\n\n"));
        header("two spaces between arguments", bad, forge().right().with("-> a  b\n\n"));
        header("a space at the end of a line", bad, forge().right().with("-> a b \n\n"));
        header("a tab in an argument", bad, forge().right().with("-> a\tb\n\n"));
        header("a letter beyond ASCII in an argument", bad, forge().right().with("-> caf\u00e9\n\n"));
        header("a carriage return after the arguments", bad, forge().right().with("-> a\r\n\n"));
        header(
                "a passphrase beside",
                bad,
                forge().right().with("-> scrypt bBjlhJVYZeE4aqUdmtRHfw 15\n" + "A".repeat(43) + "\n"));
        header("only others' stanzas", WrongKeyException.class, forge().with(AgeForge.stanza(AgeForge.identity(2))));
        header("only unknown stanzas", WrongKeyException.class, forge().with("-> x\n\n"));
        header("a type in lower case", WrongKeyException.class, forge().with(RIGHT.replace("X25519", "x25519")));
    }

    private void bodies() {
        Class<MalformedException> bad = MalformedException.class;
        header("no body", bad, forge().with("-> x\n").right());
        header(
                "no short line after a full one",
                bad,
                forge().with("-> x\n" + "A".repeat(64) + "\n").right());
        header("two short lines", bad, forge().with("-> x\nAAAA\nAAAA\n").right());
        header(
                "an overlong line",
                bad,
                forge().with("-> x\n" + "A".repeat(68) + "\n").right());
        header("padding", bad, forge().with("-> x\nAAA=\n").right());
        header("base64 with spare bits", bad, forge().with("-> x\nAB\n").right());
        header("base64 cut in a group", bad, forge().with("-> x\nAAAAA\n").right());
        header("base64 of URLs", bad, forge().with("-> x\nAA_-\n").right());
        header("a space in a body", bad, forge().with("-> x\nAAAA \n").right());
    }

    private void macs() {
        Class<MalformedException> bad = MalformedException.class;
        AgeForge wrong = forge().right().footer(mac -> "--- " + "A".repeat(43) + "\n");
        header("a wrong MAC", IntegrityException.class, wrong);
        header("no MAC", bad, forge().right().footer(mac -> "---\n"));
        header("an empty MAC", bad, forge().right().footer(mac -> "--- \n"));
        header("no space before the MAC", bad, forge().right().footer(mac -> "---" + mac + "\n"));
        header("two spaces before the MAC", bad, forge().right().footer(mac -> "---  " + mac + "\n"));
        header("a space after the MAC", bad, forge().right().footer(mac -> "--- " + mac + " \n"));
        header("a short MAC", bad, forge().right().footer(mac -> "--- " + mac.substring(0, 42) + "\n"));
        header("a long MAC", bad, forge().right().footer(mac -> "--- " + mac + "AAAA\n"));
        header("a MAC with spare bits", bad, forge().right().footer(mac -> "--- " + spareBits(mac) + "\n"));
        header("a padded MAC", bad, forge().right().footer(mac -> "--- " + mac + "=\n"));
    }

    static String spareBits(String base64) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        int last = alphabet.indexOf(base64.charAt(base64.length() - 1));
        return base64.substring(0, base64.length() - 1) + alphabet.charAt(last | 1);
    }

    private void shares() {
        Class<MalformedException> bad = MalformedException.class;
        String share = RIGHT.substring(10, 53);
        String body = RIGHT.substring(54, 97);
        String other = RawBase64.encode(new byte[32]);
        header("an extra argument", bad, forge().with(RIGHT.replace(share, share + " 1")));
        header("no share", bad, forge().with(RIGHT.replace(" " + share, "")));
        header("a share with spare bits", bad, forge().with(RIGHT.replace(share, spareBits(share))));
        header("a body with spare bits", bad, forge().with(RIGHT.replace(body, spareBits(body))));
        header("a long share", bad, forge().with(AgeForge.stanza(new byte[33], AgeForge.FILE_KEY)));
        header("a short share", bad, forge().with(AgeForge.stanza(new byte[31], AgeForge.FILE_KEY)));
        header(
                "a long file key",
                bad,
                forge().with(AgeForge.text(AgeForge.IDENTITY.recipient().wrap(new byte[17], TestRandom.secure(3)))));
        for (String point : X25519Test.LOW_ORDER) {
            byte[] bytes = HexFormat.of().parseHex(point);
            header("a share of low order " + point, bad, forge().with(AgeForge.stanza(bytes, AgeForge.FILE_KEY)));
        }
        header("a wrong tag", WrongKeyException.class, forge().with(RIGHT.replace(body, other)));
    }

    private void payloads() {
        Class<MalformedException> cut = MalformedException.class;
        Class<IntegrityException> bad = IntegrityException.class;
        byte[] flipped = AgeForge.sealed(0, true, 100);
        flipped[110] ^= 1;
        payload("a flipped tag", bad, forge().right().raw(flipped, flipped.length));
        payload("no payload", cut, forge().right());
        payload("no nonce", cut, forge().right().nonce(0));
        payload("a short nonce", cut, forge().right().nonce(15));
        payload("a cut tag", cut, forge().right().raw(AgeForge.sealed(0, true, 0), 15));
        payload("a cut chunk", bad, forge().right().raw(AgeForge.sealed(0, true, 50), 60));
        payload("a first chunk that is not last", bad, forge().right().chunk(0, false, 50));
        payload(
                "a short chunk in the middle",
                bad,
                forge().right().chunk(0, false, 50).chunk(1, true, 50));
        payload(
                "swapped chunks",
                bad,
                forge().right().chunk(1, false, FULL).chunk(0, false, FULL).chunk(2, true, 1));
        payload("a missing chunk", bad, forge().right().chunk(0, false, FULL).chunk(2, true, 1));
    }

    private void ends() {
        Class<MalformedException> cut = MalformedException.class;
        Class<IntegrityException> bad = IntegrityException.class;
        payload(
                "an empty last chunk",
                cut,
                forge().right().chunk(0, false, FULL).chunk(1, true, 0));
        payload("a full chunk that is not last", bad, forge().right().chunk(0, false, FULL));
        payload("a cut second chunk", cut, forge().right().chunk(0, false, FULL).raw(new byte[15], 15));
        payload("two last chunks", bad, forge().right().chunk(0, true, FULL).chunk(1, true, 5));
        payload(
                "two full last chunks",
                bad,
                forge().right().chunk(0, true, FULL).chunk(1, true, FULL));
        payload("garbage after the end", bad, forge().right().chunk(0, true, 20).raw(new byte[1], 1));
        payload(
                "garbage after a full last chunk",
                bad,
                forge().right().chunk(0, true, FULL).raw(new byte[20], 20));
    }
}
