package io.vaultik.core.internal.content;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A directory whose entries are being read: what is left to do in it, and the checksums and sizes of what is done. Thread-safe.
 */
final class WalkedDirectory {
    final @Nullable WalkedDirectory parent;
    final Path path;
    /** The path in the manifest, which ends in a slash. */
    final byte[] name;
    /** The directory itself, and what its entry says: they differ for a followed link. */
    final NodeStat stat;

    final int permissions;

    private final ReentrantLock lock = new ReentrantLock();
    private byte[] checksums = new byte[0];
    private int used;
    private long size;
    private long unfinished = 1;

    WalkedDirectory(@Nullable WalkedDirectory parent, Path path, byte[] name, NodeStat stat, int permissions) {
        this.parent = parent;
        this.path = path;
        this.name = name;
        this.stat = stat;
        this.permissions = permissions;
    }

    /** Returns the path in the manifest of an entry of this directory. */
    byte[] child(byte[] childName, boolean directory) {
        byte[] all = Arrays.copyOf(name, name.length + childName.length + (directory ? 1 : 0));
        System.arraycopy(childName, 0, all, name.length, childName.length);
        if (directory) {
            all[all.length - 1] = '/';
        }
        return all;
    }

    /** Tells whether a directory is this one or one that this one stands in. */
    boolean isWithin(NodeStat directory) {
        for (WalkedDirectory at = this; at != null; at = at.parent) {
            if (at.stat.sameInode(directory)) {
                return true;
            }
        }
        return false;
    }

    /** Says that so many entries more have to be finished. */
    void expect(int entries) {
        lock.lock();
        try {
            unfinished += entries;
        } finally {
            lock.unlock();
        }
    }

    /** Finishes an entry that is in the manifest; returns whether it was the last. */
    boolean add(byte[] digests, int offset, int length, long entrySize) {
        lock.lock();
        try {
            if (used + length > checksums.length) {
                checksums = Arrays.copyOf(checksums, Math.max(8 * length, 2 * checksums.length));
            }
            System.arraycopy(digests, offset, checksums, used, length);
            used += length;
            size += entrySize;
            return --unfinished == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Finishes an entry that is left out, or the reading of the names; returns whether it was the last. */
    boolean finish() {
        lock.lock();
        try {
            return --unfinished == 0;
        } finally {
            lock.unlock();
        }
    }

    long size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the distinct checksums of all entries in their order. */
    byte[][] distinctChecksums(int length) {
        lock.lock();
        try {
            byte[][] all = new byte[used / length][];
            for (int i = 0; i < all.length; i++) {
                all[i] = Arrays.copyOfRange(checksums, i * length, (i + 1) * length);
            }
            checksums = new byte[0];
            Arrays.sort(all, Arrays::compareUnsigned);
            int distinct = 0;
            for (byte[] one : all) {
                if (distinct == 0 || !Arrays.equals(one, all[distinct - 1])) {
                    all[distinct++] = one;
                }
            }
            return Arrays.copyOf(all, distinct);
        } finally {
            lock.unlock();
        }
    }
}
