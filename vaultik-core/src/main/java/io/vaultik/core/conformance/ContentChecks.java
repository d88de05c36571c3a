package io.vaultik.core.conformance;

import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.PutMode;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/** That what was put is what is read. */
final class ContentChecks {
    private static final int[] LENGTHS = {0, 1, 255, 4_096, 65_537, 262_144, 262_145, 1_048_577, 5_242_881};
    private static final int PIECE = 1 << 16;

    static final List<Spec> ALL = List.of(
            new Spec(
                    "gives back the bytes that were put",
                    "put: stores one object, whole and durable on return. open: opens a whole object.",
                    "Anything else is damage.",
                    ContentChecks::givesBack),
            new Spec(
                    "gives back the longest object",
                    "put: stores one object, whole and durable on return.",
                    "Files of a content store are objects of any length; limits of one call, of an int or of the heap show here.",
                    ContentChecks::givesBackTheLongest),
            new Spec(
                    "gives bytes one at a time",
                    "open and read give a stream; a stream may be read by single bytes and skipped in.",
                    "A single-byte read that returns a negative byte ends a stream early.",
                    ContentChecks::givesSingleBytes),
            new Spec(
                    "keeps two streams of one object apart",
                    "All methods may be called from several threads at once.",
                    "A restore reads many ranges of one object at a time.",
                    ContentChecks::keepsStreamsApart),
            new Spec(
                    "agrees in stat and open",
                    "stat: asks for the length and time of an object.",
                    "Lengths are what quick verification looks at.",
                    ContentChecks::agrees),
            new Spec(
                    "says that an object is not there",
                    "open, read: throw ObjectNotFoundException if there is no such object. stat: empty if there is no such object.",
                    "Not there, and not readable now, lead to opposite decisions.",
                    ContentChecks::saysWhatIsNotThere),
            new Spec(
                    "serves several threads at once",
                    "All methods may be called from several threads at once.",
                    "Snapshots and restores use up to 16 threads.",
                    ContentChecks::servesThreads));

    private ContentChecks() {}

    private static void givesBack(Trial trial) throws Exception {
        for (int length : LENGTHS) {
            byte[] bytes = Trial.bytes(length, length);
            trial.create("folder/c" + length, bytes);
            trial.put("folder/r" + length, Bodies.dripping(bytes, 10_007), PutMode.REPLACE);
            for (String key : new String[] {"folder/c" + length, "folder/r" + length}) {
                Expect.that(Arrays.equals(trial.content(key), bytes), "an object of " + length + " bytes has others");
            }
        }
    }

    private static void givesBackTheLongest(Trial trial) throws Exception {
        long length = trial.traits().longest();
        trial.put("long", Bodies.generated(length), PutMode.REPLACE);
        byte[] piece = new byte[PIECE];
        try (ObjectContent content = trial.storage().open(trial.key("long"))) {
            Expect.that(content.length() == length, "open says " + content.length() + " of " + length + " bytes");
            long position = 0;
            for (int count = content.stream().read(piece);
                    count >= 0;
                    count = content.stream().read(piece)) {
                for (int i = 0; i < count; i++) {
                    Expect.that(piece[i] == Bodies.generatedAt(position + i), "byte " + (position + i) + " is another");
                }
                position += count;
            }
            Expect.that(position == length, position + " of " + length + " bytes came");
        }
    }

    private static void givesSingleBytes(Trial trial) throws Exception {
        byte[] bytes = Trial.bytes(1_000, 4);
        Arrays.fill(bytes, 100, 110, (byte) -1);
        trial.put("a", Bodies.dripping(bytes, 1), PutMode.CREATE);
        try (InputStream stream = trial.storage().read(trial.key("a"), 100, 800)) {
            for (int i = 100; i < 110; i++) {
                Expect.that(stream.read() == (bytes[i] & 0xff), "byte " + i + " is another");
            }
            Expect.that(stream.read(bytes, 0, 0) == 0, "reading no bytes does not return 0");
            stream.skipNBytes(490);
            Expect.that(stream.read() == (bytes[600] & 0xff), "the byte after skipping is another");
            Expect.that(stream.readAllBytes().length == 299, "the rest after skipping has another length");
            Expect.that(stream.read() == -1 && stream.skip(5) == 0, "the stream goes on after its end");
        }
    }

    private static void keepsStreamsApart(Trial trial) throws Exception {
        byte[] bytes = Trial.bytes(200_000, 5);
        trial.create("a", bytes);
        try (InputStream one = trial.storage().read(trial.key("a"), 0, 150_000);
                InputStream two = trial.storage().read(trial.key("a"), 50_000, 150_000)) {
            for (int at = 0; at < 150_000; at += 50_000) {
                Expect.that(
                        Arrays.equals(one.readNBytes(50_000), Arrays.copyOfRange(bytes, at, at + 50_000)),
                        "the first of two streams gives other bytes");
                Expect.that(
                        Arrays.equals(two.readNBytes(50_000), Arrays.copyOfRange(bytes, at + 50_000, at + 100_000)),
                        "the second of two streams gives other bytes");
            }
        }
    }

    private static void agrees(Trial trial) throws Exception {
        for (int length : new int[] {5_000, 0, 70_000, 1}) {
            trial.replace("a", new byte[length]);
            ObjectInfo info = trial.storage()
                    .stat(trial.key("a"))
                    .orElseThrow(() -> new Expect.Broken("stat finds nothing of what was put"));
            Expect.that(info.length() == length, "stat says " + info.length() + " of " + length + " bytes");
            Expect.that(info.key().equals(trial.key("a")), "stat of " + trial.key("a") + " tells of " + info.key());
            Expect.that(trial.content("a").length == length, "open gives another length than was put");
        }
    }

    private static void saysWhatIsNotThere(Trial trial) throws Exception {
        trial.create("folder/a", new byte[1]);
        for (String absent : new String[] {"folder/b", "absent", "no/such/folder", "folder/a0", "folder/aa/b"}) {
            ObjectKey key = trial.key(absent);
            Expect.that(trial.storage().stat(key).isEmpty(), "stat finds what was never put");
            requireNotFound(key, "open", () -> trial.storage().open(key));
            requireNotFound(key, "read", () -> trial.storage().read(key, 0, 1));
            requireNotFound(key, "read of nothing", () -> trial.storage().read(key, 0, 0));
        }
    }

    private static void requireNotFound(ObjectKey key, String verb, Expect.Call call) {
        ObjectNotFoundException failure =
                Expect.failure(ObjectNotFoundException.class, verb + " of what was never put", call);
        Expect.that(key.equals(failure.key()), "the exception of " + verb + " names " + failure.key());
        Expect.that(!failure.retryable(), "that an object is not there may be repeated");
    }

    private static void servesThreads(Trial trial) throws Exception {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int seed = i;
            tasks.add(() -> {
                for (int round = 0; round < 5; round++) {
                    String key = "thread/" + seed + "/" + round;
                    byte[] bytes = Trial.bytes(20_000 + seed, seed * 100L + round);
                    trial.put(key, ObjectBody.of(bytes), PutMode.CREATE);
                    Expect.that(Arrays.equals(trial.content(key), bytes), "an object has the bytes of another thread");
                }
                return true;
            });
        }
        Crew.run(tasks);
    }
}
