package io.vaultik.core;

import io.vaultik.repository.BackupSource;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceContent;
import io.vaultik.repository.SourceEntry;
import io.vaultik.repository.SourceId;
import io.vaultik.repository.SourceRun;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Files in memory, with what was opened and what fails. */
final class TestSource implements BackupSource {
    private static final Instant OLD = Instant.parse("2020-01-01T00:00:00Z");

    private record File(byte[] bytes, Instant modified) {}

    private final SourceId id;
    private final Map<String, File> files = new TreeMap<>();
    private final Map<String, IOException> failures = new ConcurrentHashMap<>();
    private final List<String> opened = new CopyOnWriteArrayList<>();
    private WalkHook atEnd = run -> {};
    private volatile String unstable = "";
    private int revision;

    /** What a walk does after its files. */
    @FunctionalInterface
    interface WalkHook {
        void accept(SourceRun run) throws IOException;
    }

    TestSource(String id) {
        this.id = new SourceId(id, id);
    }

    /** Sets the content of a file; its time is a new one. */
    TestSource put(String path, byte[] bytes) {
        files.put(path, new File(bytes, OLD.plusSeconds(++revision)));
        return this;
    }

    TestSource remove(String path) {
        files.remove(path);
        return this;
    }

    /** Lets every opening of a file fail. */
    TestSource fail(String path, IOException failure) {
        failures.put(path, failure);
        return this;
    }

    /** Lets a file look changed whenever it is asked for its state. */
    TestSource unstable(String path) {
        unstable = path;
        return this;
    }

    void stable() {
        unstable = "";
    }

    TestSource atEnd(WalkHook hook) {
        atEnd = hook;
        return this;
    }

    List<String> opened() {
        return opened;
    }

    /** Returns what a snapshot of this source holds. */
    Map<String, byte[]> content() {
        Map<String, byte[]> content = new TreeMap<>();
        files.forEach((path, file) -> content.put(path, file.bytes()));
        return content;
    }

    @Override
    public SourceId id() {
        return id;
    }

    @Override
    public void walk(SourceRun run) throws IOException {
        for (Map.Entry<String, File> file : files.entrySet()) {
            run.entry(SourceEntry.builder(EntryPath.of(file.getKey()), EntryKind.FILE)
                    .attributes(EntryAttributes.builder()
                            .mode(0644)
                            .modified(file.getValue().modified())
                            .build())
                    .size(file.getValue().bytes().length)
                    .build());
        }
        atEnd.accept(run);
    }

    @Override
    public SourceContent open(SourceEntry entry) throws IOException {
        String path = entry.path().toString();
        opened.add(path);
        IOException failure = failures.get(path);
        if (failure != null) {
            throw failure;
        }
        File file = files.get(path);
        if (file == null) {
            throw new NoSuchFileException(path);
        }
        InputStream stream = new ByteArrayInputStream(file.bytes());
        return path.equals(unstable) ? new Changing(stream) : SourceContent.of(stream);
    }

    private record Changing(InputStream stream) implements SourceContent {
        @Override
        public Object state() {
            return new Object();
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
