package io.vaultik.store;

import io.vaultik.fault.FailurePolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the manifest of a directory is made. Immutable; made by {@link #builder()}.
 *
 * @since 0.1
 */
public final class WalkOptions {
    private static final WalkOptions STANDARD = builder().build();

    private final boolean followLinks;
    private final boolean absolute;
    private final List<String> excludes;
    private final HashAlgorithm checksum;
    private final Optional<String> context;
    private final OptionalInt parallelism;
    private final FailurePolicy policy;
    private final Optional<Executor> executor;
    private final Optional<Path> digestCache;

    private WalkOptions(Builder builder) {
        this.followLinks = builder.followLinks;
        this.absolute = builder.absolute;
        this.excludes = List.copyOf(builder.excludes);
        this.checksum = builder.checksum;
        this.context = Optional.ofNullable(builder.context);
        this.parallelism = builder.parallelism;
        this.policy = builder.policy;
        this.executor = Optional.ofNullable(builder.executor);
        this.digestCache = Optional.ofNullable(builder.digestCache);
    }

    /**
     * Returns the options that hold where nothing else is said: those of manifests that are stored.
     *
     * @return the defaults of {@link Builder}
     */
    public static WalkOptions standard() {
        return STANDARD;
    }

    /**
     * Starts new options.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Tells whether symbolic links are followed.
     *
     * @return true if what they lead to is in the manifest, false if they are left out
     */
    public boolean followLinks() {
        return followLinks;
    }

    /**
     * Tells whether paths are absolute.
     *
     * @return true if paths begin with the path of the directory instead of {@code ./}
     */
    public boolean absolute() {
        return absolute;
    }

    /**
     * Returns what is left out.
     *
     * @return regular expressions, with macros
     */
    public List<String> excludes() {
        return excludes;
    }

    /**
     * Returns the algorithm of checksums.
     *
     * @return the algorithm
     */
    public HashAlgorithm checksum() {
        return checksum;
    }

    /**
     * Returns the context of keyed checksums.
     *
     * @return the context, or empty for plain checksums
     */
    public Optional<String> context() {
        return context;
    }

    /**
     * Returns how many threads work.
     *
     * @return the number, or empty for the number of processors, at most 16
     */
    public OptionalInt parallelism() {
        return parallelism;
    }

    /**
     * Returns what happens when single entries fail.
     *
     * @return the policy
     */
    public FailurePolicy policy() {
        return policy;
    }

    /**
     * Returns where threads come from.
     *
     * @return the executor, or empty for threads that are made and ended for the walk
     */
    public Optional<Executor> executor() {
        return executor;
    }

    /**
     * Returns the file that remembers digests from walk to walk.
     *
     * @return the file, or empty if every file is read
     */
    public Optional<Path> digestCache() {
        return digestCache;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private boolean followLinks = true;
        private boolean absolute;
        private final List<String> excludes = new ArrayList<>();
        private HashAlgorithm checksum = HashAlgorithm.BLAKE3;
        private @Nullable String context;
        private OptionalInt parallelism = OptionalInt.empty();
        private FailurePolicy policy = FailurePolicy.FINISH_THEN_FAIL;
        private @Nullable Executor executor;
        private @Nullable Path digestCache;

        private Builder() {}

        /**
         * Sets whether symbolic links are followed. A followed link has its own permissions and, if it leads to a file, its own
         * length, and the checksum of what it leads to; a linked directory is descended. Links that lead nowhere or to a directory
         * that they stand in are left out.
         *
         * @param follow default true; false leaves links out
         * @return this
         */
        public Builder followLinks(boolean follow) {
            this.followLinks = follow;
            return this;
        }

        /**
         * Sets whether paths are absolute.
         *
         * @param paths default false: paths begin with {@code ./}
         * @return this
         */
        public Builder absolute(boolean paths) {
            this.absolute = paths;
            return this;
        }

        /**
         * Leaves out what a regular expression is found in: anywhere in the absolute path, which has no slash at its end. A
         * directory that is left out is not read. The macro {@code %common%} stands for what version control, desktops and
         * package tools leave behind, {@code %system%} for folders of the system and for caches; the latter also leaves links out.
         *
         * @param expression the expression; may be given several times
         * @return this
         * @throws IllegalArgumentException if it is none
         */
        public Builder exclude(String expression) {
            Pattern.compile(expression.replace("%common%", "").replace("%system%", ""));
            this.excludes.add(expression);
            return this;
        }

        /**
         * Sets the algorithm of checksums. Only manifests of plain BLAKE3 can be stored.
         *
         * @param algorithm default {@link HashAlgorithm#BLAKE3}
         * @return this
         */
        public Builder checksum(HashAlgorithm algorithm) {
            this.checksum = algorithm;
            return this;
        }

        /**
         * Makes checksums keyed: BLAKE3 in the mode that derives keys, with this context and with content as the key material.
         *
         * @param text the context
         * @return this
         */
        public Builder context(String text) {
            this.context = text;
            return this;
        }

        /**
         * Sets how many threads work.
         *
         * @param threads at least 1, the caller among them; default: the number of processors, at most 16
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder parallelism(int threads) {
            if (threads < 1) {
                throw new IllegalArgumentException("at least one thread works, not " + threads);
            }
            this.parallelism = OptionalInt.of(threads);
            return this;
        }

        /**
         * Sets what happens when single entries fail.
         *
         * @param failures default {@link FailurePolicy#FINISH_THEN_FAIL}
         * @return this
         */
        public Builder policy(FailurePolicy failures) {
            this.policy = failures;
            return this;
        }

        /**
         * Sets where threads come from. The calling thread works too; an executor that runs nothing only makes it slower.
         *
         * @param threads the executor; never shut down here
         * @return this
         */
        public Builder executor(Executor threads) {
            this.executor = threads;
            return this;
        }

        /**
         * Sets the file that remembers the digests of files by path, size, modification time and inode. It may be lost or damaged:
         * then files are read again. It is replaced at the end of a walk.
         *
         * @param file the file; its directory exists
         * @return this
         */
        public Builder digestCache(Path file) {
            this.digestCache = file;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException if there is a context for another algorithm than BLAKE3
         */
        public WalkOptions build() {
            if (context != null && checksum != HashAlgorithm.BLAKE3) {
                throw new IllegalArgumentException("only BLAKE3 takes a context, not " + checksum);
            }
            return new WalkOptions(this);
        }
    }
}
