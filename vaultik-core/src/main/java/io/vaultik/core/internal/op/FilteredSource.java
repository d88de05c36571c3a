package io.vaultik.core.internal.op;

import io.vaultik.core.internal.fs.PathFilter;
import io.vaultik.fault.ItemErrors;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.BackupSource;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceContent;
import io.vaultik.repository.SourceEntry;
import io.vaultik.repository.SourceId;
import io.vaultik.repository.SourceRun;
import java.io.IOException;

/** An application's source without what the excludes leave out, directories with all that lies below them. */
record FilteredSource(BackupSource source, PathFilter excludes) implements BackupSource {
    @Override
    public SourceId id() {
        return source.id();
    }

    @Override
    public void walk(SourceRun run) throws IOException {
        source.walk(new SourceRun() {
            @Override
            public void entry(SourceEntry entry) throws VaultikException {
                if (!isExcluded(entry)) {
                    run.entry(entry);
                }
            }

            @Override
            public ItemErrors errors() {
                return run.errors();
            }
        });
    }

    @Override
    public SourceContent open(SourceEntry entry) throws IOException {
        return source.open(entry);
    }

    private boolean isExcluded(SourceEntry entry) {
        boolean directory = entry.kind() == EntryKind.DIRECTORY;
        for (EntryPath path = entry.path(); !path.isRoot(); path = path.parent()) {
            if (excludes.excluded(path, directory)) {
                return true;
            }
            directory = true;
        }
        return false;
    }
}
