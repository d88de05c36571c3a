package io.vaultik.core.conformance;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** That every key is taken as it is. */
final class KeyChecks {
    private static final List<String> ODD = List.of(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ/0123456789._~-",
            "lower/abcdefghijklmnopqrstuvwxyz",
            ".hidden/.x",
            "~",
            "-dash/--",
            "...",
            "dots/...",
            "tmp",
            ".tmp/1",
            "end.",
            "a.part",
            "_",
            "CON",
            "x~1/y",
            "e/1.gz",
            "e/.objects/.manifests/1");

    static final List<Spec> ALL = List.of(
            new Spec(
                    "takes every character of keys",
                    "ObjectKey: characters A-Z a-z 0-9 . _ ~ / -, made of segments none of which is empty, . or ..",
                    "A character that is escaped, or a name that is reserved, loses an object.",
                    KeyChecks::everyCharacter),
            new Spec(
                    "tells upper from lower case",
                    "ObjectKey: the name of one object.",
                    "On a medium that does not, one object would replace another.",
                    KeyChecks::cases),
            new Spec(
                    "takes the longest key",
                    "ObjectKey: 1 to 512 characters.",
                    "Names of manifests hold the name of a host and more.",
                    KeyChecks::longest),
            new Spec(
                    "takes keys of many segments",
                    "ObjectKey: made of segments between slashes.",
                    "Folders of folders have limits in some storages.",
                    KeyChecks::deepest),
            new Spec(
                    "takes a key that another one has as its folder",
                    "ObjectStorage: a flat map from key to bytes.",
                    "The engine makes no such keys, but applications may.",
                    Traits::nestedKeys,
                    KeyChecks::nested));

    private KeyChecks() {}

    private static void everyCharacter(Trial trial) throws Exception {
        for (String key : ODD) {
            trial.create(key, key.getBytes(StandardCharsets.US_ASCII));
        }
        for (String key : ODD) {
            byte[] expected = key.getBytes(StandardCharsets.US_ASCII);
            Expect.that(Arrays.equals(trial.content(key), expected), "the object " + key + " has the bytes of another");
        }
        trial.requireListed("", ODD);
    }

    private static void cases(Trial trial) throws Exception {
        trial.create("case/a", new byte[] {1});
        trial.create("case/A", new byte[] {2});
        Expect.that(trial.content("case/a")[0] == 1 && trial.content("case/A")[0] == 2, "a and A are one object");
    }

    private static void longest(Trial trial) throws Exception {
        int length = trial.traits().longestKey() - trial.prefix().length();
        String key = ("s".repeat(200) + "/" + "t".repeat(200) + "/" + "u".repeat(200)).substring(0, length);
        String whole = key.endsWith("/") ? key.substring(0, length - 1) + "x" : key;
        trial.create(whole, new byte[] {1});
        Expect.that(trial.range(whole, 0, 1)[0] == 1, "the object with the longest key has other bytes");
        trial.requireListed(whole, List.of(whole));
    }

    private static void deepest(Trial trial) throws Exception {
        int length = trial.traits().longestKey() - trial.prefix().length();
        String key = "d/".repeat(256).substring(0, (length - 1) / 2 * 2 + 1);
        trial.create(key, new byte[] {1});
        Expect.that(trial.content(key)[0] == 1, "the object with the most segments has other bytes");
        trial.requireListed("d/d/d", List.of(key));
    }

    private static void nested(Trial trial) throws Exception {
        for (String key : new String[] {"n", "n/a/b", "n/a"}) {
            trial.create(key, key.getBytes(StandardCharsets.US_ASCII));
        }
        for (String key : new String[] {"n", "n/a/b", "n/a"}) {
            byte[] expected = key.getBytes(StandardCharsets.US_ASCII);
            Expect.that(Arrays.equals(trial.content(key), expected), "the object " + key + " has the bytes of another");
        }
        trial.requireListed("n", List.of("n", "n/a", "n/a/b"));
    }
}
