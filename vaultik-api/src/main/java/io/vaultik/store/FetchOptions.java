package io.vaultik.store;

import io.vaultik.fault.FailurePolicy;
import io.vaultik.progress.ProgressListener;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How files are fetched. Immutable; made by {@link #builder()}.
 *
 * @since 0.1
 */
public final class FetchOptions {
    private static final FetchOptions STANDARD = builder().build();

    private final boolean mirror;
    private final boolean dryRun;
    private final boolean maskModes;
    private final OptionalInt parallelism;
    private final Optional<ProgressListener> listener;
    private final FailurePolicy policy;
    private final Optional<Executor> executor;

    private FetchOptions(Builder builder) {
        this.mirror = builder.mirror;
        this.dryRun = builder.dryRun;
        this.maskModes = builder.maskModes;
        this.parallelism = builder.parallelism;
        this.listener = Optional.ofNullable(builder.listener);
        this.policy = builder.policy;
        this.executor = Optional.ofNullable(builder.executor);
    }

    /**
     * Returns the options that hold where nothing else is said.
     *
     * @return the defaults of {@link Builder}
     */
    public static FetchOptions standard() {
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
     * Tells whether what the manifest does not name is removed.
     *
     * @return true if the target becomes a mirror
     */
    public boolean mirror() {
        return mirror;
    }

    /**
     * Tells whether nothing is written.
     *
     * @return true if the result only says what would be done
     */
    public boolean dryRun() {
        return dryRun;
    }

    /**
     * Tells whether the mask of the process is taken off permissions.
     *
     * @return false if permissions are applied as they stand
     */
    public boolean maskModes() {
        return maskModes;
    }

    /**
     * Returns how many files are in flight.
     *
     * @return the number, or empty for the number of processors, at most 16
     */
    public OptionalInt parallelism() {
        return parallelism;
    }

    /**
     * Returns who is told of the progress.
     *
     * @return the listener, if any
     */
    public Optional<ProgressListener> listener() {
        return listener;
    }

    /**
     * Returns what happens when single files fail.
     *
     * @return the policy
     */
    public FailurePolicy policy() {
        return policy;
    }

    /**
     * Returns where threads come from.
     *
     * @return the executor, or empty for threads that the store makes and ends
     */
    public Optional<Executor> executor() {
        return executor;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private boolean mirror;
        private boolean dryRun;
        private boolean maskModes;
        private OptionalInt parallelism = OptionalInt.empty();
        private @Nullable ProgressListener listener;
        private FailurePolicy policy = FailurePolicy.FINISH_THEN_FAIL;
        private @Nullable Executor executor;

        private Builder() {}

        /**
         * Sets whether what the manifest does not name is removed from the target, the deepest first and without following links,
         * after everything was fetched and nothing failed. The root of the file system, the home directory and a directory that
         * holds a store are refused.
         *
         * @param remove default false
         * @return this
         */
        public Builder mirror(boolean remove) {
            this.mirror = remove;
            return this;
        }

        /**
         * Sets whether nothing is written, and the result says what would be.
         *
         * @param only default false
         * @return this
         */
        public Builder dryRun(boolean only) {
            this.dryRun = only;
            return this;
        }

        /**
         * Sets whether the mask of the process (umask), and set-user-id and set-group-id, are taken off permissions. Without it they are applied as they stand, also the
         * 777 of followed links, so that the id of what was fetched can be compared.
         *
         * @param mask default false
         * @return this
         */
        public Builder maskModes(boolean mask) {
            this.maskModes = mask;
            return this;
        }

        /**
         * Sets how many files are in flight.
         *
         * @param files at least 1; default: the number of processors, at most 16
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder parallelism(int files) {
            if (files < 1) {
                throw new IllegalArgumentException("at least one file is in flight, not " + files);
            }
            this.parallelism = OptionalInt.of(files);
            return this;
        }

        /**
         * Sets who is told of the progress.
         *
         * @param listener the listener
         * @return this
         */
        public Builder listener(ProgressListener listener) {
            this.listener = listener;
            return this;
        }

        /**
         * Sets what happens when single files fail.
         *
         * @param policy default {@link FailurePolicy#FINISH_THEN_FAIL}
         * @return this
         */
        public Builder policy(FailurePolicy policy) {
            this.policy = policy;
            return this;
        }

        /**
         * Sets where threads come from. The calling thread works too; an executor that runs nothing only makes it slower.
         *
         * @param executor the executor; never shut down here
         * @return this
         */
        public Builder executor(Executor executor) {
            this.executor = executor;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return an immutable value
         */
        public FetchOptions build() {
            return new FetchOptions(this);
        }
    }
}
