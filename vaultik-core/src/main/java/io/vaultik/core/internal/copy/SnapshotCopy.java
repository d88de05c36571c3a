package io.vaultik.core.internal.copy;

import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.digest.DigestAlgorithm;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.format.SessionObject;
import io.vaultik.core.internal.format.SignedManifest;
import io.vaultik.core.internal.gc.SmallObjects;
import io.vaultik.core.internal.gc.WriterSession;
import io.vaultik.core.internal.read.StoredManifest;
import io.vaultik.core.internal.state.HostLock;
import io.vaultik.core.internal.state.HostState;
import io.vaultik.core.internal.state.WriterKey;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.fault.AlreadyExistsException;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The copy of one snapshot, with one session in the target: W1, W2 and W3 with K1 and K2, K3 for each blob, the record, W6, W7. Used
 * once, by one thread; the lanes of its crew put blobs.
 */
final class SnapshotCopy {
    /** Up to so many blobs are asked for one by one, beside the puts of others; for more the target is listed. */
    static final int MAX_ASKED_FOR = 64;

    private static final int MAX_TRIES = 10;

    private final CopyRun run;
    private final StoredManifest stored;
    private final NeededBlobs needed;
    private final AtomicReference<@Nullable VaultikException> damage = new AtomicReference<>();
    private final AtomicInteger puts = new AtomicInteger();
    private @Nullable HostLock lock;

    SnapshotCopy(CopyRun run, StoredManifest stored) {
        this.run = run;
        this.stored = stored;
        this.needed = new NeededBlobs(stored.manifest().blobs());
    }

    /**
     * Copies.
     *
     * @return the id in the target; empty if the snapshot cannot be read where it is, as {@link #damage} says
     * @throws VaultikException if the run cannot go on
     */
    Optional<SnapshotId> copy(Crew crew) throws VaultikException {
        WriterSession session = begin();
        boolean ended = false;
        try {
            session.admit(needed::contains, mayCreate(), target().tuning()::await);
            putMissing(crew);
            boolean complete = damage.get() == null && putRecord(session.dir()) && commit(session);
            end(session);
            ended = true;
            return complete ? Optional.of(SnapshotId.of(session.dir())) : Optional.empty();
        } finally {
            if (!ended) {
                abandon(session);
            }
        }
    }

    /** Returns what is wrong with the snapshot where it is read. */
    @Nullable
    VaultikException damage() {
        return damage.get();
    }

    /** W1: the lock first, so that whoever finds the session can tell whether its process lives. */
    private WriterSession begin() throws VaultikException {
        String original = SnapshotId.of(stored.manifest().snapshot()).original().value();
        for (int i = 0; i < MAX_TRIES; i++) {
            String dir = original + "~" + target().shortRandomName();
            SessionObject template = new SessionObject(
                    0,
                    "",
                    target().randomName(),
                    target().host().client(),
                    target().clock().instant());
            boolean begun = false;
            try {
                Optional<WriterSession> session =
                        WriterSession.beginAt(run.targetStorage(), dir, template, reservation());
                begun = session.isPresent();
                if (begun) {
                    return session.get();
                }
            } finally {
                if (!begun) {
                    unlock();
                }
            }
        }
        throw new AlreadyExistsException("{} copies of {} are there already", null, MAX_TRIES, original);
    }

    private WriterSession.Reservation reservation() {
        return new WriterSession.Reservation() {
            @Override
            public boolean reserve(String dir) throws VaultikException {
                Optional<HostLock> taken = target().state().tryLock(HostState.SESSION_LOCK + dir);
                lock = taken.orElse(null);
                return taken.isPresent();
            }

            @Override
            public void release(String dir) {
                removeLock();
            }
        };
    }

    private boolean mayCreate() {
        return target().configuration().createTrusted();
    }

    /** K3. A listing that begins after the session was admitted says as much as a question for each blob. */
    private void putMissing(Crew crew) throws VaultikException {
        boolean asks = needed.count() <= MAX_ASKED_FOR;
        BitSet listed = asks ? new BitSet() : needed.presentIn(run.targetStorage());
        crew.forEach(needed.count(), i -> {
            if (damage.get() != null) {
                return;
            }
            if (asks ? isThere(i) : listed.get(i)) {
                run.tally().present();
                run.progress().add(1, 0);
            } else {
                put(needed.get(i));
            }
        });
    }

    private boolean isThere(int index) throws VaultikException {
        Optional<ObjectInfo> info =
                run.targetStorage().stat(Keys.blob(needed.get(index).name()));
        return info.isPresent() && needed.isWhole(index, info.get());
    }

    private void put(ManifestBlob blob) throws VaultikException {
        BlobBody body = new BlobBody(run.sourceStorage(), blob, algorithm());
        puts.incrementAndGet();
        try {
            run.targetStorage().put(Keys.blob(blob.name()), body, PutMode.REPLACE);
            run.tally().put(blob.length());
            run.progress().add(1, blob.length());
        } catch (StorageException e) {
            VaultikException wrong = body.failure();
            if (wrong == null) {
                throw e;
            }
            if (wrong != e) {
                wrong.addSuppressed(e);
            }
            damage.compareAndSet(null, wrong);
        }
    }

    /** The record is copied as it is: what it says of itself is what the original manifest says. */
    private boolean putRecord(String dir) throws VaultikException {
        ObjectKey key = Keys.record(stored.manifest().session());
        byte[] record = SmallObjects.read(run.sourceStorage(), key, Limits.MAX_DOCUMENT_BYTES)
                .orElse(null);
        String expected = stored.manifest().recordDigest();
        String actual = record == null ? "nothing" : algorithm().digest(record).hex();
        if (record == null || !actual.equals(expected)) {
            damage.set(new IntegrityException(key.value(), expected, actual, null));
            return false;
        }
        puts.incrementAndGet();
        run.targetStorage().put(Keys.record(dir), ObjectBody.of(record), PutMode.REPLACE);
        return true;
    }

    /** W6. On return the copy is visible and acknowledged, unless its manifest is too long. */
    private boolean commit(WriterSession session) throws VaultikException {
        WriterKey key = target().state().writerKey();
        Manifest manifest = stored.manifest()
                .copied(target().id(), session.dir(), target().state().nextSequence(), stored.origin());
        byte[] lines = SignedManifest.sign(manifest, key.privateKey(), key.publicKey());
        if (lines.length > Limits.MAX_DOCUMENT_BYTES) {
            damage.set(new MalformedException(
                    "the manifest of a copy has {} bytes, allowed are {}",
                    null,
                    lines.length,
                    Limits.MAX_DOCUMENT_BYTES));
            return false;
        }
        session.commit(StoredManifest.encode(lines));
        return true;
    }

    /** W7. The copy is acknowledged, or given up; what is left the next copy from this host clears. */
    private void end(WriterSession session) {
        try {
            session.end();
            removeLock();
        } catch (VaultikException e) {
            run.logger().warn("the end of session {} is left to the next copy: {}", session.dir(), e.getMessage());
            unlock();
        }
    }

    /**
     * Without any put there is nothing that the next run could use, so the session goes; else it stays, as after a kill. So it does after
     * W6: a try without an answer may still take effect.
     */
    private void abandon(WriterSession session) {
        if (puts.get() > 0 || session.hasTriedToCommit()) {
            unlock();
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            end(session);
        } finally {
            unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void unlock() {
        HostLock held = lock;
        if (held != null) {
            held.close();
            lock = null;
        }
    }

    private void removeLock() {
        HostLock held = lock;
        if (held != null) {
            held.remove();
            lock = null;
        }
    }

    private DigestAlgorithm algorithm() throws VaultikException {
        return target().algorithm();
    }

    private RepositoryContext target() {
        return run.target();
    }
}
