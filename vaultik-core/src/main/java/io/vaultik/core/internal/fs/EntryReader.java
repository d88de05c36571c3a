package io.vaultik.core.internal.fs;

import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceEntry;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Turns what the file system says into entries. Not thread-safe. */
final class EntryReader {
    private static final byte[] SELF = {'.'};
    private static final String XATTR_ALERT = "extended attributes that may not be read were left out";

    private final OwnerNames users;
    private final OwnerNames groups;
    private final Consumer<String> alerts;
    private boolean alerted;

    /**
     * Makes a reader.
     *
     * @param users names a user by number
     * @param groups names a group by number
     * @param alerts told once if an extended attribute cannot be read
     */
    EntryReader(LongFunction<@Nullable String> users, LongFunction<@Nullable String> groups, Consumer<String> alerts) {
        this.users = new OwnerNames(users);
        this.groups = new OwnerNames(groups);
        this.alerts = alerts;
    }

    /** Reads an open directory. */
    SourceEntry directory(EntryPath path, OpenDirectory directory, FileStat stat) throws IOException {
        return entry(path, directory, SELF, stat, EntryKind.DIRECTORY);
    }

    /** Reads an entry of a directory. */
    SourceEntry entry(EntryPath path, OpenDirectory parent, byte[] name, FileStat stat, EntryKind kind)
            throws IOException {
        EntryAttributes.Builder attributes = EntryAttributes.builder()
                .modified(stat.modified())
                .xattrs(parent.xattrs(name, this::alert))
                .sparse(kind == EntryKind.FILE && stat.sparse());
        SourceEntry.Builder entry = SourceEntry.builder(path, kind).changed(stat.changed());
        if (stat.isUnix()) {
            attributes
                    .mode(stat.permissions())
                    .owner(stat.uid(), stat.gid())
                    .user(users.of(stat.uid()))
                    .group(groups.of(stat.gid()));
            entry.inode(stat.inode());
            if (stat.links() > 1 && kind != EntryKind.DIRECTORY) {
                entry.hardLinkId(stat.device() + ":" + stat.inode());
            }
        }
        switch (kind) {
            case FILE -> entry.size(stat.size());
            case SYMLINK -> attributes.linkTarget(parent.readLink(name));
            case CHARACTER_DEVICE, BLOCK_DEVICE -> attributes.device(stat.special());
            case DIRECTORY, FIFO -> {}
        }
        return entry.attributes(attributes.build()).build();
    }

    private void alert() {
        if (!alerted) {
            alerted = true;
            alerts.accept(XATTR_ALERT);
        }
    }
}
