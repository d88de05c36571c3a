package io.vaultik.core.internal.content;

import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.ManifestEntry.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the text of a manifest.
 *
 * <pre>
 * manifest = *(line LF) [line]
 * line     = entry / comment / nothing       a CR before the LF is dropped
 * comment  = "#" ...
 * entry    = TYPE SP PERM SP CHECKSUM SP SIZE SP PATH
 * TYPE     = "F" / "D"
 * PERM, CHECKSUM                             not empty, kept as they are
 * SIZE     = ["+"] digits                    below 2^64; written without sign and leading zeros
 * PATH                                       not empty, UTF-8, spaces included
 * </pre>
 *
 * Entries may stand in any order. For one text.
 */
public final class ManifestParser {
    private static final int MAX_LINE_BYTES =
            EntryTable.MAX_PATH_BYTES + EntryTable.MAX_CHECKSUM_BYTES + EntryTable.MAX_PERMISSIONS_BYTES + 128;
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int FIELDS = 4;

    private final ManifestBuilder builder;
    private byte[] line = new byte[512];
    private int length;
    private int lineNumber = 1;

    private ManifestParser(ManifestBuilder builder) {
        this.builder = builder;
    }

    /**
     * Reads a manifest to the end of a stream.
     *
     * @param text the text; not closed
     * @return the manifest
     * @throws MalformedException if a line is not as it should be; the message names its number
     * @throws VaultikException if the stream fails
     */
    public static DirectoryManifest parse(InputStream text) throws VaultikException {
        try {
            return new ManifestParser(new ManifestBuilder()).read(text);
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new VaultikException("the manifest cannot be read", e);
        }
    }

    private DirectoryManifest read(InputStream text) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int step = text.read(buffer); step >= 0; step = text.read(buffer)) {
            int from = 0;
            for (int i = 0; i < step; i++) {
                if (buffer[i] == '\n') {
                    append(buffer, from, i);
                    endLine(true);
                    from = i + 1;
                }
            }
            append(buffer, from, step);
        }
        endLine(false);
        return builder.build();
    }

    private void append(byte[] buffer, int from, int to) throws MalformedException {
        int step = to - from;
        if (length + step > MAX_LINE_BYTES) {
            throw malformed("is longer than " + MAX_LINE_BYTES + " bytes");
        }
        if (length + step > line.length) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, length + step));
        }
        System.arraycopy(buffer, from, line, length, step);
        length += step;
    }

    private void endLine(boolean fed) throws MalformedException {
        if (fed && length > 0 && line[length - 1] == '\r') {
            length--;
        }
        if (length > 0 && line[0] != '#') {
            entry();
        }
        length = 0;
        lineNumber++;
    }

    private void entry() throws MalformedException {
        int[] spaces = new int[FIELDS];
        int found = 0;
        for (int i = 0; i < length && found < FIELDS; i++) {
            if (line[i] == ' ') {
                spaces[found++] = i;
            }
        }
        if (found < FIELDS) {
            throw malformed("is not of the form TYPE PERM CHECKSUM SIZE PATH");
        }
        Kind kind = kind(spaces[0]);
        byte[] permissions = field(spaces[0], spaces[1]);
        byte[] checksum = field(spaces[1], spaces[2]);
        byte[] path = field(spaces[3], length);
        if (permissions.length == 0 || checksum.length == 0 || path.length == 0) {
            throw malformed("has an empty field");
        }
        long size = size(spaces[2] + 1, spaces[3]);
        requireText();
        if (path[path.length - 1] == '\r') {
            throw malformed("has a path that ends in a carriage return");
        }
        try {
            builder.add(kind, permissions, checksum, size, path);
        } catch (MalformedException e) {
            throw new MalformedException("line {} of a manifest: {}", e, lineNumber, String.valueOf(e.getMessage()));
        }
    }

    private Kind kind(int end) throws MalformedException {
        if (end == 1 && line[0] == 'F') {
            return Kind.FILE;
        }
        if (end == 1 && line[0] == 'D') {
            return Kind.DIRECTORY;
        }
        throw malformed("has a type that is neither F nor D");
    }

    private byte[] field(int space, int end) {
        return Arrays.copyOfRange(line, space + 1, end);
    }

    private long size(int from, int end) throws MalformedException {
        int at = from < end && line[from] == '+' ? from + 1 : from;
        if (at == end) {
            throw malformed("has a size that is no number");
        }
        long size = 0;
        for (; at < end; at++) {
            int digit = line[at] - '0';
            if (digit < 0 || digit > 9) {
                throw malformed("has a size that is no number");
            }
            if (Long.compareUnsigned(size, Long.divideUnsigned(-1L - digit, 10)) > 0) {
                throw malformed("has a size above 2^64 - 1");
            }
            size = 10 * size + digit;
        }
        return size;
    }

    private void requireText() throws MalformedException {
        for (int i = 0; i < length; i++) {
            if (line[i] < 0) {
                decode();
                return;
            }
        }
    }

    private void decode() throws MalformedException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, length));
        } catch (CharacterCodingException e) {
            throw malformed("is not UTF-8");
        }
    }

    private MalformedException malformed(String problem) {
        return new MalformedException("line {} of a manifest {}", null, lineNumber, problem);
    }
}
