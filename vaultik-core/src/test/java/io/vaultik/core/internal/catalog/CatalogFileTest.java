package io.vaultik.core.internal.catalog;

import static io.vaultik.core.internal.catalog.Samples.ALICE;
import static io.vaultik.core.internal.catalog.Samples.REPOSITORY;
import static io.vaultik.core.internal.catalog.Samples.digest;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.fault.CatalogCorruptException;
import io.vaultik.fault.NotPermittedException;
import io.vaultik.fault.UnsupportedFormatException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongRepositoryException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    private Path folder() {
        return temp.resolve("cache/repository");
    }

    private Path file() {
        return folder().resolve("catalog.db");
    }

    private void fill(int blobs) throws VaultikException {
        try (Catalog catalog = Catalog.open(folder(), REPOSITORY)) {
            catalog.beginSession(Samples.session("s1"));
            for (int i = 0; i < blobs; i++) {
                int id = catalog.reserveBlob("s1", BlobKind.DATA);
                catalog.answered(Samples.blob(id, 1000 + i, i * 100L, 100), 0, ALICE, List.of());
            }
            catalog.commit("s1", List.of(), Samples.generation(catalog, "s1", 0, 3_000));
        }
    }

    private void alter(String... statements) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    private void readAll() throws VaultikException {
        try (Catalog catalog = Catalog.open(folder(), REPOSITORY)) {
            catalog.agreement();
            catalog.sessions();
            catalog.usableBlobs(0, Set.of("00"), ALICE);
            for (int i = 0; i < 1_000; i++) {
                catalog.findChunk(digest(i));
            }
            for (int id = 1; id <= 10; id++) {
                catalog.blob(id);
                catalog.directory(id);
            }
            Generation current = catalog.current(Samples.SERIES).orElseThrow();
            Samples.all(catalog.entries(current));
        }
    }

    @Test
    void outlastsItsProcess() throws Exception {
        fill(10);
        try (Catalog catalog = Catalog.open(folder(), REPOSITORY)) {
            assertThat(catalog.findChunk(digest(777))).isEqualTo(ChunkRef.of(8, 77));
            assertThat(Samples.all(
                            catalog.entries(catalog.current(Samples.SERIES).orElseThrow())))
                    .hasSize(3_000);
        }
    }

    @Test
    void isReadableByItsOwnerAlone() throws Exception {
        try (Catalog catalog = Catalog.open(folder(), REPOSITORY)) {
            catalog.beginSession(Samples.session("s1"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
                    .isEqualTo("rwx------");
            try (var files = Files.list(folder())) {
                for (Path file : files.toList()) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as(file.toString())
                            .isEqualTo("rw-------");
                }
            }
        }
    }

    @Test
    void mayLieInAFolderOfAnyName() throws Exception {
        for (String name : List.of("a?b=c", "50% #1; 'x'", "mode=memory", "file:x", "größe €")) {
            Path odd = temp.resolve(name);
            try (Catalog catalog = Catalog.open(odd, REPOSITORY)) {
                catalog.beginSession(Samples.session("s1"));
            }
            assertThat(odd.resolve("catalog.db")).isNotEmptyFile();
        }
    }

    @Test
    void refusesTheCatalogOfAnotherRepository() throws Exception {
        fill(1);

        assertThatThrownBy(() -> Catalog.open(folder(), new UUID(3, 4)))
                .isInstanceOf(WrongRepositoryException.class)
                .hasMessageContaining(new UUID(3, 4).toString());
        readAll();
    }

    @Test
    void refusesANewerCatalogAndLeavesItAlone() throws Exception {
        fill(1);
        alter("PRAGMA user_version=2", "CREATE TABLE novelty (x)");
        byte[] before = Files.readAllBytes(file());

        assertThatThrownBy(() -> Catalog.open(folder(), REPOSITORY)).isInstanceOf(UnsupportedFormatException.class);
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void refusesAForeignDatabaseAndLeavesItAlone() throws Exception {
        Files.createDirectories(folder());
        alter("CREATE TABLE bookmarks (url TEXT)");
        byte[] before = Files.readAllBytes(file());

        assertThatThrownBy(() -> Catalog.open(folder(), REPOSITORY)).isInstanceOf(CatalogCorruptException.class);
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void refusesAFileThatIsNoDatabaseAndNamesItAndTheRemedy() throws Exception {
        Files.createDirectories(folder());
        Files.write(
                file(),
                "this is a text of some length, and not a database".repeat(100).getBytes(UTF_8));

        assertThatThrownBy(() -> Catalog.open(folder(), REPOSITORY))
                .isInstanceOfSatisfying(CatalogCorruptException.class, e -> assertThat(e.plainMessage())
                        .contains(file().toString())
                        .contains("delete the file"));
        Catalog.drop(folder());
        fill(1);
        readAll();
    }

    @Test
    void refusesAnAlteredSchema() throws Exception {
        for (String change : List.of(
                "DROP TABLE node",
                "DROP INDEX blob_session",
                "ALTER TABLE blob DROP COLUMN length",
                "DELETE FROM meta",
                "UPDATE meta SET repository = 'x'",
                "ALTER TABLE chunk RENAME TO chunks",
                "CREATE TRIGGER t AFTER INSERT ON chunk BEGIN DELETE FROM chunk; END",
                "PRAGMA application_id = 0",
                "PRAGMA user_version = -1")) {
            Catalog.drop(folder());
            fill(1);
            alter(change);
            assertThatThrownBy(() -> Catalog.open(folder(), REPOSITORY))
                    .as(change)
                    .isInstanceOfAny(CatalogCorruptException.class, WrongRepositoryException.class);
        }
    }

    @Test
    void refusesRowsThatCannotBe() throws Exception {
        for (String change : List.of(
                "UPDATE chunk SET ref = -5",
                "UPDATE chunk SET ref = 0",
                "UPDATE blob SET name = x'00'",
                "UPDATE blob SET kind = 9",
                "UPDATE blob SET length = -9",
                "UPDATE blob SET header_length = 1 << 40, length = 1 << 41",
                "UPDATE directory SET data = x'00'",
                "UPDATE directory SET crc = 0",
                "UPDATE entries SET data = x'00'",
                "UPDATE entries SET data = x''",
                "UPDATE blob SET name = x''",
                "DELETE FROM entries WHERE block = 0")) {
            Catalog.drop(folder());
            fill(1);
            alter(change);
            assertThatThrownBy(this::readAll).as(change).isInstanceOf(CatalogCorruptException.class);
        }
    }

    @Test
    void saysThatATruncatedFileIsDamaged() throws Exception {
        fill(10);
        byte[] whole = Files.readAllBytes(file());
        int refused = 0;
        for (int length = whole.length - 1; length > 0; length -= 16_001) {
            Catalog.drop(folder());
            Files.write(file(), Arrays.copyOf(whole, length));
            try {
                readAll();
            } catch (CatalogCorruptException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void neverFailsOtherwiseWhenBytesAreDamaged() throws Exception {
        fill(10);
        byte[] whole = Files.readAllBytes(file());
        Random random = new Random(Samples.seed(31));
        for (int round = 0; round < 150; round++) {
            Catalog.drop(folder());
            Files.write(file(), whole);
            try (RandomAccessFile damaged = new RandomAccessFile(file().toFile(), "rw")) {
                for (int i = random.nextInt(30); i >= 0; i--) {
                    damaged.seek(random.nextInt(round % 2 == 0 ? whole.length : 200));
                    damaged.write(random.nextInt());
                }
            }
            try {
                readAll();
            } catch (VaultikException | NoSuchElementException e) {
                // Damage may look like a newer version, another repository or a series without entries.
                assertThat(e).isNotNull();
            }
        }
    }

    @Test
    void beginsAnewInAnEmptyFile() throws Exception {
        Files.createDirectories(folder());
        Files.createFile(file());

        fill(1);
        readAll();
    }

    @Test
    void saysThatAFolderIsNoFile() throws Exception {
        Files.createDirectories(file());
        assertThatThrownBy(() -> Catalog.open(folder(), REPOSITORY)).isInstanceOf(VaultikException.class);

        Path blocked = Files.createFile(temp.resolve("plain"));
        assertThatThrownBy(() -> Catalog.open(blocked.resolve("x"), REPOSITORY)).isInstanceOf(VaultikException.class);
        Files.createDirectories(file().resolve("y"));
        assertThatThrownBy(() -> Catalog.drop(folder()))
                .isInstanceOf(VaultikException.class)
                .isNotInstanceOf(NotPermittedException.class);
    }

    @Test
    void canBeDroppedWhereThereIsNone() throws Exception {
        Catalog.drop(folder());
        fill(1);
        Catalog.drop(folder());
        try (Catalog catalog = Catalog.open(folder(), REPOSITORY)) {
            assertThat(catalog.hasBlobs()).isFalse();
        }
    }
}
