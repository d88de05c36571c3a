package io.vaultik.core.internal.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.UnsupportedFormatException;
import io.vaultik.repository.SnapshotId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A small JSON object in memory, with accessors that check types. Fields that this version does not know are ignored. What may
 * be large (nodes, the blobs of a manifest) is read from the parser as a stream instead.
 */
final class JsonTree {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxStringLength(Limits.MAX_DOCUMENT_BYTES)
                    .maxNumberLength(20)
                    .build())
            .build();

    /** Stands for null in a list: no field of this version has it, one that is not known may. */
    private static final Object NULL = new Object();

    private final String what;
    private final Map<String, Object> fields;

    private JsonTree(String what, Map<String, Object> fields) {
        this.what = what;
        this.fields = fields;
    }

    /** What is written into a generator. */
    interface Writing {
        void write(JsonGenerator out) throws IOException;
    }

    /** What is read from a parser. */
    interface Reading<T> {
        T read(JsonParser in) throws IOException;
    }

    /** Returns the UTF-8 text that is written. */
    static byte[] write(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = generator(bytes)) {
            writing.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Returns a generator that writes UTF-8 without line breaks between values. */
    static JsonGenerator generator(java.io.OutputStream out) throws IOException {
        JsonGenerator generator = FACTORY.createGenerator(out);
        generator.setPrettyPrinter(new com.fasterxml.jackson.core.util.MinimalPrettyPrinter(""));
        return generator;
    }

    /**
     * Reads JSON.
     *
     * @throws MalformedException if it is not the JSON that is expected; {@code what} names it
     */
    static <T> T read(String what, byte[] bytes, int from, int length, Reading<T> reading) throws MalformedException {
        try (JsonParser in = FACTORY.createParser(bytes, from, length)) {
            return reading.read(in);
        } catch (MalformedException e) {
            throw e;
        } catch (IOException e) {
            throw new MalformedException("{} is not well-formed JSON", e, what);
        }
    }

    /**
     * Reads one object and nothing after it.
     *
     * @throws MalformedException if the bytes are not one JSON object
     */
    static JsonTree parse(String what, byte[] bytes) throws MalformedException {
        return read(what, bytes, 0, bytes.length, in -> {
            in.nextToken();
            JsonTree tree = object(what, in);
            requireEnd(what, in);
            return tree;
        });
    }

    /** Reads the object at whose beginning the parser stands. */
    static JsonTree object(String what, JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new MalformedException("{} is not a JSON object", null, what);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            Object value = value(what, in);
            if (value != null) {
                fields.put(name, value);
            }
        }
        if (in.currentToken() != JsonToken.END_OBJECT) {
            throw new MalformedException("{} is cut", null, what);
        }
        return new JsonTree(what, fields);
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    String string(String field) throws MalformedException {
        return typed(field, String.class);
    }

    @Nullable
    String optionalString(String field) throws MalformedException {
        return has(field) ? string(field) : null;
    }

    long number(String field) throws MalformedException {
        return typed(field, Long.class);
    }

    /** Returns a number that is not negative. */
    long count(String field) throws MalformedException {
        long count = number(field);
        if (count < 0) {
            throw new MalformedException("{} of {} is negative", null, field, what);
        }
        return count;
    }

    /** Checks the field {@code format}, before anything else is read. */
    void requireFormat() throws MalformedException, UnsupportedFormatException {
        long format = number("format");
        if (format != Limits.FORMAT) {
            throw new UnsupportedFormatException(
                    "{} has format {}, this software knows format {}", null, what, format, Limits.FORMAT);
        }
    }

    /** Checks the version of a document inside of others, whose own format was checked. */
    void requireVersion(String field) throws MalformedException {
        if (number(field) != Limits.FORMAT) {
            throw new MalformedException("{} has version {}", null, what, number(field));
        }
    }

    /** Returns a digest in hex. */
    String digest(String field) throws MalformedException {
        String digest = string(field);
        if (!Hex.isDigest(digest)) {
            throw new MalformedException("{} of {} is no digest", null, field, what);
        }
        return digest;
    }

    /** Returns the id of a snapshot. */
    String snapshot(String field) throws MalformedException {
        String id = string(field);
        try {
            return SnapshotId.of(id).value();
        } catch (IllegalArgumentException e) {
            throw new MalformedException("{} of {} is no id of a snapshot", e, field, what);
        }
    }

    int number(String field, int max) throws MalformedException {
        return Limits.check(number(field), max, field + " of " + what);
    }

    Instant instant(String field) throws MalformedException {
        try {
            return Instant.parse(string(field));
        } catch (DateTimeException e) {
            throw new MalformedException("{} of {} is not a time", e, field, what);
        }
    }

    UUID uuid(String field) throws MalformedException {
        String text = string(field);
        try {
            UUID uuid = UUID.fromString(text);
            if (!uuid.toString().equals(text)) {
                throw new MalformedException("{} of {} is not written as a UUID is", null, field, what);
            }
            return uuid;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("{} of {} is not a UUID", e, field, what);
        }
    }

    JsonTree tree(String field) throws MalformedException {
        return typed(field, JsonTree.class);
    }

    List<?> list(String field) throws MalformedException {
        return typed(field, List.class);
    }

    List<String> strings(String field) throws MalformedException {
        List<String> strings = new ArrayList<>();
        for (Object value : list(field)) {
            if (!(value instanceof String string)) {
                throw wrong(field);
            }
            strings.add(string);
        }
        return strings;
    }

    Map<String, String> stringMap(String field) throws MalformedException {
        Map<String, String> strings = new LinkedHashMap<>();
        JsonTree tree = tree(field);
        for (String name : tree.fields.keySet()) {
            strings.put(name, tree.string(name));
        }
        return strings;
    }

    /** Returns the text at which the parser stands. */
    static String text(String what, JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            throw new MalformedException("{} holds a {} in place of text", null, what, in.currentToken());
        }
        return in.getText();
    }

    /** Returns the number at which the parser stands: whole, not negative. */
    static long count(String what, JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_NUMBER_INT || in.getLongValue() < 0) {
            throw new MalformedException("{} holds something in place of a number that is not negative", null, what);
        }
        return in.getLongValue();
    }

    /** Requires that nothing follows. */
    static void requireEnd(String what, JsonParser in) throws IOException {
        if (in.nextToken() != null) {
            throw new MalformedException("{} has something after its end", null, what);
        }
    }

    private <T> T typed(String field, Class<T> type) throws MalformedException {
        Object value = fields.get(field);
        if (!type.isInstance(value)) {
            throw wrong(field);
        }
        return type.cast(value);
    }

    private MalformedException wrong(String field) {
        return new MalformedException("{} lacks {}, or it is of another type", null, what, field);
    }

    private static @Nullable Object value(String what, JsonParser in) throws IOException {
        JsonToken token = in.currentToken();
        if (token == null) {
            throw new MalformedException("{} is cut", null, what);
        }
        return switch (token) {
            case START_OBJECT -> object(what, in);
            case START_ARRAY -> array(what, in);
            case VALUE_STRING -> in.getText();
            case VALUE_NUMBER_INT -> in.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new MalformedException("{} holds an unexpected {}", null, what, token);
        };
    }

    private static List<Object> array(String what, JsonParser in) throws IOException {
        List<Object> values = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            Object value = value(what, in);
            values.add(value == null ? NULL : value);
        }
        return values;
    }
}
