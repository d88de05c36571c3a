package io.vaultik.store;

import io.vaultik.fault.FailurePolicy;
import io.vaultik.progress.ProgressListener;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a directory is pushed. Immutable; made by {@link #builder()}.
 *
 * @since 0.1
 */
public final class PushOptions {
    private static final PushOptions STANDARD = builder().build();

    private final OptionalInt parallelism;
    private final Optional<ProgressListener> listener;
    private final FailurePolicy policy;
    private final Optional<Executor> executor;

    private PushOptions(Builder builder) {
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
    public static PushOptions standard() {
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
        private OptionalInt parallelism = OptionalInt.empty();
        private @Nullable ProgressListener listener;
        private FailurePolicy policy = FailurePolicy.FINISH_THEN_FAIL;
        private @Nullable Executor executor;

        private Builder() {}

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
        public PushOptions build() {
            return new PushOptions(this);
        }
    }
}
