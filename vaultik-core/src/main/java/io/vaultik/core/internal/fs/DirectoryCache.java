package io.vaultik.core.internal.fs;

import io.vaultik.repository.EntryPath;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Directories below a root that were used last, held open, so that a file in one of them costs no walk from the root. A handle
 * stays with its directory, whatever is put under the name meanwhile. Thread-safe; owns the root.
 */
final class DirectoryCache implements Closeable {
    private static final int MAX_OPEN = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final Held root;
    private final Map<EntryPath, Held> held = new LinkedHashMap<>(16, 0.75f, true);

    DirectoryCache(OpenDirectory root) {
        this.root = new Held(root);
    }

    /** An open directory and how many use it now; guarded by the lock. */
    private static final class Held {
        final OpenDirectory directory;
        int users;
        boolean dropped;

        Held(OpenDirectory directory) {
            this.directory = directory;
        }
    }

    /** The use of a directory, which stays open until this is closed. */
    final class Lease implements Closeable {
        private final Held used;
        private boolean released;

        private Lease(Held used) {
            this.used = used;
        }

        OpenDirectory directory() {
            return used.directory;
        }

        @Override
        public void close() throws IOException {
            lock.lock();
            try {
                if (!released) {
                    released = true;
                    used.users--;
                    closeIfDone(used);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Opens a directory for use, every component without following a link.
     *
     * @throws io.vaultik.fault.UnsafePathException if a link stands in the way
     * @throws java.nio.file.NoSuchFileException if it does not exist
     */
    Lease acquire(EntryPath path) throws IOException {
        lock.lock();
        try {
            Held found = path.isRoot() ? root : held.get(path);
            if (found == null) {
                found = insert(path, openFromNearest(path));
            }
            found.users++;
            return new Lease(found);
        } finally {
            lock.unlock();
        }
    }

    /** Takes over a directory that the caller has opened. */
    void put(EntryPath path, OpenDirectory directory) throws IOException {
        lock.lock();
        try {
            insert(path, directory);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a directory and those below it. */
    void drop(EntryPath path) throws IOException {
        lock.lock();
        try {
            Iterator<Map.Entry<EntryPath, Held>> entries = held.entrySet().iterator();
            while (entries.hasNext()) {
                Map.Entry<EntryPath, Held> entry = entries.next();
                if (path.contains(entry.getKey())) {
                    entries.remove();
                    drop(entry.getValue());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private OpenDirectory openFromNearest(EntryPath path) throws IOException {
        Deque<byte[]> names = new ArrayDeque<>();
        EntryPath above = path;
        Held nearest = null;
        while (nearest == null) {
            names.push(above.name());
            above = above.parent();
            nearest = above.isRoot() ? root : held.get(above);
        }
        OpenDirectory at = nearest.directory.openDirectory(names.pop());
        while (!names.isEmpty()) {
            try (OpenDirectory done = at) {
                at = done.openDirectory(names.pop());
            }
        }
        return at;
    }

    private Held insert(EntryPath path, OpenDirectory directory) throws IOException {
        Held added = new Held(directory);
        Held before = held.put(path, added);
        if (before != null) {
            drop(before);
        }
        Iterator<Held> eldest = held.values().iterator();
        while (held.size() > MAX_OPEN && eldest.hasNext()) {
            Held candidate = eldest.next();
            if (candidate.users == 0 && candidate != added) {
                eldest.remove();
                drop(candidate);
            }
        }
        return added;
    }

    private static void drop(Held entry) throws IOException {
        entry.dropped = true;
        closeIfDone(entry);
    }

    private static void closeIfDone(Held entry) throws IOException {
        if (entry.dropped && entry.users == 0) {
            entry.directory.close();
        }
    }

    @Override
    public void close() throws IOException {
        drop(EntryPath.ROOT);
        lock.lock();
        try {
            drop(root);
        } finally {
            lock.unlock();
        }
    }
}
