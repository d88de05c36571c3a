package io.vaultik.examples;

import io.vaultik.core.AgeIdentity;
import io.vaultik.core.Vaultik;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.repository.BackupSource;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SourceContent;
import io.vaultik.repository.SourceEntry;
import io.vaultik.repository.SourceId;
import io.vaultik.repository.SourceRun;
import io.vaultik.storage.ObjectStorage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application backs up its own data, which is no folder: the documents of a store, each with a version. What has the same
 * version as in the snapshot before is not even opened.
 */
public final class CustomSource {
    private CustomSource() {}

    /**
     * A document.
     *
     * @param version changes whenever the text does
     * @param text what it says
     */
    public record Document(long version, String text) {}

    /** The application's data, and how to back them up. */
    public static final class DocumentStore implements BackupSource {
        private final Map<String, Document> documents = new ConcurrentSkipListMap<>();
        private final AtomicInteger opened = new AtomicInteger();

        /**
         * Writes a document.
         *
         * @param name its name, a path
         * @param text what it says from now on
         */
        public void write(String name, String text) {
            documents.merge(name, new Document(1, text), (old, added) -> new Document(old.version() + 1, added.text()));
        }

        /**
         * Returns how many documents were opened since the last call.
         *
         * @return the count
         */
        public int opened() {
            return opened.getAndSet(0);
        }

        @Override
        public SourceId id() {
            return new SourceId("documents:example", "documents");
        }

        @Override
        public void walk(SourceRun run) throws IOException {
            for (Map.Entry<String, Document> document : documents.entrySet()) {
                byte[] text = document.getValue().text().getBytes(StandardCharsets.UTF_8);
                run.entry(SourceEntry.builder(EntryPath.of(document.getKey()), EntryKind.FILE)
                        .size(text.length)
                        .itemId(document.getKey())
                        .version(Long.toString(document.getValue().version()))
                        .build());
            }
        }

        /** Called later, from several threads, and only for what changed. */
        @Override
        public SourceContent open(SourceEntry entry) throws IOException {
            opened.incrementAndGet();
            Document document = documents.get(entry.path().toString());
            if (document == null) {
                throw new NoSuchFileException(entry.path().toString());
            }
            return SourceContent.of(new ByteArrayInputStream(document.text().getBytes(StandardCharsets.UTF_8)));
        }
    }

    /**
     * What came out.
     *
     * @param opened how many documents each of the three runs opened
     * @param before a document as the first snapshot has it
     * @param after the same document as the last snapshot has it
     */
    public record Outcome(List<Integer> opened, String before, String after) {}

    /**
     * Runs it.
     *
     * @param arguments none
     * @throws IOException if something fails
     */
    public static void main(String[] arguments) throws IOException {
        Path state = Files.createTempDirectory("vaultik-example");
        try {
            Outcome outcome = run(state);
            System.out.println("documents opened by each run: " + outcome.opened());
            System.out.println("letters/1 was \"" + outcome.before() + "\" and is \"" + outcome.after() + "\"");
        } finally {
            FolderCopy.delete(state);
        }
    }

    /**
     * Makes three snapshots: all documents are new; nothing changed; one changed.
     *
     * @param state where this host keeps its state
     * @return what came out
     * @throws IOException if something fails
     */
    public static Outcome run(Path state) throws IOException {
        AgeIdentity identity = AgeIdentity.generate(new SecureRandom());
        RepositoryOptions options = RepositoryOptions.to(identity.recipient().text())
                .identities(List.of(identity))
                .stateFolder(state)
                .catalogInMemory();
        DocumentStore documents = new DocumentStore();
        for (int i = 1; i <= 100; i++) {
            documents.write("letters/" + i, "Dear reader, this is letter " + i + ".");
        }
        try (ObjectStorage storage = new MemoryStorage();
                Repository repository = Vaultik.create(storage, options)) {
            SnapshotId first = repository.snapshot().source(documents).run().id();
            int openedFirst = documents.opened();
            repository.snapshot().source(documents).run();
            int openedUnchanged = documents.opened();
            documents.write("letters/1", "Dear reader, this is another letter.");
            SnapshotId last = repository.snapshot().source(documents).run().id();
            return new Outcome(
                    List.of(openedFirst, openedUnchanged, documents.opened()),
                    read(repository, first, "letters/1"),
                    read(repository, last, "letters/1"));
        }
    }

    private static String read(Repository repository, SnapshotId snapshot, String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        repository.fetch(snapshot, EntryPath.of(name), bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
