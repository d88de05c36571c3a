package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a text that must be exactly one JSON object. */
final class Json {
    private final Map<String, @Nullable Object> fields;

    private Json(Map<String, @Nullable Object> fields) {
        this.fields = fields;
    }

    static Json parse(String text) {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            assertThat(parser.nextToken()).as("one document: %s", text).isEqualTo(JsonToken.START_OBJECT);
            Json json = object(parser);
            assertThat(parser.nextToken())
                    .as("nothing after the document: %s", text)
                    .isNull();
            return json;
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON: " + text, e);
        }
    }

    List<String> names() {
        return List.copyOf(fields.keySet());
    }

    String text(String name) {
        return (String) value(name);
    }

    long number(String name) {
        return ((Number) value(name)).longValue();
    }

    Json object(String name) {
        return (Json) value(name);
    }

    List<Json> objects(String name) {
        return ((List<?>) value(name)).stream().map(Json.class::cast).toList();
    }

    List<String> texts(String name) {
        return ((List<?>) value(name)).stream().map(String.class::cast).toList();
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** Returns a value that is there and not null. */
    Object value(String name) {
        Object value = fields.get(name);
        if (value == null) {
            throw new AssertionError("no " + name + " in " + fields.keySet());
        }
        return value;
    }

    private static Json object(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return new Json(fields);
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> list(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static List<@Nullable Object> list(JsonParser parser) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser));
        }
        return list;
    }
}
