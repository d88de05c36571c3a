package io.vaultik.core.internal.content;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The golden data of the content store, as maps, lists and texts. */
final class VectorFile {
    private VectorFile() {}

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> list(String name) {
        return (List<Map<String, Object>>) Objects.requireNonNull(document().get(name));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(String name) {
        return (Map<String, Object>) Objects.requireNonNull(document().get(name));
    }

    static String text(Map<String, Object> vector, String name) {
        return String.valueOf(vector.get(name));
    }

    static List<?> texts(Map<String, Object> vector, String name) {
        return (List<?>) Objects.requireNonNull(vector.get(name));
    }

    /** Returns the text of a manifest, without its final line feed. */
    static byte[] manifest(Map<String, Object> vector) {
        Map<?, ?> manifest = (Map<?, ?>) Objects.requireNonNull(vector.get("manifest"));
        Object text = manifest.get("text");
        return text != null
                ? text.toString().getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(String.valueOf(manifest.get("b64")));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> document() {
        try (InputStream stream = VectorFile.class.getResourceAsStream("/content-store-vectors.json");
                JsonParser parser = new JsonFactory().createParser(stream)) {
            parser.nextToken();
            return (Map<String, Object>) value(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            default -> parser.getText();
        };
    }
}
