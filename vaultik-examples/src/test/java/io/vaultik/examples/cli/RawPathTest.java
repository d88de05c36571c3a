package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.repository.EntryPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawPathTest {
    @ParameterizedTest
    @ValueSource(strings = {"a/b", "/a/b", "./a/b", "a/b/", "a//b", "/./a/b"})
    void forgivesSlashesAroundAnEntry(String raw) {
        assertThat(new RawPath(raw).entry()).isEqualTo(EntryPath.of("a/b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", ".", "./", "//"})
    void takesASlashForTheRoot(String raw) {
        assertThat(new RawPath(raw).entry()).isEqualTo(EntryPath.ROOT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/../b", "a/./b", "../a"})
    void refusesAnEntryThatCannotBe(String raw) {
        assertThatThrownBy(() -> new RawPath(raw).entry())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(raw);
    }

    @ParameterizedTest
    @ValueSource(strings = {".hidden", "..x", "a/.b", "...", ".../a"})
    void keepsDotsOfNames(String raw) {
        assertThat(new RawPath(raw).entry()).isEqualTo(EntryPath.of(raw));
    }

    @Test
    void namesAFileByItsBytes(@TempDir Path folder) throws IOException {
        RawPath raw = new RawPath(folder + "/caf\udce9 100%");

        Files.writeString(raw.file(), "x");

        assertThat(raw.file().toUri().getRawPath()).endsWith("/caf%E9%20100%25");
        assertThat(Files.exists(raw.file())).isTrue();
        assertThat(new RawPath("caf\udce9").file().getParent())
                .isEqualTo(Path.of("").toRealPath());
        assertThat(new RawPath("x/caf\udce9").entry().bytes()).endsWith((byte) 'f', (byte) 0xe9);
    }

    @Test
    void refusesAnEmptyFile() {
        assertThatThrownBy(() -> new RawPath("").file()).isInstanceOf(UsageException.class);
    }
}
