package io.vaultik.examples.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;

/**
 * One JSON document, written as it comes: schema 1, keys in camelCase, times ISO-8601 in UTC, sizes in bytes. A failure in the
 * middle closes what is open and stands beside it as {@code error}, so that there is exactly one document in every case. Not
 * thread-safe; does not close the output.
 */
final class JsonOutput {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final JsonGenerator json;
    private boolean begun;
    private boolean ended;

    JsonOutput(OutputStream out) throws IOException {
        this.json = FACTORY.createGenerator(out);
    }

    /** Writes something into an object or a list. */
    @FunctionalInterface
    interface Part {
        /** Writes it. */
        void writeTo(JsonOutput json) throws IOException;
    }

    /** Writes an element of a list as fields of an object. */
    @FunctionalInterface
    interface Element<T> {
        /** Writes the fields. */
        void write(JsonOutput json, T element) throws IOException;
    }

    /** Writes the document. */
    void document(Part fields) throws IOException {
        begin();
        fields.writeTo(this);
        end();
    }

    /** Writes a failure: the whole document, or the end of the one that was begun; nothing after a complete one. */
    void failure(Part fields) throws IOException {
        if (ended) {
            return;
        }
        if (!begun) {
            begin();
        }
        while (!json.getOutputContext().getParent().inRoot()) {
            if (json.getOutputContext().inArray()) {
                json.writeEndArray();
            } else {
                json.writeEndObject();
            }
        }
        object("error", fields);
        end();
    }

    /** Writes a field with text, or null. */
    void field(String name, Optional<?> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, RawText.lossy(value.get().toString()));
        } else {
            json.writeNullField(name);
        }
    }

    /** Writes a field with text. */
    void field(String name, Object value) throws IOException {
        json.writeStringField(name, RawText.lossy(value.toString()));
    }

    /** Writes a field with a number. */
    void field(String name, long value) throws IOException {
        json.writeNumberField(name, value);
    }

    /** Writes a field with true or false. */
    void field(String name, boolean value) throws IOException {
        json.writeBooleanField(name, value);
    }

    /** Writes a field with seconds, to the millisecond. */
    void seconds(String name, Duration span) throws IOException {
        json.writeNumberField(
                name, BigDecimal.valueOf(span.toMillis()).divide(BigDecimal.valueOf(1000), 3, RoundingMode.DOWN));
    }

    /** Writes a field with bytes, in Base64. */
    void bytes(String name, byte[] value) throws IOException {
        json.writeBinaryField(name, value);
    }

    /** Writes a field with an object. */
    void object(String name, Part fields) throws IOException {
        json.writeObjectFieldStart(name);
        fields.writeTo(this);
        json.writeEndObject();
    }

    /** Writes a field with a list of texts. */
    void texts(String name, Iterable<?> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (Object value : values) {
            json.writeString(RawText.lossy(value.toString()));
        }
        json.writeEndArray();
    }

    /** Writes a field with a list of objects. */
    <T> void objects(String name, Iterable<T> values, Element<? super T> element) throws IOException {
        list(name, out -> {
            for (T value : values) {
                out.element(fields -> element.write(fields, value));
            }
        });
    }

    /** Writes a field with a list whose elements come one by one, by {@link #element}. */
    void list(String name, Part elements) throws IOException {
        json.writeArrayFieldStart(name);
        elements.writeTo(this);
        json.writeEndArray();
    }

    /** Writes an object into a list. */
    void element(Part fields) throws IOException {
        json.writeStartObject();
        fields.writeTo(this);
        json.writeEndObject();
    }

    private void begin() throws IOException {
        begun = true;
        json.writeStartObject();
        json.writeNumberField("schema", 1);
    }

    private void end() throws IOException {
        ended = true;
        json.writeEndObject();
        json.writeRaw('\n');
        json.flush();
    }
}
