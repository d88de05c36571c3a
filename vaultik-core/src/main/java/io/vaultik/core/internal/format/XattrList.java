package io.vaultik.core.internal.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vaultik.fault.MalformedException;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The extended attributes of an entry: {@code {"<name>":"<base64 of the value>",...}}, in the order of names. They stand in the
 * entry, or, when they are long, in a chunk of their own.
 */
public final class XattrList {
    private XattrList() {}

    /**
     * {@return the document of a chunk of its own, with its line feed}
     *
     * @param xattrs names and values, in any order
     */
    public static byte[] encode(Map<String, byte[]> xattrs) {
        return JsonTree.write(out -> {
            write(out, xattrs);
            out.writeRaw('\n');
        });
    }

    /**
     * Reads the document.
     *
     * @param bytes the whole document
     * @return names and values, in the order of names
     * @throws MalformedException if it is damaged
     */
    public static Map<String, byte[]> decode(byte[] bytes) throws MalformedException {
        return JsonTree.read("a list of attributes", bytes, 0, bytes.length, in -> {
            in.nextToken();
            Map<String, byte[]> xattrs = read(in);
            JsonTree.requireEnd("a list of attributes", in);
            return xattrs;
        });
    }

    /**
     * {@return about how many bytes the attributes take in an entry, before base64}
     *
     * @param xattrs names and values
     */
    public static long bytes(Map<String, byte[]> xattrs) {
        long sum = 0;
        for (Map.Entry<String, byte[]> xattr : xattrs.entrySet()) {
            sum += xattr.getKey().length() + xattr.getValue().length;
        }
        return sum;
    }

    static void write(JsonGenerator out, Map<String, byte[]> xattrs) throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, byte[]> xattr : new TreeMap<>(xattrs).entrySet()) {
            out.writeBinaryField(xattr.getKey(), xattr.getValue());
        }
        out.writeEndObject();
    }

    static Map<String, byte[]> read(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new MalformedException("a list of attributes is not an object", null);
        }
        Map<String, byte[]> xattrs = new TreeMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            xattrs.put(name, in.getBinaryValue());
        }
        return xattrs;
    }
}
