package io.vaultik.core.conformance;

import io.vaultik.storage.StorageException;

/** What checks say when something is not as it should be. */
final class Expect {
    private Expect() {}

    /** Something that may throw. */
    interface Call {
        void run() throws Exception;
    }

    static void that(boolean holds, String otherwise) {
        if (!holds) {
            throw new Broken(otherwise);
        }
    }

    /** Runs a call that must throw, and returns what it threw. */
    static <E extends Exception> E failure(Class<E> type, String what, Call call) {
        try {
            call.run();
        } catch (Exception e) {
            that(type.isInstance(e), what + " throws " + e + ", not " + type.getSimpleName());
            return type.cast(e);
        }
        throw new Broken(what + " does not throw " + type.getSimpleName());
    }

    /** Runs a call that must fail in a way that no repetition changes. */
    static void permanentFailure(String what, Call call) {
        StorageException failure = failure(StorageException.class, what, call);
        that(!failure.retryable(), what + " throws " + failure + ", which says that it may be repeated");
    }

    /** A check did not hold. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken(String problem) {
            super(problem);
        }
    }
}
