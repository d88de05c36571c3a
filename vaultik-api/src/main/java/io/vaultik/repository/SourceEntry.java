package io.vaultik.repository;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a {@link BackupSource}: a value, so that the engine can sort millions of them on disk. Its content is opened
 * later, by {@link BackupSource#open}. Immutable; made by {@link #builder}.
 *
 * @since 0.1
 */
public final class SourceEntry {
    private final EntryPath path;
    private final EntryKind kind;
    private final EntryAttributes attributes;
    private final long size;
    private final @Nullable String itemId;
    private final @Nullable String version;
    private final @Nullable String hardLinkId;
    private final OptionalLong inode;
    private final @Nullable Instant changed;

    private SourceEntry(Builder builder) {
        this.path = builder.path;
        this.kind = builder.kind;
        this.attributes = builder.attributes;
        this.size = builder.size;
        this.itemId = builder.itemId;
        this.version = builder.version;
        this.hardLinkId = builder.hardLinkId;
        this.inode = builder.inode;
        this.changed = builder.changed;
    }

    /**
     * Starts an entry.
     *
     * @param path where it stands in the source
     * @param kind what it is
     * @return a builder
     */
    public static Builder builder(EntryPath path, EntryKind kind) {
        return new Builder(path, kind);
    }

    /**
     * Returns where the entry stands.
     *
     * @return the path, relative to the source
     */
    public EntryPath path() {
        return path;
    }

    /**
     * Returns what the entry is.
     *
     * @return its kind
     */
    public EntryKind kind() {
        return kind;
    }

    /**
     * Returns what is known of the entry.
     *
     * @return its attributes
     */
    public EntryAttributes attributes() {
        return attributes;
    }

    /**
     * Returns how long the content is expected to be.
     *
     * @return bytes; 0 if it is not a file, -1 if the source does not know
     */
    public long size() {
        return size;
    }

    /**
     * Returns the source's own name of the item.
     *
     * @return an id, if the source has one
     */
    public Optional<String> itemId() {
        return Optional.ofNullable(itemId);
    }

    /**
     * Returns a mark of the content: the same path and version mean unchanged content, which is not opened.
     *
     * @return an ETag, a change key or the like, if the source has one
     */
    public Optional<String> version() {
        return Optional.ofNullable(version);
    }

    /**
     * Returns what the names of one hard-linked file have in common.
     *
     * @return the same text for each name of the file, if it has several
     */
    public Optional<String> hardLinkId() {
        return Optional.ofNullable(hardLinkId);
    }

    /**
     * Returns the number of the inode, a sign for change detection only.
     *
     * @return the number, if there is one
     */
    public OptionalLong inode() {
        return inode;
    }

    /**
     * Returns when the inode changed (ctime), a sign for change detection only.
     *
     * @return the time, if there is one
     */
    public Optional<Instant> changed() {
        return Optional.ofNullable(changed);
    }

    /** Collects what an entry says. Not thread-safe. */
    public static final class Builder {
        private final EntryPath path;
        private final EntryKind kind;
        private EntryAttributes attributes = EntryAttributes.none();
        private long size;
        private @Nullable String itemId;
        private @Nullable String version;
        private @Nullable String hardLinkId;
        private OptionalLong inode = OptionalLong.empty();
        private @Nullable Instant changed;

        private Builder(EntryPath path, EntryKind kind) {
            this.path = path;
            this.kind = kind;
            this.size = kind == EntryKind.FILE ? -1 : 0;
        }

        /**
         * Sets the attributes.
         *
         * @param value the attributes
         * @return this
         */
        public Builder attributes(EntryAttributes value) {
            this.attributes = value;
            return this;
        }

        /**
         * Sets the expected length of the content.
         *
         * @param bytes at least 0, or -1 for unknown
         * @return this
         * @throws IllegalArgumentException if it is less than -1
         */
        public Builder size(long bytes) {
            if (bytes < -1) {
                throw new IllegalArgumentException("a size is at least 0, or -1 for unknown");
            }
            this.size = bytes;
            return this;
        }

        /**
         * Sets the source's own name of the item.
         *
         * @param value the id, or null
         * @return this
         */
        public Builder itemId(@Nullable String value) {
            this.itemId = value;
            return this;
        }

        /**
         * Sets the mark of the content.
         *
         * @param value the version, or null
         * @return this
         */
        public Builder version(@Nullable String value) {
            this.version = value;
            return this;
        }

        /**
         * Sets what the names of one hard-linked file have in common.
         *
         * @param value the same text for each name, or null
         * @return this
         */
        public Builder hardLinkId(@Nullable String value) {
            this.hardLinkId = value;
            return this;
        }

        /**
         * Sets the number of the inode.
         *
         * @param value the number
         * @return this
         */
        public Builder inode(long value) {
            this.inode = OptionalLong.of(value);
            return this;
        }

        /**
         * Sets when the inode changed.
         *
         * @param value the time, or null
         * @return this
         */
        public Builder changed(@Nullable Instant value) {
            this.changed = value;
            return this;
        }

        /**
         * Makes the entry.
         *
         * @return an immutable entry
         */
        public SourceEntry build() {
            return new SourceEntry(this);
        }
    }
}
