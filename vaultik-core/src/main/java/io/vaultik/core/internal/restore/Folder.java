package io.vaultik.core.internal.restore;

import io.vaultik.core.internal.format.TreeEntry;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A directory that was begun, and how much below it is not done yet. Thread-safe. */
final class Folder {
    private final TreeEntry line;
    private final @Nullable Folder parent;
    private final Destination.Outcome begun;
    /** One for the feed as long as more may come, one for each entry below it that is not done. */
    private final AtomicInteger holds = new AtomicInteger(1);

    Folder(TreeEntry line, @Nullable Folder parent, Destination.Outcome begun) {
        this.line = line;
        this.parent = parent;
        this.begun = begun;
    }

    TreeEntry line() {
        return line;
    }

    @Nullable
    Folder parent() {
        return parent;
    }

    Destination.Outcome begun() {
        return begun;
    }

    Folder hold() {
        holds.incrementAndGet();
        return this;
    }

    /** Returns true to the one who is last. */
    boolean release() {
        return holds.decrementAndGet() == 0;
    }
}
