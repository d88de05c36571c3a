package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.examples.cli.ExitCodes.Verdict;
import io.vaultik.fault.Errors;
import io.vaultik.fault.IncompleteException;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExitCodesTest {
    /** The contract for failures that are not simply 1. */
    private static final Map<String, Integer> SPECIAL = Map.of(
            "BusyException", 6,
            "CancelledException", 130,
            "MalformedException", 4,
            "NotFoundException", 5,
            "RevokedException", 6);

    @Test
    void everyFailureHasACodeOfItsOwn() throws Exception {
        Map<String, String> codes = new TreeMap<>();
        for (Class<?> type : failures()) {
            for (Constructor<?> constructor : type.getConstructors()) {
                if (List.of(constructor.getParameterTypes())
                        .equals(List.of(String.class, Throwable.class, Object[].class))) {
                    Throwable failure = (Throwable) constructor.newInstance("it {}", null, new Object[] {"failed"});
                    Verdict verdict = ExitCodes.of(failure);
                    codes.put(type.getSimpleName(), verdict.code());
                    assertThat(verdict.exitCode())
                            .as(type.getSimpleName())
                            .isEqualTo(SPECIAL.getOrDefault(type.getSimpleName(), 1));
                }
            }
        }

        assertThat(codes).hasSizeGreaterThan(15).doesNotContainValue("internal");
        assertThat(codes.values()).doesNotHaveDuplicates();
    }

    @Test
    void mapsFailuresWithMoreToSay() {
        assertThat(ExitCodes.of(new IncompleteException(Errors.none(), null)).exitCode())
                .isEqualTo(3);
        assertThat(ExitCodes.of(new IntegrityException("blob", "a", "b", null)).exitCode())
                .isEqualTo(4);
        assertThat(ExitCodes.of(new ObjectNotFoundException(ObjectKey.of("x"), "here")))
                .isEqualTo(new Verdict("object-missing", 4));
        assertThat(ExitCodes.of(new StorageException(true, "timeout", null))).isEqualTo(new Verdict("storage", 1));
        assertThat(ExitCodes.of(new UsageException("no")).exitCode()).isEqualTo(2);
        assertThat(ExitCodes.of(new NoSuchFileException("x"))).isEqualTo(new Verdict("io", 1));
    }

    @Test
    void takesTheVerdictOfTheNearestClass() {
        assertThat(ExitCodes.of(new NotFoundException("gone", null) {
                            private static final long serialVersionUID = 1L;
                        })
                        .exitCode())
                .isEqualTo(5);
        assertThat(ExitCodes.of(new IllegalStateException("what")).isInternal()).isTrue();
        assertThat(ExitCodes.of(new IOException("x")).isInternal()).isFalse();
    }

    private static List<Class<?>> failures() throws Exception {
        Path place = Path.of(VaultikException.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(place)) {
            return failures(place);
        }
        try (var jar = FileSystems.newFileSystem(place)) {
            return failures(jar.getPath("/"));
        }
    }

    private static List<Class<?>> failures(Path root) throws Exception {
        try (Stream<Path> files = Files.list(root.resolve("io/vaultik/fault"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Exception.class"))
                    .<Class<?>>map(name -> load("io.vaultik.fault." + name.replace(".class", "")))
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
