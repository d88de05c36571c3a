package io.vaultik.core.internal.maintain;

import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.internal.gc.SnapshotRemoval;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What lies below {@code metadata/} and belongs to no snapshot and to no writer. A directory without a manifest gets a void first, so
 * that whoever has taken its id meanwhile is revoked and loses nothing that was acknowledged. A void whose session object is gone stays
 * for a day after that was seen, by two times of the storage: a manifest that was under way when its process died may still arrive.
 *
 * <p>Of revisions, those below the one that counts go, and records that were put for one which never came.
 *
 * <p>Memory: some 200 bytes for each directory. Used once, by one thread.
 */
final class LeftOvers {
    private static final Duration VOID_STAYS = Duration.ofDays(1);

    private final ObjectStorage storage;
    private final Map<String, Content> directories = new TreeMap<>();

    LeftOvers(ObjectStorage storage) {
        this.storage = storage;
    }

    /** Tells the time of the storage. */
    @FunctionalInterface
    interface StorageTime {
        /** Returns it. */
        Instant now() throws VaultikException;
    }

    /** What lies in a directory. */
    private static final class Content {
        private boolean hasManifest;
        private boolean hasVoid;
        private boolean hasRecord;
        private boolean hasOther;
        private final RevisionsFound revisions = new RevisionsFound();
        private @Nullable Instant orphanSince;

        /** Tells whether the record of the manifest that counts is there. */
        private boolean hasCountingRecord() {
            return revisions.hasCountingRecord().orElse(hasRecord);
        }
    }

    /** Lists what there is. */
    void look() throws VaultikException {
        storage.list(Keys.METADATA, info -> {
            Keys.snapshotDir(info.key()).ifPresent(dir -> note(dir, info));
            return !Thread.currentThread().isInterrupted();
        });
        Interrupts.check();
    }

    private void note(String dir, ObjectInfo info) {
        Content content = directories.computeIfAbsent(dir, made -> new Content());
        if (info.key().equals(Keys.manifest(dir))) {
            content.hasVoid = VoidMark.is(info);
            content.hasManifest = !content.hasVoid;
        } else if (info.key().equals(Keys.orphan(dir))) {
            content.orphanSince = info.modified();
        } else {
            content.revisions.note(info);
            content.hasRecord |= info.key().equals(Keys.record(dir));
            content.hasOther = true;
        }
    }

    /** Returns the snapshots whose record is not there. */
    List<SnapshotId> withoutRecord() throws VaultikException {
        List<SnapshotId> without = new ArrayList<>();
        for (Map.Entry<String, Content> directory : directories.entrySet()) {
            boolean lacks =
                    directory.getValue().hasManifest && !directory.getValue().hasCountingRecord();
            // Deleted meanwhile is not damaged.
            if (lacks
                    && storage.stat(Keys.manifest(directory.getKey()))
                            .filter(info -> !VoidMark.is(info))
                            .isPresent()) {
                without.add(SnapshotId.of(directory.getKey()));
            }
        }
        return without;
    }

    /** Returns how many directories there are to clear of more than a void. */
    long count() throws VaultikException {
        long count = 0;
        for (Map.Entry<String, Content> directory : directories.entrySet()) {
            if (directory.getValue().hasOther && isLeft(directory.getKey(), directory.getValue())) {
                count++;
            }
        }
        return count;
    }

    /**
     * Clears them, notes when a void was first seen without a session, and removes voids that are old enough.
     *
     * @return how many were cleared of more than a void
     */
    long clear(StorageTime time) throws VaultikException {
        long cleared = 0;
        Instant now = null;
        for (Map.Entry<String, Content> directory : directories.entrySet()) {
            Interrupts.check();
            String dir = directory.getKey();
            Content content = directory.getValue();
            if (content.hasManifest) {
                unmark(dir, content);
                content.revisions.clear(storage, dir);
            } else if (isLeft(dir, content)) {
                if (content.hasOther || content.orphanSince == null) {
                    boolean isVoid = content.hasOther ? SnapshotRemoval.finish(storage, dir) : isVoid(dir);
                    if (isVoid) {
                        storage.put(Keys.orphan(dir), ObjectBody.of(new byte[0]), PutMode.REPLACE);
                    }
                    cleared += content.hasOther ? 1 : 0;
                } else {
                    now = now == null ? time.now() : now;
                    removeVoid(dir, content, now.isAfter(content.orphanSince.plus(VOID_STAYS)));
                }
            }
        }
        return cleared;
    }

    /** A manifest may have come while its void was being removed. */
    private void unmark(String dir, Content content) throws VaultikException {
        if (content.orphanSince != null) {
            storage.delete(Keys.orphan(dir));
        }
    }

    private boolean isVoid(String dir) throws VaultikException {
        return storage.stat(Keys.manifest(dir)).filter(VoidMark::is).isPresent();
    }

    private void removeVoid(String dir, Content content, boolean isOld) throws VaultikException {
        if (content.hasVoid && isOld) {
            storage.delete(Keys.manifest(dir));
        }
        if (!content.hasVoid || isOld) {
            storage.delete(Keys.orphan(dir));
        }
    }

    /** Asked after the listing: who has committed since then had its session object there, or its manifest. */
    private boolean isLeft(String dir, Content content) throws VaultikException {
        return !content.hasManifest && storage.stat(Keys.session(dir)).isEmpty();
    }
}
