package io.vaultik.core.internal.op;

import io.vaultik.fault.ItemErrors;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.BackupSource;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceContent;
import io.vaultik.repository.SourceEntry;
import io.vaultik.repository.SourceId;
import io.vaultik.repository.SourceRun;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Map;

/** Several directories or files as one source: each under its name. */
final class JoinedSource implements BackupSource {
    private final SourceId id;
    private final Map<EntryPath, DirectorySource> sources;

    JoinedSource(SourceId id, Map<EntryPath, DirectorySource> sources) {
        this.id = id;
        this.sources = sources;
    }

    @Override
    public SourceId id() {
        return id;
    }

    @Override
    public void walk(SourceRun run) throws IOException {
        for (Map.Entry<EntryPath, DirectorySource> source : sources.entrySet()) {
            EntryPath prefix = source.getKey();
            boolean isFile = source.getValue().singleFile().isPresent();
            ItemErrors errors = new PrefixedErrors(run.errors(), prefix);
            source.getValue().walk(new SourceRun() {
                @Override
                public void entry(SourceEntry entry) throws VaultikException {
                    if (!isFile) {
                        run.entry(moved(entry, prefix.resolve(entry.path())));
                    } else if (!entry.path().isRoot()) {
                        run.entry(moved(entry, prefix));
                    }
                }

                @Override
                public ItemErrors errors() {
                    return errors;
                }
            });
        }
    }

    @Override
    public SourceContent open(SourceEntry entry) throws IOException {
        byte[] path = entry.path().bytes();
        int slash = 0;
        while (slash < path.length && path[slash] != '/') {
            slash++;
        }
        DirectorySource source = sources.get(EntryPath.ofBytes(Arrays.copyOf(path, slash)));
        if (source == null) {
            throw new NoSuchFileException("no entry of these sources");
        }
        EntryPath inside = slash < path.length
                ? EntryPath.ofBytes(Arrays.copyOfRange(path, slash + 1, path.length))
                : source.singleFile().orElseThrow(() -> new NoSuchFileException("no file of these sources"));
        return source.open(moved(entry, inside));
    }

    private static SourceEntry moved(SourceEntry entry, EntryPath path) {
        SourceEntry.Builder builder = SourceEntry.builder(path, entry.kind())
                .attributes(entry.attributes())
                .size(entry.size())
                .itemId(entry.itemId().orElse(null))
                .version(entry.version().orElse(null))
                .hardLinkId(entry.hardLinkId().orElse(null))
                .changed(entry.changed().orElse(null));
        entry.inode().ifPresent(builder::inode);
        return builder.build();
    }
}
