package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.Vaultik;
import io.vaultik.core.storage.FileStorage;
import io.vaultik.examples.cli.CommandLineFixture.Run;
import io.vaultik.repository.BackupSource;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.repository.SourceContent;
import io.vaultik.repository.SourceEntry;
import io.vaultik.repository.SourceId;
import io.vaultik.repository.SourceRun;
import io.vaultik.storage.ObjectStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusyTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void saysThatAnotherRunOfTheSameSeriesIsUnderWay() throws IOException {
        CommandLineFixture cli = new CommandLineFixture(folder);
        cli.init();
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("a"), "a", StandardCharsets.UTF_8);
        String[] create = {"snapshot", "create", "--json", "--name", "mine", data.toString()};
        cli.on(create).exits(0);
        String host = cli.on("snapshot", "list", "--json")
                .json()
                .objects("snapshots")
                .get(0)
                .text("host");
        List<Run> meanwhile = new ArrayList<>();
        RepositoryOptions options = RepositoryOptions.defaults()
                .stateFolder(folder.resolve("state"))
                .catalogFolder(folder.resolve("catalog"));

        try (ObjectStorage storage = FileStorage.at(cli.repository());
                Repository repository = Vaultik.open(storage, options)) {
            SourceId series = new SourceId("dir:" + host + ":mine", "mine");
            repository
                    .snapshot()
                    .source(new Meanwhile(series, () -> meanwhile.add(cli.on(create))))
                    .run();
        }

        assertThat(meanwhile).hasSize(1);
        assertThat(meanwhile.get(0).exits(6).json().object("error").text("code"))
                .isEqualTo("busy");
        cli.on(create).exits(0);
    }

    /** Does something while it is walked. */
    private record Meanwhile(SourceId id, Runnable action) implements BackupSource {
        @Override
        public void walk(SourceRun run) throws IOException {
            action.run();
            run.entry(SourceEntry.builder(EntryPath.of("x"), EntryKind.FILE).build());
        }

        @Override
        public SourceContent open(SourceEntry entry) {
            return SourceContent.of(new ByteArrayInputStream(new byte[] {'x'}));
        }
    }
}
