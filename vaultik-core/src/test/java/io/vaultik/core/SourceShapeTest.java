package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How long files and methods are, by a simple scan of the sources of all modules. */
class SourceShapeTest {
    private static final int MAX_FILE_LINES = 500;
    private static final int MAX_TEST_FILE_LINES = 800;
    private static final int MAX_METHOD_LINES = 60;

    private static final Pattern NOISE = Pattern.compile(
            "(?s)/\\*.*?\\*/|//[^\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"" + "|'(?:\\\\.|[^'\\\\\n])+'");
    private static final Pattern TYPE = Pattern.compile("(?s).*\\b(class|interface|enum|record)\\s+\\w+.*");
    private static final Pattern ENUM_CONSTANT = Pattern.compile("(?s)[\\s,]*[A-Z][A-Z0-9_]*\\s*(\\(.*\\))?\\s*");

    @Test
    void filesAreShort() {
        List<String> tooLong = new ArrayList<>();
        forEachSource((path, text) -> {
            long lines = text.lines().count();
            if (lines > (isTest(path) ? MAX_TEST_FILE_LINES : MAX_FILE_LINES)) {
                tooLong.add(path + " has " + lines + " lines");
            }
        });
        assertThat(tooLong).isEmpty();
    }

    @Test
    void methodsAreShort() {
        List<String> tooLong = new ArrayList<>();
        forEachSource((path, text) -> methods(text).stream()
                .filter(method -> method.lines() > MAX_METHOD_LINES)
                .forEach(method -> tooLong.add(path + " line " + method.line() + ": " + method.lines() + " lines")));
        assertThat(tooLong).isEmpty();
    }

    @Test
    void theScanFindsMethodsOfEveryForm() {
        String source = """
                class Sample {
                    static final X FIELD = new X() {
                        void inField() {
                        }
                    };
                    enum E { ONE(1) {
                        void inConstant() { }
                    }; }
                    Sample(int a) {
                        if (a > 0) {
                            run(() -> { });
                        }
                    }
                    <T> void generic(T t) throws IOException {
                        // }
                        String s = "}";
                    }
                }
                """;
        assertThat(methods(source)).extracting(Method::lines).containsExactly(2, 1, 5, 4);
    }

    private record Method(int line, int lines) {}

    private enum Brace {
        TYPE,
        METHOD,
        BLOCK
    }

    /** Finds the bodies of methods and constructors by counting braces. */
    private static List<Method> methods(String source) {
        String text = NOISE.matcher(source).replaceAll(match -> "\n".repeat((int) lineFeeds(match.group())));
        List<Method> methods = new ArrayList<>();
        Deque<Brace> open = new ArrayDeque<>();
        Deque<Integer> lines = new ArrayDeque<>();
        int line = 1;
        int headerStart = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                line++;
            } else if (c == '{') {
                open.push(braceOf(text.substring(headerStart, i), open.peek()));
                lines.push(line);
            } else if (c == '}') {
                int first = lines.pop();
                if (open.pop() == Brace.METHOD) {
                    methods.add(new Method(first, line - first + 1));
                }
            }
            if (c == '{' || c == '}' || c == ';') {
                headerStart = i + 1;
            }
        }
        return methods;
    }

    private static Brace braceOf(String header, Brace enclosing) {
        if (enclosing == null) {
            return Brace.TYPE;
        }
        if (enclosing != Brace.TYPE) {
            return Brace.BLOCK;
        }
        boolean isMember =
                TYPE.matcher(header).matches() || ENUM_CONSTANT.matcher(header).matches();
        if (isMember || header.matches("(?s).*=\\s*new\\b.*")) {
            return Brace.TYPE;
        }
        return header.contains("(") && !header.contains("=")
                        || header.isBlank()
                        || header.strip().equals("static")
                ? Brace.METHOD
                : compact(header);
    }

    /** The constructor of a record has no parameter list; what is left are initialisers of arrays and lambdas. */
    private static Brace compact(String header) {
        return header.contains("=") ? Brace.BLOCK : Brace.METHOD;
    }

    private static long lineFeeds(String text) {
        return text.chars().filter(c -> c == '\n').count();
    }

    private static boolean isTest(Path path) {
        return path.toString()
                .contains("src/test/"
                        .replace('/', path.getFileSystem().getSeparator().charAt(0)));
    }

    private static void forEachSource(BiConsumer<Path, String> action) {
        List<Path> modules =
                List.of("vaultik-api", "vaultik-core", "vaultik-s3", "vaultik-examples", "benchmarks").stream()
                        .map(module -> Path.of("..", module, "src"))
                        .filter(Files::isDirectory)
                        .toList();
        assertThat(modules).contains(Path.of("..", "vaultik-core", "src"));
        for (Path module : modules) {
            try (Stream<Path> files = Files.walk(module)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    action.accept(file, Files.readString(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
