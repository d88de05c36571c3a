package io.vaultik.core.storage;

import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.StorageException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out, in a repeated listing, what was visited already. The keys of a short listing are remembered, in any order. Of a longer
 * one, what comes after them has to come in ascending order, in the first listing and in each repetition: then everything up to the
 * last key that was visited is known, whatever keys have come and gone since. Where it does not, the repetition fails rather than leave
 * out an object that was never visited, or show one twice. Used by one thread.
 */
final class ResumingVisitor implements ObjectVisitor {
    /** How many keys are remembered: a few hundred KiB at most in practice, and more than an accidental order survives. */
    static final int REMEMBERED_KEYS = 2_000;

    private final ObjectVisitor visitor;
    private final int most;
    private final Set<ObjectKey> remembered = new HashSet<>();
    /** The last of the keys that were visited and not remembered. */
    private @Nullable ObjectKey lastVisited;

    private @Nullable ObjectKey previous;
    private @Nullable StorageException repeatedFor;
    private @Nullable StorageException ownFailure;
    private boolean ascending = true;

    ResumingVisitor(ObjectVisitor visitor) {
        this(visitor, REMEMBERED_KEYS);
    }

    ResumingVisitor(ObjectVisitor visitor, int most) {
        this.visitor = visitor;
        this.most = most;
    }

    @Override
    public boolean visit(ObjectInfo info) throws StorageException {
        ascending &= previous == null || info.key().compareTo(previous) > 0;
        previous = info.key();
        if (repeatedFor != null && wasVisited(info.key())) {
            return true;
        }
        if (remembered.size() < most) {
            remembered.add(info.key());
        } else {
            lastVisited = info.key();
        }
        try {
            return visitor.visit(info);
        } catch (StorageException e) {
            ownFailure = e;
            throw e;
        }
    }

    /**
     * Checks that a listing that failed can be repeated.
     *
     * @throws StorageException the failure, if it is the visitor's or the order does not allow it
     */
    void requireRepeatable(StorageException failure) throws StorageException {
        if (failure == ownFailure || lastVisited != null && !ascending) {
            throw failure;
        }
    }

    /** Begins again, because of a failure. */
    void restart(StorageException failure) {
        repeatedFor = failure;
        previous = null;
    }

    private boolean wasVisited(ObjectKey key) throws StorageException {
        if (remembered.contains(key)) {
            return true;
        }
        if (lastVisited == null) {
            return false;
        }
        if (!ascending) {
            ownFailure = new StorageException(
                    false, "a listing broke off, and was not in the same order when repeated, at {}", repeatedFor, key);
            throw ownFailure;
        }
        return key.compareTo(lastVisited) <= 0;
    }
}
