package io.vaultik.core.internal.verify;

import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.VerifyResult.AffectedFile;
import io.vaultik.repository.VerifyResult.Damage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Collects what a verification finds. Of several problems of one object the first counts. Thread-safe. */
final class Findings {
    /** How many affected files are named. */
    static final int MAX_FILES = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, String> damaged = new TreeMap<>();
    private final List<AffectedFile> files = new ArrayList<>();
    private long fileCount;

    void damaged(String object, String problem) {
        lock.lock();
        try {
            damaged.putIfAbsent(object, problem);
        } finally {
            lock.unlock();
        }
    }

    /** Returns what is wrong with an object, or null. */
    @Nullable
    String problem(String object) {
        lock.lock();
        try {
            return damaged.get(object);
        } finally {
            lock.unlock();
        }
    }

    /** Drops what was found of an object that nobody needs any more. */
    void forget(String object) {
        lock.lock();
        try {
            damaged.remove(object);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds files that cannot be restored.
     *
     * @param snapshot the snapshot
     * @param path the first of them
     * @param count how many they are
     */
    void files(SnapshotId snapshot, EntryPath path, long count) {
        lock.lock();
        try {
            fileCount += count;
            if (files.size() < MAX_FILES) {
                files.add(new AffectedFile(snapshot, path));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns the damages in the order of the keys of their objects. */
    List<Damage> damages() {
        lock.lock();
        try {
            return damaged.entrySet().stream()
                    .map(e -> new Damage(e.getKey(), e.getValue()))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    List<AffectedFile> files() {
        lock.lock();
        try {
            return List.copyOf(files);
        } finally {
            lock.unlock();
        }
    }

    long fileCount() {
        lock.lock();
        try {
            return fileCount;
        } finally {
            lock.unlock();
        }
    }
}
