package io.vaultik.core.internal.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.vaultik.fault.AlreadyExistsException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.NotFoundException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityFileTest {
    private static final Instant CREATED = Instant.parse("2024-01-15T14:30:52.987Z");

    private final Path folder;

    IdentityFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void writesTheLayoutOfAgeKeygenForItsOwnerAlone() throws IOException {
        X25519Identity identity = AgeForge.identity(20);
        Path file = folder.resolve("key.txt");
        IdentityFile.write(file, identity, CREATED);
        assertThat(file)
                .hasContent("# created: 2024-01-15T14:30:52Z\n# public key: " + identity.recipient() + "\n"
                        + identity.text() + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(IdentityFile.read(file))
                .singleElement()
                .extracting(X25519Identity::text)
                .isEqualTo(identity.text());
    }

    @Test
    void neverOverwrites() throws IOException {
        Path file = Files.writeString(folder.resolve("key.txt"), "precious");
        assertThatThrownBy(() -> IdentityFile.write(file, AgeForge.identity(21), CREATED))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageNotContaining(folder.toString());
        assertThat(file).hasContent("precious");
    }

    @Test
    void writesWhereFilesHaveNoModes() throws IOException {
        try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
            Path file = windows.getPath("C:\\key.txt");
            IdentityFile.write(file, AgeForge.identity(22), CREATED);
            assertThat(IdentityFile.read(file)).hasSize(1);
        }
    }

    @Test
    void readsSeveralIdentitiesBetweenCommentsAndEmptyLines() throws IOException {
        String first = AgeForge.identity(23).text();
        String second = AgeForge.identity(24).text();
        Path file =
                Files.writeString(folder.resolve("keys.txt"), "# one\r\n\r\n" + first + "\r\n\n# two\n   \n" + second);
        assertThat(IdentityFile.read(file)).extracting(X25519Identity::text).containsExactly(first, second);
    }

    @Test
    void namesTheLineThatIsNoIdentityAndQuotesNothing() throws IOException {
        String cut = AgeForge.identity(25).text().substring(0, 60);
        Path file = Files.writeString(folder.resolve("keys.txt"), "# one\n" + cut + "\n");
        assertThatThrownBy(() -> IdentityFile.read(file))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("line 2")
                .hasMessageNotContaining(cut.substring(20, 30))
                .hasMessageNotContaining(folder.toString());
    }

    @Test
    void refusesFilesWithoutIdentityOverlongOnesAndMissingOnes() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.txt"), "# nothing\n");
        Path large = Files.write(folder.resolve("large.txt"), new byte[2 << 20]);
        assertThatThrownBy(() -> IdentityFile.read(empty)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> IdentityFile.read(large)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> IdentityFile.read(folder.resolve("none.txt"))).isInstanceOf(NotFoundException.class);
    }
}
