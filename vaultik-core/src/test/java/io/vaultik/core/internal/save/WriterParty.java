package io.vaultik.core.internal.save;

import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.gc.WriterSession;
import io.vaultik.core.internal.schedule.Schedule;
import io.vaultik.core.internal.schedule.ScheduledStorage.Faults;
import io.vaultik.fault.CommitUnknownException;
import io.vaultik.fault.RevokedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.PutMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** A series on a host: one snapshot after the other, each in a process of its own. */
final class WriterParty {
    private final ProtocolModel model;
    private final ModelHost host;
    private final String series;

    WriterParty(ProtocolModel model, ModelHost host, String series) {
        this.model = model;
        this.host = host;
        this.series = series;
    }

    void run(int snapshots, int repeats) throws VaultikException {
        for (int i = 0; i < snapshots; i++) {
            snapshot(repeats == 1 ? new Faults(0, 1) : Faults.draw(model.schedule()));
            model.letTimePass();
        }
    }

    /** Makes a snapshot in a new process, which may be killed; tells whether it was acknowledged. */
    boolean snapshot(Faults faults) throws VaultikException {
        ModelHost.HostProcess process = host.process();
        WriterStorage storage = new WriterStorage(model, faults, WriterStorage.Kind.WRITER);
        SessionHost here = new SessionHost(
                host.rows(), process, model.clock(), model.schedule().random(), "model", PlainManifest::digests);
        try (SessionStart.Started started = new SessionStart(here, storage)
                .begin(model.newTime(), series.getBytes(StandardCharsets.US_ASCII), List.of())) {
            storage.release();
            return save(storage, started);
        } catch (CommitUnknownException e) {
            model.counts().add("unknown", 1);
        } catch (RevokedException e) {
            model.counts().add("revoked", 1);
        } catch (VaultikException e) {
            model.counts().add("refused", 1);
        } catch (Schedule.Killed e) {
            model.counts().add("killed", 1);
        } finally {
            process.die();
        }
        return false;
    }

    private boolean save(WriterStorage storage, SessionStart.Started started) throws VaultikException {
        SessionEnd end = new SessionEnd(storage, host.rows());
        Stored stored = new Stored(new TreeSet<>(), new int[1]);
        try {
            WriterSession writer = Objects.requireNonNull(started.session());
            store(storage, started, stored);
            PlainManifest manifest = new PlainManifest(model.newMaker(), stored.blobs());
            storage.put(Keys.record(started.dir()), ObjectBody.of(new byte[1]), PutMode.REPLACE);
            writer.commit(manifest.bytes());
            model.acknowledged(started.dir(), manifest);
            model.schedule().step();
            host.rows().committed(started.dir(), manifest.blobs());
            end(end, started, writer);
            return true;
        } catch (CommitUnknownException e) {
            throw e;
        } catch (VaultikException e) {
            end.abandoned(started, stored.count()[0]);
            throw e;
        }
    }

    /** The snapshot is acknowledged, whatever happens at its end. */
    private void end(SessionEnd end, SessionStart.Started started, WriterSession writer) {
        try {
            end.committed(started, writer);
        } catch (VaultikException e) {
            model.counts().add("end left to the next", 1);
        }
    }

    /**
     * What a snapshot names.
     *
     * @param blobs all
     * @param count how many of them were stored
     */
    private record Stored(Set<String> blobs, int[] count) {}

    /** W5: uses some of what it may use, and stores something, which takes effect some time before the rows know. */
    private void store(WriterStorage storage, SessionStart.Started started, Stored stored) throws VaultikException {
        Random random = model.schedule().random();
        for (Map.Entry<Integer, String> blob : host.rows().blobs().entrySet()) {
            if (started.usable().contains(blob.getKey()) && random.nextInt(4) > 0) {
                stored.blobs().add(blob.getValue());
            }
        }
        model.counts().add("used again", stored.blobs().size());
        int fresh = stored.blobs().isEmpty() ? 1 + random.nextInt(2) : random.nextInt(3);
        for (int i = 0; i < fresh; i++) {
            String blob = model.newBlob();
            storage.put(Keys.blob(blob), ObjectBody.of(new byte[1]), PutMode.REPLACE);
            model.letTimePass();
            started.usable()
                    .add(host.rows().stored(started.dir(), blob, started.state().number()));
            stored.blobs().add(blob);
            stored.count()[0]++;
        }
    }
}
