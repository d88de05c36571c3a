package io.vaultik.core.internal;

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
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A source in memory. */
public final class TestSource implements BackupSource {
    private final SourceId id;
    private final Map<EntryPath, SourceEntry> entries = new TreeMap<>();
    private final Map<EntryPath, byte[]> contents = new TreeMap<>();

    /** Makes an empty source. */
    public TestSource(String id) {
        this.id = new SourceId(id, id);
    }

    /** Adds or replaces a file. */
    public TestSource file(String path, byte[] content) {
        return file(path, content, EntryAttributes.none());
    }

    /** Adds or replaces a file. */
    public TestSource file(String path, byte[] content, EntryAttributes attributes) {
        EntryPath at = EntryPath.of(path);
        contents.put(at, content);
        return entry(SourceEntry.builder(at, EntryKind.FILE)
                .attributes(attributes)
                .size(content.length)
                .version("v" + Arrays.hashCode(content))
                .build());
    }

    /** Adds or replaces an entry. */
    public TestSource entry(SourceEntry entry) {
        entries.put(entry.path(), entry);
        return this;
    }

    @Override
    public SourceId id() {
        return id;
    }

    @Override
    public void walk(SourceRun run) throws IOException {
        for (SourceEntry entry : entries.values()) {
            run.entry(entry);
        }
    }

    @Override
    public SourceContent open(SourceEntry entry) {
        return SourceContent.of(new ByteArrayInputStream(Objects.requireNonNull(contents.get(entry.path()))));
    }
}
