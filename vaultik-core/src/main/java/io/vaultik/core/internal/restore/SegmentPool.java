package io.vaultik.core.internal.restore;

import io.vaultik.core.internal.read.SegmentKey;
import io.vaultik.fault.VaultikException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The segments of all windows in flight. Windows that follow each other often share one, since a segment holds many small files: the
 * first window that needs it reads it for all, and the last few stay for the next one. Thread-safe.
 *
 * <p>Segments are claimed in the order of windows, and a lane reads its own before it waits for those of others; so nobody waits for
 * work that has not started.
 */
final class SegmentPool {
    private final long maxIdleBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<SegmentKey, Slot> slots = new HashMap<>();
    private final Set<Slot> idle = new LinkedHashSet<>();
    private long idleBytes;

    SegmentPool(long maxIdleBytes) {
        this.maxIdleBytes = maxIdleBytes;
    }

    /** One segment, once it was read. */
    static final class Slot {
        private final SegmentKey key;
        private final CountDownLatch read = new CountDownLatch(1);
        private volatile byte @Nullable [] bytes;
        private volatile @Nullable VaultikException failure;
        private int users;

        private Slot(SegmentKey key) {
            this.key = key;
        }

        SegmentKey key() {
            return key;
        }

        void complete(byte[] segment) {
            bytes = segment;
            read.countDown();
        }

        void fail(VaultikException cause) {
            failure = cause;
            read.countDown();
        }

        void await() throws InterruptedException {
            read.await();
        }

        /** Returns the bytes, which must not be changed, after {@link #await}. */
        byte[] bytes() throws VaultikException {
            VaultikException cause = failure;
            byte[] segment = bytes;
            if (cause != null) {
                throw cause;
            }
            if (segment == null) {
                throw new IllegalStateException("the segment was not awaited");
            }
            return segment;
        }

        private int length() {
            byte[] segment = bytes;
            return segment == null ? 0 : segment.length;
        }
    }

    /**
     * The segments of one window.
     *
     * @param all all of them
     * @param own those that this window is to read
     */
    record Claim(List<Slot> all, List<Slot> own) {}

    /** Claims the segments of a window; given back by {@link #release}. */
    Claim claim(Collection<SegmentKey> keys) {
        List<Slot> all = new ArrayList<>(keys.size());
        List<Slot> own = new ArrayList<>();
        lock.lock();
        try {
            for (SegmentKey key : keys) {
                Slot slot = slots.get(key);
                if (slot == null) {
                    slot = new Slot(key);
                    slots.put(key, slot);
                    own.add(slot);
                }
                if (idle.remove(slot)) {
                    idleBytes -= slot.length();
                }
                slot.users++;
                all.add(slot);
            }
        } finally {
            lock.unlock();
        }
        return new Claim(all, own);
    }

    void release(Claim claim) {
        lock.lock();
        try {
            for (Slot slot : claim.all()) {
                slot.users--;
                if (slot.users == 0) {
                    idle.add(slot);
                    idleBytes += slot.length();
                }
            }
            Iterator<Slot> eldest = idle.iterator();
            while (idleBytes > maxIdleBytes && eldest.hasNext()) {
                Slot slot = eldest.next();
                eldest.remove();
                slots.remove(slot.key());
                idleBytes -= slot.length();
            }
        } finally {
            lock.unlock();
        }
    }
}
