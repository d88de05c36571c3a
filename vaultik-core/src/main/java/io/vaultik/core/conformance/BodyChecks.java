package io.vaultik.core.conformance;

import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.UnfinishedUpload;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What becomes of bodies, above all of bad ones. */
final class BodyChecks {
    private static final int LENGTH = 300_000;
    private static final int[] BREAKS = {0, 1, 4_000, LENGTH - 1, LENGTH};
    private static final long[] LIES = {-1, 0, 999, 1_001, 300_000, 5_000_000};

    static final List<Spec> ALL = List.of(
            new Spec(
                    "stores nothing of a body that fails",
                    "put: if the body throws, nothing is stored and an object that was there stays.",
                    "A source that fails half-way would leave half an object under a good name.",
                    Traits::writable,
                    BodyChecks::failing),
            new Spec(
                    "stores nothing of a body with a defect",
                    "put: if the body throws, nothing is stored and an object that was there stays.",
                    "Exceptions that are not checked are thrown too.",
                    Traits::writable,
                    BodyChecks::defective),
            new Spec(
                    "stores nothing of a body that lies about its length",
                    "put: if the body ends early or is longer than it said, nothing is stored.",
                    "A file that is cut while it is read would be stored as if it were whole.",
                    Traits::writable,
                    BodyChecks::lying),
            new Spec(
                    "takes back what it began",
                    "listUnfinished: visits the uploads that were begun and have neither ended nor been taken back.",
                    "Parts that nobody sees are paid for.",
                    Traits::writable,
                    BodyChecks::takingBack),
            new Spec(
                    "takes a body several times",
                    "ObjectBody: it can be opened several times, so that a call can be repeated.",
                    "Retries hand the same body in again.",
                    Traits::writable,
                    BodyChecks::severalTimes),
            new Spec(
                    "closes the streams of bodies",
                    "ObjectBody.open: a new stream, closed by the storage.",
                    "Each is an open file.",
                    Traits::writable,
                    BodyChecks::closing));

    private BodyChecks() {}

    private static void failing(Trial trial) throws Exception {
        IOException failure = new IOException("the source of the body is gone");
        trial.create("there", new byte[] {7});
        for (int count : BREAKS) {
            ObjectBody bad = Bodies.breakingAfter(count, Trial.bytes(LENGTH, 6), failure);
            for (PutMode mode : PutMode.values()) {
                String what = mode + " of a body that throws after " + count + " bytes";
                StorageException thrown = Expect.failure(
                        StorageException.class, what, () -> trial.storage().put(trial.key("a"), bad, mode));
                Expect.that(isCause(failure, thrown), what + " throws " + thrown + " without the failure as its cause");
            }
            Expect.failure(StorageException.class, "a replacement by a body that throws", () -> trial.storage()
                    .put(trial.key("there"), bad, PutMode.REPLACE));
        }
        requireOnly(trial);
    }

    private static boolean isCause(Throwable wanted, Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (cause == wanted) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static void defective(Trial trial) throws Exception {
        trial.create("there", new byte[] {7});
        ObjectBody bad = Bodies.of(3, () -> {
            throw new UnsupportedOperationException("a defect of the body");
        });
        for (String key : new String[] {"a", "there"}) {
            Expect.failure(Exception.class, "a put of a body with a defect", () -> trial.storage()
                    .put(trial.key(key), bad, PutMode.REPLACE));
        }
        requireOnly(trial);
    }

    private static void takingBack(Trial trial) throws Exception {
        long length = trial.traits().longest();
        IOException failure = new IOException("the source of the body is gone");
        ObjectBody bad = Bodies.of(
                length,
                () -> new SequenceInputStream(
                        Bodies.generated(length - 1).open(),
                        Bodies.breakingAfter(0, new byte[1], failure).open()));
        Expect.failure(StorageException.class, "a long body that throws", () -> trial.storage()
                .put(trial.key("a"), bad, PutMode.REPLACE));
        trial.storage().put(trial.key("a"), Bodies.generated(length), PutMode.REPLACE);
        trial.storage().listUnfinished(trial.prefix(), upload -> {
            throw new Expect.Broken("an upload of " + upload.key() + " is unfinished, and nobody makes it");
        });
        UnfinishedUpload never = new UnfinishedUpload(trial.key("a"), "never-begun", Instant.EPOCH);
        trial.storage().abort(never);
        Expect.that(trial.storage().stat(trial.key("a")).isPresent(), "taking an upload back deletes the object");
    }

    private static void lying(Trial trial) throws Exception {
        trial.create("there", new byte[] {7});
        for (long said : LIES) {
            ObjectBody bad = Bodies.saying(said, Trial.bytes(1_000, 7));
            String what = "of 1000 bytes that says " + said;
            for (PutMode mode : PutMode.values()) {
                Expect.permanentFailure(
                        mode + " of a body " + what, () -> trial.storage().put(trial.key("a"), bad, mode));
            }
            Expect.permanentFailure("a replacement by a body " + what, () -> trial.storage()
                    .put(trial.key("there"), bad, PutMode.REPLACE));
        }
        requireOnly(trial);
    }

    private static void requireOnly(Trial trial) throws IOException {
        Expect.that(trial.storage().stat(trial.key("a")).isEmpty(), "something is stored of a bad body");
        Expect.that(
                Arrays.equals(trial.content("there"), new byte[] {7}), "a bad body changed the object that was there");
        trial.requireListed("", List.of("there"));
        trial.create("a", new byte[] {1});
        Expect.that(Arrays.equals(trial.content("a"), new byte[] {1}), "a good body after a bad one is not stored");
    }

    private static void severalTimes(Trial trial) throws Exception {
        byte[] bytes = Trial.bytes(70_000, 8);
        ObjectBody body = ObjectBody.of(bytes);
        trial.storage().put(trial.key("a"), body, PutMode.CREATE);
        trial.storage().put(trial.key("b"), body, PutMode.CREATE);
        trial.storage().put(trial.key("a"), body, PutMode.REPLACE);
        for (String key : new String[] {"a", "b"}) {
            Expect.that(Arrays.equals(trial.content(key), bytes), "a body that is put again is another one");
        }
    }

    private static void closing(Trial trial) throws Exception {
        AtomicInteger open = new AtomicInteger();
        byte[] bytes = Trial.bytes(100_000, 9);
        trial.storage().put(trial.key("a"), Bodies.counting(bytes, open), PutMode.CREATE);
        Expect.that(open.get() == 0, open.get() + " streams of a body stay open after a creation");
        trial.storage().put(trial.key("a"), Bodies.counting(bytes, open), PutMode.REPLACE);
        Expect.that(open.get() == 0, open.get() + " streams of a body stay open after a replacement");
        try {
            trial.storage().put(trial.key("a"), Bodies.counting(bytes, open), PutMode.CREATE);
        } catch (StorageException e) {
            Expect.that(open.get() == 0, open.get() + " streams of a body stay open after a refused creation");
        }
    }
}
