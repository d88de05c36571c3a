package io.vaultik.core.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.UnsupportedFormatException;
import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each field of each document, left out or of a wrong type. */
class StrictnessTest {
    private static final JsonFactory JSON = new JsonFactory();

    /** Fields that a document may do without. */
    private static final Set<String> OPTIONAL = Set.of(
            "host",
            "name",
            "previous", // manifest, record
            "recipients", // record
            "s",
            "m",
            "u",
            "g",
            "un",
            "gn",
            "t",
            "l",
            "lb",
            "lc",
            "r",
            "h",
            "hb",
            "z",
            "x",
            "xc",
            "i",
            "c",
            "cl",
            "e",
            "chunks",
            "lists");

    private record Field(Document document, String name, byte[] bytes, int start, int value, int end, JsonToken token) {
        byte[] with(String replacement) {
            return splice(value, replacement);
        }

        byte[] without() {
            return splice(start, "\"unknown\":0");
        }

        private byte[] splice(int from, String replacement) {
            byte[] middle = replacement.getBytes(StandardCharsets.UTF_8);
            byte[] result = new byte[from + middle.length + bytes.length - end];
            System.arraycopy(bytes, 0, result, 0, from);
            System.arraycopy(middle, 0, result, from, middle.length);
            System.arraycopy(bytes, end, result, from + middle.length, bytes.length - end);
            return result;
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"SIGNED_MANIFEST", "DIRECTORY"},
            mode = EnumSource.Mode.EXCLUDE)
    void everyFieldHasItsType(Document document) throws IOException {
        int cases = 0;
        for (Field field : fields(document)) {
            for (String wrong : wrongFor(field.token())) {
                cases++;
                assertThatThrownBy(() -> document.read(field.with(wrong)))
                        .as("%s: %s is %s", document, field.name(), wrong)
                        .isInstanceOf(MalformedException.class);
            }
        }
        assertThat(cases).isPositive();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"SIGNED_MANIFEST", "DIRECTORY", "XATTRS"},
            mode = EnumSource.Mode.EXCLUDE)
    void everyFieldThatIsNotOptionalIsThere(Document document) throws IOException {
        for (Field field : fields(document)) {
            boolean isPath = field.name().startsWith("p") && field.name().length() <= 2;
            boolean isLabel = document == Document.RECORD && field.name().matches("label.*");
            // A session without a commit key is that of a maintainer.
            boolean isOptional = OPTIONAL.contains(field.name()) && document.ordinal() >= 3
                    || document == Document.SESSION && field.name().equals("commit");
            if (!isOptional && !isLabel || isPath) {
                assertThatThrownBy(() -> document.read(field.without()))
                        .as("%s without %s", document, field.name())
                        .isInstanceOf(MalformedException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFIGURATION", "SESSION", "STATE", "MANIFEST", "RECORD"})
    void aNewerFormatIsUnsupported(Document document) throws IOException {
        for (Field field : fields(document)) {
            if (field.name().equals("format")) {
                assertThatThrownBy(() -> document.read(field.with("2"))).isInstanceOf(UnsupportedFormatException.class);
                return;
            }
        }
        throw new AssertionError("there is no format");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"SIGNED_MANIFEST", "DIRECTORY"},
            mode = EnumSource.Mode.EXCLUDE)
    void hugeValuesAreAcceptedOrMalformed(Document document) throws IOException {
        for (Field field : fields(document)) {
            for (String huge : List.of(
                    "4611686018427387904",
                    "9223372036854775807",
                    "-9223372036854775808",
                    "\"" + "9".repeat(70_000) + "\"")) {
                try {
                    document.read(field.with(huge));
                } catch (VaultikException e) {
                    assertThat(e).isInstanceOfAny(MalformedException.class, UnsupportedFormatException.class);
                }
            }
        }
    }

    @Test
    void deepNestingIsMalformed() {
        for (String brace : List.of("[", "{\"a\":")) {
            byte[] deep = brace.repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
            assertThatThrownBy(() -> Configuration.decode(deep)).isInstanceOf(MalformedException.class);
            assertThatThrownBy(() -> NodeReader.decode(deep, "")).isInstanceOf(MalformedException.class);
            assertThatThrownBy(() -> Manifest.decode(
                            ("{\"head\":" + brace.repeat(1_000_000)).getBytes(StandardCharsets.US_ASCII)))
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void pathsOfANodeAreRelativeAndInOrder() {
        for (String path : List.of("/a", "..", "a/../b", "a//b", ".", "a/", "a\\u0000b")) {
            assertThatThrownBy(() -> NodeReader.decode(leaf("{\"p\":\"" + path + "\",\"k\":\"f\"}"), ""))
                    .as(path)
                    .isInstanceOf(MalformedException.class);
        }
        String a = "{\"p\":\"a\",\"k\":\"f\"}\n";
        String b = "{\"p\":\"b\",\"k\":\"f\"}\n";
        assertThatThrownBy(() -> NodeReader.decode(leaf(a + a), "")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> NodeReader.decode(leaf(b + a), "")).isInstanceOf(MalformedException.class);
    }

    @Test
    void aNodeHasAtMostItsLinesAndItsBytes() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i <= Limits.MAX_NODE_ENTRIES; i++) {
            lines.append("{\"p\":\"").append(10_000 + i).append("\",\"k\":\"f\"}\n");
        }
        assertThatThrownBy(() -> NodeReader.decode(leaf(lines.toString()), "")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> NodeReader.decode(new byte[Limits.MAX_NODE_BYTES + 1], ""))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void aLocationLiesInTheTableAndWithinTheLimits() {
        String digest = "\"" + "A".repeat(43) + "\"";
        for (String location : List.of(
                "[1,0,1,0,1," + digest + "]",
                "[-1,0,1,0,1," + digest + "]",
                "[0,-1,1,0,1," + digest + "]",
                "[0,1073741825,1,0,1," + digest + "]",
                "[0,0,17000000,0,1," + digest + "]",
                "[0,0,1,16777217,1," + digest + "]",
                "[0,0,1,0,16777217," + digest + "]",
                "[0,0,1,0,1,\"AAAA\"]",
                "[0,0,1,0,1,\"" + "*".repeat(43) + "\"]",
                "[0,0,1,0,1]",
                "[0,0,1,0,1," + digest + ",1]",
                "[0,0,1,0,1.0," + digest + "]",
                "[]",
                "{}")) {
            String line = "{\"p\":\"a\",\"k\":\"f\",\"xc\":" + location + "}";
            assertThatThrownBy(() -> NodeReader.decode(leaf(line), ""))
                    .as(location)
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void aChunkListHasAtMostItsLocations() {
        Samples samples = new Samples(new java.util.Random(1));
        byte[] tooMany = ChunkList.encode(samples.locations(samples.blobs(1), ChunkList.MAX_LOCATIONS + 1));
        assertThatThrownBy(() -> ChunkList.decode(tooMany)).isInstanceOf(MalformedException.class);
    }

    @Test
    void fieldsThatNobodyKnowsAreIgnored() throws IOException {
        for (Document document :
                List.of(Document.CONFIGURATION, Document.SESSION, Document.MANIFEST, Document.RECORD)) {
            String text = new String(document.bytes(5), StandardCharsets.UTF_8);
            document.read(
                    text.replaceFirst("\\{", "{\"later\":[{\"x\":[1,null]}],").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static byte[] leaf(String lines) {
        return ("{\"node\":1,\"level\":0,\"blobs\":[\"\"]}\n" + lines).getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> wrongFor(JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> List.of("17", "[]", "{}", "true", "1.5");
            case VALUE_NUMBER_INT -> List.of("\"x\"", "[]", "{}", "true", "1.5", "1e2", "100000000000000000000");
            case START_ARRAY -> List.of("17", "\"x\"", "{}", "false", "[[]]", "[null]");
            case START_OBJECT -> List.of("17", "\"x\"", "[]", "true");
            default -> List.of("17", "\"x\"", "[]", "{}");
        };
    }

    /** Finds the fields of several documents of a kind, so that the optional ones are among them. */
    private static List<Field> fields(Document document) throws IOException {
        List<Field> fields = new ArrayList<>();
        for (int seed = 0; seed < 12; seed++) {
            byte[] bytes = document.bytes(seed);
            try (JsonParser in = JSON.createParser(bytes)) {
                int depth = 0;
                for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                    if (token == JsonToken.FIELD_NAME) {
                        fields.add(field(document, bytes, in));
                    }
                    depth++;
                }
                assertThat(depth).isPositive();
            }
        }
        return fields;
    }

    /** Reads ahead with a second parser, so that the first one also meets what is inside. */
    private static Field field(Document document, byte[] bytes, JsonParser at) throws IOException {
        int start = (int) at.currentTokenLocation().getByteOffset();
        String name = at.currentName();
        try (JsonParser in = JSON.createParser(bytes)) {
            do {
                in.nextToken();
            } while (in.currentTokenLocation().getByteOffset() != start);
            JsonToken token = in.nextToken();
            int value = (int) in.currentTokenLocation().getByteOffset();
            in.skipChildren();
            in.finishToken();
            return new Field(
                    document,
                    name,
                    bytes,
                    start,
                    value,
                    (int) in.currentLocation().getByteOffset(),
                    token);
        }
    }
}
