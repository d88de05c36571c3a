package io.vaultik.s3;

import io.vaultik.storage.StorageException;
import software.amazon.awssdk.core.exception.SdkException;

/** Runs calls of the SDK: as many at once as the server bears, their failures put into the words of the api. Thread-safe. */
final class Calls {
    private final CallGate gate;
    private final Failures failures;

    Calls(CallGate gate, Failures failures) {
        this.gate = gate;
        this.failures = failures;
    }

    /** A call of the SDK. */
    interface Call<T> {
        T run() throws StorageException;
    }

    /**
     * Runs a call.
     *
     * @param verb its name in messages
     * @param what the key, or what else it is about, in messages
     * @throws StorageException if it fails
     */
    <T> T run(String verb, Object what, Call<T> call) throws StorageException {
        long ticket = enter(verb, what);
        boolean throttled = false;
        try {
            return call.run();
        } catch (SdkException e) {
            throttled = Failures.isThrottling(e);
            throw failures.of(verb, what, e);
        } finally {
            gate.leave(ticket, throttled);
        }
    }

    /** Returns how many calls may run at once now. */
    int limit() {
        return gate.limit();
    }

    Failures failures() {
        return failures;
    }

    private long enter(String verb, Object what) throws StorageException {
        try {
            return gate.enter();
        } catch (InterruptedException e) {
            throw failures.interrupted(verb, what, e);
        }
    }
}
