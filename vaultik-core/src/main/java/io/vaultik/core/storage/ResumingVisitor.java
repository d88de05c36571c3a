package io.vaultik.core.storage;

import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.StorageException;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out, in a repeated listing, what was visited already. That works while the keys come in ascending order, in the
 * first listing and in each repetition; where they do not, the repetition fails rather than leave out an object that was
 * never visited. Used by one thread.
 */
final class ResumingVisitor implements ObjectVisitor {
    private final ObjectVisitor visitor;
    private @Nullable ObjectKey lastVisited;
    private @Nullable ObjectKey previous;
    private @Nullable StorageException repeatedFor;
    private @Nullable StorageException ownFailure;
    private boolean ascending = true;
    private long visited;
    private long skipped;

    ResumingVisitor(ObjectVisitor visitor) {
        this.visitor = visitor;
    }

    @Override
    public boolean visit(ObjectInfo info) throws StorageException {
        ascending &= previous == null || info.key().compareTo(previous) > 0;
        previous = info.key();
        if (repeatedFor != null && isBehind(info.key())) {
            return true;
        }
        lastVisited = info.key();
        visited++;
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
        if (failure == ownFailure || !ascending) {
            throw failure;
        }
    }

    /** Begins again, because of a failure. A listing of which nothing was visited is like a first one. */
    void restart(StorageException failure) {
        repeatedFor = visited > 0 ? failure : null;
        previous = null;
        skipped = 0;
    }

    private boolean isBehind(ObjectKey key) throws StorageException {
        boolean behind = lastVisited != null && key.compareTo(lastVisited) <= 0;
        if (behind) {
            skipped++;
        }
        // More keys behind than were visited: new ones, or the order is another one. Either way it is no proof of the
        // order.
        if (!ascending || skipped > visited) {
            ownFailure = new StorageException(
                    false, "a listing broke off, and was not in the same order when repeated, at {}", repeatedFor, key);
            throw ownFailure;
        }
        return behind;
    }
}
