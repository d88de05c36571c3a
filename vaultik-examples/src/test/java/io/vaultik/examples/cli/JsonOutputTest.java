package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonOutputTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final JsonOutput json;

    JsonOutputTest() throws IOException {
        this.json = new JsonOutput(out);
    }

    @Test
    void writesOneDocument() throws IOException {
        json.document(fields -> {
            fields.field("id", "x\udce9");
            fields.field("none", Optional.empty());
            fields.field("count", 42);
            fields.field("yes", true);
            fields.seconds("seconds", Duration.ofMillis(1500));
            fields.bytes("bytes", new byte[] {1, 2});
            fields.texts("list", List.of("a", "b"));
            fields.objects("objects", List.of("c"), (element, value) -> element.field("value", value));
        });

        assertThat(written())
                .isEqualTo("{\"schema\":1,\"id\":\"x\ufffd\",\"none\":null,\"count\":42,\"yes\":true,\"seconds\":1.500,"
                        + "\"bytes\":\"AQI=\",\"list\":[\"a\",\"b\"],\"objects\":[{\"value\":\"c\"}]}\n");
    }

    @Test
    void writesAFailureAlone() throws IOException {
        json.failure(fields -> fields.field("code", "usage"));

        assertThat(written()).isEqualTo("{\"schema\":1,\"error\":{\"code\":\"usage\"}}\n");
    }

    @Test
    void closesWhatIsOpenWhenItFailsInTheMiddle() throws IOException {
        assertThatThrownBy(() -> json.document(fields -> fields.list("entries", list -> {
                    list.element(element -> element.field("path", "a"));
                    list.element(element -> element.object("xattrs", xattrs -> {
                        throw new IOException("gone");
                    }));
                })))
                .hasMessage("gone");

        json.failure(fields -> fields.field("code", "io"));

        assertThat(written())
                .isEqualTo(
                        "{\"schema\":1,\"entries\":[{\"path\":\"a\"},{\"xattrs\":{}}],\"error\":{\"code\":\"io\"}}\n");
    }

    @Test
    void writesNothingAfterACompleteDocument() throws IOException {
        json.document(fields -> {});
        json.failure(fields -> fields.field("code", "io"));

        assertThat(written()).isEqualTo("{\"schema\":1}\n");
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
