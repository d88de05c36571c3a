package io.vaultik.repository;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an entry beside its content. A source says as much as it has; what it does not say is not restored.
 * Immutable; made by {@link #builder()}.
 *
 * @since 0.1
 */
public final class EntryAttributes {
    private static final EntryAttributes NONE = builder().build();

    private final OptionalInt mode;
    private final OptionalLong uid;
    private final OptionalLong gid;
    private final @Nullable String user;
    private final @Nullable String group;
    private final @Nullable Instant modified;
    private final byte @Nullable [] linkTarget;
    private final OptionalLong device;
    private final boolean sparse;
    private final Map<String, byte[]> xattrs;

    private EntryAttributes(Builder builder) {
        this.mode = builder.mode;
        this.uid = builder.uid;
        this.gid = builder.gid;
        this.user = builder.user;
        this.group = builder.group;
        this.modified = builder.modified;
        this.linkTarget = builder.linkTarget;
        this.device = builder.device;
        this.sparse = builder.sparse;
        this.xattrs = builder.xattrs.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(builder.xattrs));
    }

    /**
     * Returns attributes that say nothing.
     *
     * @return no attributes
     */
    public static EntryAttributes none() {
        return NONE;
    }

    /**
     * Starts new attributes.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the permission bits, with set-user-id, set-group-id and sticky: {@code mode & 07777}.
     *
     * @return the bits, if known
     */
    public OptionalInt mode() {
        return mode;
    }

    /**
     * Returns the number of the owner.
     *
     * @return the number, if known
     */
    public OptionalLong uid() {
        return uid;
    }

    /**
     * Returns the number of the group.
     *
     * @return the number, if known
     */
    public OptionalLong gid() {
        return gid;
    }

    /**
     * Returns the name of the owner where the entry was read.
     *
     * @return the name, if known
     */
    public Optional<String> user() {
        return Optional.ofNullable(user);
    }

    /**
     * Returns the name of the group where the entry was read.
     *
     * @return the name, if known
     */
    public Optional<String> group() {
        return Optional.ofNullable(group);
    }

    /**
     * Returns when the content was last modified, to the nanosecond.
     *
     * @return the time, if known
     */
    public Optional<Instant> modified() {
        return Optional.ofNullable(modified);
    }

    /**
     * Returns where a symbolic link points to, as bytes.
     *
     * @return a copy of the target, if the entry is a link
     */
    public Optional<byte[]> linkTarget() {
        return linkTarget == null ? Optional.empty() : Optional.of(linkTarget.clone());
    }

    /**
     * Returns the number of a device: {@code major << 32 | minor}.
     *
     * @return the number, if the entry is a device
     */
    public OptionalLong device() {
        return device;
    }

    /**
     * Tells whether the file had holes: fewer bytes allocated than its length.
     *
     * @return true if it had
     */
    public boolean sparse() {
        return sparse;
    }

    /**
     * Returns the extended attributes, with their full names ({@code user.x}, {@code security.capability}, {@code
     * system.posix_acl_access}), in the order of the names.
     *
     * @return an unmodifiable map; its arrays must not be changed
     */
    public Map<String, byte[]> xattrs() {
        return xattrs;
    }

    /** Collects attributes. Not thread-safe. */
    public static final class Builder {
        private OptionalInt mode = OptionalInt.empty();
        private OptionalLong uid = OptionalLong.empty();
        private OptionalLong gid = OptionalLong.empty();
        private @Nullable String user;
        private @Nullable String group;
        private @Nullable Instant modified;
        private byte @Nullable [] linkTarget;
        private OptionalLong device = OptionalLong.empty();
        private boolean sparse;
        private Map<String, byte[]> xattrs = Map.of();

        private Builder() {}

        /**
         * Sets the permission bits.
         *
         * @param bits {@code mode & 07777}
         * @return this
         * @throws IllegalArgumentException if other bits are set
         */
        public Builder mode(int bits) {
            if ((bits & ~07777) != 0) {
                throw new IllegalArgumentException("a mode has the bits 07777 only");
            }
            this.mode = OptionalInt.of(bits);
            return this;
        }

        /**
         * Sets the numbers of owner and group.
         *
         * @param owner the user id, 0 to 2^32-1
         * @param ownerGroup the group id, 0 to 2^32-1
         * @return this
         */
        public Builder owner(long owner, long ownerGroup) {
            this.uid = OptionalLong.of(owner);
            this.gid = OptionalLong.of(ownerGroup);
            return this;
        }

        /**
         * Sets the name of the owner.
         *
         * @param name the name, or null
         * @return this
         */
        public Builder user(@Nullable String name) {
            this.user = name;
            return this;
        }

        /**
         * Sets the name of the group.
         *
         * @param name the name, or null
         * @return this
         */
        public Builder group(@Nullable String name) {
            this.group = name;
            return this;
        }

        /**
         * Sets the time of the last modification.
         *
         * @param time the time, or null
         * @return this
         */
        public Builder modified(@Nullable Instant time) {
            this.modified = time;
            return this;
        }

        /**
         * Sets the target of a symbolic link.
         *
         * @param target the target as bytes; copied
         * @return this
         */
        public Builder linkTarget(byte[] target) {
            this.linkTarget = target.clone();
            return this;
        }

        /**
         * Sets the number of a device.
         *
         * @param number {@code major << 32 | minor}
         * @return this
         */
        public Builder device(long number) {
            this.device = OptionalLong.of(number);
            return this;
        }

        /**
         * Says that a file has holes.
         *
         * @param holes whether it has
         * @return this
         */
        public Builder sparse(boolean holes) {
            this.sparse = holes;
            return this;
        }

        /**
         * Sets the extended attributes.
         *
         * @param attributes values by full name; the map is copied, the arrays are not
         * @return this
         */
        public Builder xattrs(Map<String, byte[]> attributes) {
            this.xattrs = attributes;
            return this;
        }

        /**
         * Makes the attributes.
         *
         * @return immutable attributes
         */
        public EntryAttributes build() {
            return new EntryAttributes(this);
        }
    }
}
