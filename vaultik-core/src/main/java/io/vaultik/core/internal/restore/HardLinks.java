package io.vaultik.core.internal.restore;

import io.vaultik.fault.ItemErrors;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryPath;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which names of hard-linked files are made as links, and to what. In a selection that leaves out the first name, the first one that
 * is restored takes its place. {@link #target} and {@link #lost} are for the feed; the rest is thread-safe. Memory is bounded: beyond that, files are
 * written again instead of linked.
 */
final class HardLinks {
    private static final int MAX_NAMES = 50_000;

    private final Selection selection;
    private final ItemErrors errors;
    private final Map<EntryPath, EntryPath> firsts = new HashMap<>();
    private final Set<EntryPath> absent = ConcurrentHashMap.newKeySet();
    private volatile boolean trusted = true;
    private @Nullable EntryPath firstLost;

    HardLinks(Selection selection, ItemErrors errors) {
        this.selection = selection;
        this.errors = errors;
    }

    /** Notes that names from a path on may be lost, so that none of them is a name to link to. */
    void lost(EntryPath first) {
        if (firstLost == null) {
            firstLost = first;
        }
    }

    /** Returns the name to link an entry to, or null if it is to be written with its content. */
    @Nullable
    EntryPath target(Entry entry) {
        EntryPath first = entry.linkTo();
        if (first == null || first.compareTo(entry.path()) >= 0) {
            return null;
        }
        if (selection.selects(first, false) && (firstLost == null || first.compareTo(firstLost) < 0)) {
            return first;
        }
        EntryPath restored = firsts.get(first);
        if (restored == null && firsts.size() < MAX_NAMES) {
            firsts.put(first, entry.path());
        } else if (restored == null) {
            errors.alert(
                    "there are so many hard links out of the selection that some were restored as files of their own");
        }
        return restored;
    }

    /** Notes that what stands under a name, if anything does, is not what was to be restored there. */
    void notRestored(EntryPath path) {
        if (absent.size() < MAX_NAMES) {
            absent.add(path);
        } else {
            trusted = false;
        }
    }

    /** Tells whether the restore has written what is under a name, as far as that is known. */
    boolean isRestored(EntryPath path) {
        return trusted && !absent.contains(path);
    }
}
