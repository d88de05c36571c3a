package io.vaultik.core.conformance;

import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Capabilities, interrupts, other instances and the end. */
final class LifeChecks {
    static final List<Spec> ALL = List.of(
            new Spec(
                    "can do what its capabilities say",
                    "capabilities: says what this storage can do; an immutable set. list, delete: throw StorageException if the storage"
                            + " has no such capability.",
                    "The engine chooses its ways by them.",
                    LifeChecks::capabilities),
            new Spec(
                    "says in one line where it is",
                    "location: where the objects are, for people: one line, never with a secret.",
                    "It is a part of messages and logs.",
                    LifeChecks::location),
            new Spec(
                    "shows another instance what was stored",
                    "Visibility: once a put or delete has returned, every call that starts later sees it, from every process.",
                    "The host that restores is another one.",
                    Traits::writableTwice,
                    LifeChecks::another),
            new Spec(
                    "keeps objects when it is closed",
                    "put: durable on return. close: releases connections and handles.",
                    "Nothing is written at the end of a program.",
                    Traits::writableTwice,
                    LifeChecks::durable),
            new Spec(
                    "is left sound by an interrupt",
                    "A call that is interrupted may end with a StorageException; it leaves no half-written object behind.",
                    "Cancelling an operation is interrupting its threads. A flag that is lost is a cancellation that is not heard.",
                    Traits::writable,
                    LifeChecks::interrupt),
            new Spec(
                    "refuses calls after its close",
                    "close: later calls fail with IllegalStateException; closing twice does nothing.",
                    "A call after the end is a defect, not a failure of the storage.",
                    LifeChecks::closed));

    private LifeChecks() {}

    private static void capabilities(Trial trial) throws Exception {
        Set<Capability> capabilities = trial.storage().capabilities();
        Expect.that(capabilities.equals(trial.storage().capabilities()), "capabilities change");
        Expect.failure(UnsupportedOperationException.class, "changing the set of capabilities", capabilities::clear);
        trial.create("a", new byte[1]);
        if (!trial.can(Capability.LIST)) {
            Expect.permanentFailure("a listing without the capability", () -> trial.list(""));
        }
        if (!trial.can(Capability.DELETE)) {
            Expect.permanentFailure(
                    "a deletion without the capability", () -> trial.storage().delete(trial.key("a")));
        }
    }

    private static void location(Trial trial) {
        String location = trial.storage().location();
        Expect.that(!location.isBlank(), "the location is blank");
        Expect.that(location.chars().noneMatch(Character::isISOControl), "the location is more than one line");
    }

    private static void another(Trial trial) throws Exception {
        try (ObjectStorage another = trial.another()) {
            byte[] bytes = Trial.bytes(10_000, 1);
            trial.create("a", bytes);
            Expect.that(
                    Arrays.equals(Trial.content(another, trial.key("a")), bytes), "another instance reads other bytes");
            another.put(trial.key("a"), ObjectBody.of(new byte[] {5}), PutMode.REPLACE);
            Expect.that(Arrays.equals(trial.content("a"), new byte[] {5}), "what another instance put is not seen");
            if (trial.can(Capability.DELETE)) {
                another.delete(trial.key("a"));
                Expect.that(trial.storage().stat(trial.key("a")).isEmpty(), "what another instance deleted is seen");
            }
        }
    }

    private static void durable(Trial trial) throws Exception {
        byte[] bytes = Trial.bytes(10_000, 2);
        try (ObjectStorage before = trial.another()) {
            before.put(trial.key("a"), ObjectBody.of(bytes), PutMode.CREATE);
        }
        Expect.that(Arrays.equals(trial.content("a"), bytes), "an object is another one after its storage was closed");
    }

    private static void interrupt(Trial trial) throws Exception {
        trial.create("a", new byte[] {1});
        byte[] bytes = Trial.bytes(100_000, 9);
        boolean replaced = true;
        Thread.currentThread().interrupt();
        try {
            trial.replace("a", bytes);
        } catch (StorageException e) {
            replaced = false;
            Expect.that(!e.retryable(), "an interrupted put may be repeated");
        } finally {
            boolean kept = Thread.interrupted();
            Expect.that(kept, "the interrupt is lost in a put");
        }
        byte[] expected = replaced ? bytes : new byte[] {1};
        Expect.that(Arrays.equals(trial.content("a"), expected), "an interrupted put left something else");
        trial.requireListed("", List.of("a"));
    }

    private static void closed(Trial trial) throws Exception {
        ObjectKey key = trial.key("a");
        ObjectStorage storage = trial.storage();
        trial.create("a", new byte[1]);
        storage.close();
        storage.close();
        Class<IllegalStateException> refusal = IllegalStateException.class;
        Expect.failure(refusal, "open after close", () -> storage.open(key));
        Expect.failure(refusal, "read after close", () -> storage.read(key, 0, 1));
        Expect.failure(refusal, "stat after close", () -> storage.stat(key));
        Expect.failure(refusal, "list after close", () -> storage.list("", info -> true));
        if (trial.traits().writable()) {
            ObjectBody body = ObjectBody.of(new byte[1]);
            Expect.failure(refusal, "put after close", () -> storage.put(key, body, PutMode.REPLACE));
            Expect.failure(refusal, "putAll after close", () -> storage.putAll(Map.of(key, body)));
            Expect.failure(refusal, "delete after close", () -> storage.delete(key));
            Expect.failure(refusal, "deleteAll after close", () -> storage.deleteAll(List.of(key)));
        }
    }
}
