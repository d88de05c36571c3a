package io.vaultik.core.internal.content;

import io.vaultik.core.internal.context.HostEnvironment;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.SessionObject;
import io.vaultik.core.internal.gc.CopySession;
import io.vaultik.core.storage.Pause;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * Who works on a store, and with what.
 *
 * @param name {@code user@host}, for people
 * @param clock tells when a session began, for people
 * @param random makes the names of sessions; thread-safe
 * @param pause waits for a collection; thread-safe
 * @param questions how many questions for objects are asked at once
 */
public record StoreClient(String name, Clock clock, RandomGenerator random, CopySession.Pause pause, int questions) {
    private static final int RANDOM_BYTES = 16;
    private static final int QUESTIONS = 32;

    /** {@return this process} */
    public static StoreClient system() {
        return named(HostEnvironment.systemClient());
    }

    /**
     * {@return this process under another name}
     *
     * @param name {@code user@host}
     */
    public static StoreClient named(String name) {
        return new StoreClient(name, Clock.systemUTC(), new SecureRandom(), Pause.REAL::await, QUESTIONS);
    }

    /** Returns a text that nobody else has. */
    String randomText() {
        return Hex.random(random, RANDOM_BYTES);
    }

    /** Returns what a session object says. */
    SessionObject session(String text, String commitKey) {
        return new SessionObject(0, commitKey, text, name, clock.instant());
    }
}
