package io.vaultik.core.internal.fs;

import io.vaultik.fault.Item;
import io.vaultik.repository.EntryPath;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/** Paths as text for people: bytes that are not UTF-8 show as {@code %xx}. */
public final class PathText {
    private PathText() {}

    /**
     * Returns the last component of a path, to the byte, whatever the locale can express.
     *
     * @param path a path
     * @return the component as the path of an entry; the root if there is none
     */
    public static EntryPath name(Path path) {
        return EntryPath.ofBytes(PathBytes.name(path.toAbsolutePath()));
    }

    /**
     * Returns a path of the system as text, the same in every locale.
     *
     * @param path an absolute path
     * @return the text; bytes that are not UTF-8 are {@code %xx}
     */
    public static String of(Path path) {
        return of(PathBytes.of(path));
    }

    /**
     * Names an entry as an item.
     *
     * @param path its path
     * @return the item; the root is {@code .}
     */
    public static Item item(EntryPath path) {
        return Item.path(path.isRoot() ? "." : of(path));
    }

    /**
     * Returns a path as text.
     *
     * @param path the path
     * @return the text; not to be parsed, since a {@code %} of the name itself stays as it is
     */
    public static String of(EntryPath path) {
        if (path.isText()) {
            return path.toString();
        }
        return of(path.bytes());
    }

    private static String of(byte[] path) {
        ByteBuffer bytes = ByteBuffer.wrap(path);
        CharBuffer chars = CharBuffer.allocate(bytes.remaining());
        StringBuilder text = new StringBuilder(bytes.remaining() + 16);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        while (true) {
            CoderResult result = decoder.decode(bytes, chars, true);
            text.append(chars.flip());
            chars.clear();
            if (!result.isError()) {
                return text.toString();
            }
            for (int i = 0; i < result.length(); i++) {
                text.append('%').append(HexFormat.of().toHexDigits(bytes.get()));
            }
        }
    }
}
