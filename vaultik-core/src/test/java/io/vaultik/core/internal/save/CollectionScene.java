package io.vaultik.core.internal.save;

import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.SessionObject;
import io.vaultik.core.internal.gc.CollectionFigures;
import io.vaultik.core.internal.gc.CollectionStates;
import io.vaultik.core.internal.gc.CopySession;
import io.vaultik.core.internal.gc.Maintainer;
import io.vaultik.core.internal.gc.WriterSession;
import io.vaultik.core.internal.schedule.Ticks;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A storage with parties that a test moves by hand: a writer does one step at a time, a maintainer is interrupted at a call. */
final class CollectionScene {
    private final Ticks clock = new Ticks(1);
    private final PlainStorage storage = new PlainStorage(clock);
    private int lastMaintainer;
    private int lastBlob = 100;

    PlainStorage storage() {
        return storage;
    }

    /** What happens in the middle of something else. */
    @FunctionalInterface
    interface Meanwhile {
        void run() throws VaultikException;
    }

    /** The storage of somebody who is interrupted once, before a call. */
    final class Interrupted extends ForwardingStorage {
        private final String verb;
        private final String prefix;
        private final Meanwhile meanwhile;
        private boolean happened;

        /** Verbs are put, list and delete. */
        Interrupted(String verb, String prefix, Meanwhile meanwhile) {
            super(storage);
            this.verb = verb;
            this.prefix = prefix;
            this.meanwhile = meanwhile;
        }

        private void before(String called, String key) throws StorageException {
            if (happened || !called.equals(verb) || !key.startsWith(prefix)) {
                return;
            }
            happened = true;
            try {
                meanwhile.run();
            } catch (StorageException e) {
                throw e;
            } catch (VaultikException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            before("put", key.value());
            super.put(key, body, mode);
        }

        @Override
        public void list(String prefixed, ObjectVisitor visitor) throws StorageException {
            before("list", prefixed);
            super.list(prefixed, visitor);
        }

        @Override
        public void delete(ObjectKey key) throws StorageException {
            before("delete", key.value());
            super.delete(key);
        }

        @Override
        public void deleteAll(java.util.Collection<ObjectKey> keys) throws StorageException {
            for (ObjectKey key : keys) {
                delete(key);
            }
        }
    }

    /** Runs a maintenance to its end. */
    CollectionFigures maintain(ObjectStorage view) throws VaultikException {
        return maintain(view, new PlainCensus(view));
    }

    CollectionFigures maintain(ObjectStorage view, Maintainer.Census census) throws VaultikException {
        String name = "maintainer" + ++lastMaintainer;
        SessionObject object = new SessionObject(0, "", name, "scene", Instant.EPOCH);
        return new Maintainer(view, Keys.COLLECTION, name, object, census).run();
    }

    /** Begins a push of given names, as a copier does. */
    CopySession copier(String name, CopySession.Pause pause) throws VaultikException {
        SessionObject object = new SessionObject(0, "", name, "scene", Instant.EPOCH);
        return CopySession.begin(storage, Keys.COLLECTION, name, object, pause);
    }

    CollectionState newest() throws VaultikException {
        return new CollectionStates(storage, Keys.COLLECTION).newest();
    }

    /** Creates the next state. */
    void condemn(String... blobs) throws VaultikException {
        long number = newest().number() + 1;
        byte[] state = new CollectionState(number, "scene" + number, "scene", Set.of(blobs), Set.of()).encode();
        storage.put(Keys.COLLECTION.state(number), ObjectBody.of(state), PutMode.CREATE);
    }

    String putBlob(String blob) throws VaultikException {
        storage.put(Keys.blob(blob), ObjectBody.of(new byte[1]), PutMode.REPLACE);
        return blob;
    }

    boolean hasBlob(String blob) {
        return storage.stat(Keys.blob(blob)).isPresent();
    }

    boolean isComplete(Writer writer) {
        return writer.blobs.stream().allMatch(this::hasBlob);
    }

    /** Returns a new host. */
    ModelHost host() {
        return new ModelHost(new MemoryRows());
    }

    /** Begins a snapshot: W1 to W4. */
    Writer begin(ModelHost host, String id) throws VaultikException {
        return new Writer(storage, host, id);
    }

    /** Makes a whole snapshot of one new blob and of what is used again. */
    Writer snapshot(ModelHost host, String id, String... used) throws VaultikException {
        Writer writer = begin(host, id);
        for (String blob : used) {
            writer.use(blob);
        }
        writer.store();
        writer.commit();
        writer.end();
        return writer;
    }

    /** A snapshot under way. */
    final class Writer {
        private final ObjectStorage view;
        private final ModelHost host;
        private final ModelHost.HostProcess process;
        private final SessionStart.Started started;
        private final WriterSession session;
        private final Set<String> blobs = new TreeSet<>();

        Writer(ObjectStorage view, ModelHost host, String id) throws VaultikException {
            this.view = view;
            this.host = host;
            this.process = host.process();
            SessionHost here =
                    new SessionHost(host.rows(), process, clock, new Random(1), "scene", PlainManifest::digests);
            this.started = new SessionStart(here, view).begin(id, id.getBytes(StandardCharsets.US_ASCII), List.of());
            this.session = Objects.requireNonNull(started.session());
        }

        String dir() {
            return started.dir();
        }

        /** Returns the first blob. */
        String blob() {
            return blobs.iterator().next();
        }

        boolean mayUse(String blob) throws VaultikException {
            for (Map.Entry<Integer, String> known : host.rows().blobs().entrySet()) {
                if (known.getValue().equals(blob) && started.usable().contains(known.getKey())) {
                    return true;
                }
            }
            return false;
        }

        void use(String blob) throws VaultikException {
            if (!mayUse(blob)) {
                throw new AssertionError(blob + " may not be used");
            }
            blobs.add(blob);
        }

        /** Puts a new blob, and notes it in the catalog. */
        String store() throws VaultikException {
            String blob = putBlob(PlainManifest.name(++lastBlob));
            note(blob);
            return blob;
        }

        /** Notes that a put was answered. */
        void note(String blob) throws VaultikException {
            host.rows().stored(dir(), blob, started.state().number());
            blobs.add(blob);
        }

        /** W6. */
        void commit() throws VaultikException {
            session.commit(manifest());
        }

        byte[] manifest() {
            return new PlainManifest(dir(), blobs).bytes();
        }

        /** What the catalog learns, and W7. */
        void end() throws VaultikException {
            host.rows().committed(dir(), blobs);
            new SessionEnd(view, host.rows()).committed(started, session);
        }

        WriterSession session() {
            return session;
        }

        void die() {
            process.die();
        }
    }

    /** A maintainer of the draft: it deletes at once what is condemned and, as far as it has seen, not named. */
    Maintainer.Census deletingAtOnce(ObjectStorage view, CollectionState state) {
        return new Maintainer.Census() {
            @Override
            public List<io.vaultik.core.internal.gc.OpenSession> undecided() throws VaultikException {
                return new PlainCensus(view).undecided();
            }

            @Override
            public Predicate<String> named() throws VaultikException {
                Set<String> named = new PlainCensus(view).read();
                for (String blob : state.condemned()) {
                    if (!named.contains(blob)) {
                        storage.delete(Keys.blob(blob));
                    }
                }
                return named::contains;
            }
        };
    }
}
