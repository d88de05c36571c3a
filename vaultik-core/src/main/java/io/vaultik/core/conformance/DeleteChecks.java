package io.vaultik.core.conformance;

import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** That what is deleted is gone, and nothing else. */
final class DeleteChecks {
    static final List<Spec> ALL = List.of(
            new Spec(
                    "deletes what is there and what is not",
                    "delete: deletes an object. That there is none is success.",
                    "A deletion whose answer was lost is repeated.",
                    Traits::writable,
                    t -> whereDeleted(t, DeleteChecks::one)),
            new Spec(
                    "keeps the neighbours of what it deletes",
                    "delete: deletes an object.",
                    "A key that is taken for a folder takes others with it.",
                    Traits::writable,
                    t -> whereDeleted(t, DeleteChecks::neighbours)),
            new Spec(
                    "deletes many at once",
                    "deleteAll: deletes several objects.",
                    "Calls for many have limits, and answer for each key.",
                    Traits::writable,
                    t -> whereDeleted(t, DeleteChecks::many)));

    private DeleteChecks() {}

    private static void whereDeleted(Trial trial, Spec.Body body) throws Exception {
        if (trial.can(Capability.DELETE)) {
            body.run(trial);
        }
    }

    private static void one(Trial trial) throws Exception {
        trial.create("folder/a", new byte[1]);
        for (String key : new String[] {"folder/a", "folder/a", "no/such/folder", "folder"}) {
            trial.storage().delete(trial.key(key));
        }
        Expect.that(trial.storage().stat(trial.key("folder/a")).isEmpty(), "an object is there after it was deleted");
        trial.create("folder/a", new byte[] {9});
        Expect.that(Arrays.equals(trial.content("folder/a"), new byte[] {9}), "an object cannot be put again");
    }

    private static void neighbours(Trial trial) throws Exception {
        List<String> kept = List.of("n/a-", "n/ab", "n/aa/b", "n/A", "m/a", "n/x/y/z");
        for (String key : kept) {
            trial.create(key, new byte[] {1});
        }
        trial.create("n/a", new byte[] {2});
        for (String key : new String[] {"n/a", "n", "n/x", "n/x/y", "n/aa"}) {
            trial.storage().delete(trial.key(key));
        }
        for (String key : kept) {
            Expect.that(trial.storage().stat(trial.key(key)).isPresent(), key + " is gone with a neighbour of it");
        }
    }

    private static void many(Trial trial) throws Exception {
        int count = Math.min(trial.traits().listed(), 1_200);
        List<ObjectKey> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i % 3 != 0) {
                trial.create("many/" + i, new byte[0]);
            }
            keys.add(trial.key("many/" + i));
        }
        trial.create("kept", new byte[] {1});
        keys.add(trial.key("many/1"));
        trial.storage().deleteAll(keys);
        trial.storage().deleteAll(List.of());
        for (int i = 0; i < count; i += 1 + count / 20) {
            Expect.that(trial.storage().stat(trial.key("many/" + i)).isEmpty(), "one of many is left");
        }
        Expect.that(trial.storage().stat(trial.key("kept")).isPresent(), "an object is gone that was not named");
        trial.requireListed("", List.of("kept"));
    }
}
