package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.catalog.CheckedBlobs;
import io.vaultik.fault.VaultikException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * When blobs were read before, and what is read now. Times come from the clock, but never go back: so they give an order even if the
 * clock was wrong. Thread-safe once {@link #order} has returned.
 */
final class PastReadings {
    private static final int NOTED_AT_ONCE = 100;

    private final @Nullable CheckedBlobs memory;
    private final boolean content;
    private final Map<ByteBuffer, CheckedBlobs.Row> known = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ByteBuffer, CheckedBlobs.Row> fresh = new HashMap<>();
    private final Set<ByteBuffer> readNow = new HashSet<>();
    private long next;

    /**
     * Reads what is remembered.
     *
     * @param memory where it is, or null if nothing is remembered
     * @param content whether content is checked, too, and not only bytes are hashed
     * @param clock the present
     */
    PastReadings(@Nullable CheckedBlobs memory, boolean content, Instant clock) throws VaultikException {
        this.memory = memory;
        this.content = content;
        long latest = 0;
        if (memory != null) {
            for (CheckedBlobs.Row row : memory.all()) {
                known.put(ByteBuffer.wrap(row.name()), row);
                latest = Math.max(latest, Math.max(row.deep(), row.content()));
            }
        }
        this.next = Math.max(clock.toEpochMilli(), latest + 1);
    }

    /** Returns the rows in the order in which they are to be read: bad ones, then never read ones, then by age. */
    int[] order(BlobRows rows) {
        long[] ages = new long[rows.count()];
        for (int row = 0; row < ages.length; row++) {
            CheckedBlobs.Row past = known.get(ByteBuffer.wrap(rows.nameBytes(row)));
            ages[row] = past != null && past.bad() ? -1 : time(past);
        }
        return IntStream.range(0, ages.length)
                .boxed()
                .sorted(Comparator.comparingLong((Integer row) -> ages[row]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Notes that a blob was read. If manifests disagree on it, and only some are wrong, it is not the blob that is bad. */
    void read(byte[] name, boolean bad) throws VaultikException {
        ByteBuffer key = ByteBuffer.wrap(name);
        lock.lock();
        try {
            CheckedBlobs.Row past = fresh.getOrDefault(key, known.get(key));
            boolean again = !readNow.add(key);
            fresh.put(key, reading(name, past, past != null && again ? bad && past.bad() : bad));
            if (fresh.size() == NOTED_AT_ONCE) {
                flush();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Each reading has a time of its own, so that the order of turns is kept. */
    private CheckedBlobs.Row reading(byte[] name, CheckedBlobs.@Nullable Row past, boolean bad) {
        long now = next++;
        if (content) {
            return new CheckedBlobs.Row(name, now, now, bad);
        }
        // What was wrong in the content shows only to who looks at the content again.
        boolean stillBad = past != null && past.bad() && past.content() == past.deep();
        long contentTime = past == null ? 0 : past.content();
        return new CheckedBlobs.Row(name, stillBad ? contentTime : now, contentTime, bad || stillBad);
    }

    /** Tells whether a blob was bad when it was last read. */
    boolean isBad(byte[] name) {
        CheckedBlobs.Row row = known.get(ByteBuffer.wrap(name));
        return row != null && row.bad();
    }

    /** Writes down what was noted. */
    void flush() throws VaultikException {
        lock.lock();
        try {
            if (memory != null) {
                memory.note(fresh.values());
            }
            known.putAll(fresh);
            fresh.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all blobs but some. */
    void keepOnly(BlobRows rows) throws VaultikException {
        List<byte[]> gone = new ArrayList<>();
        for (CheckedBlobs.Row row : known.values()) {
            if (rows.find(row.name(), any -> true) < 0) {
                gone.add(row.name());
            }
        }
        if (memory != null && !gone.isEmpty()) {
            memory.forget(gone);
        }
    }

    /** Returns when a blob was last read to the depth that is asked for; empty if never. */
    Optional<Instant> last(byte[] name) {
        long time = time(known.get(ByteBuffer.wrap(name)));
        return time == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(time));
    }

    private long time(CheckedBlobs.@Nullable Row past) {
        if (past == null) {
            return 0;
        }
        return content ? past.content() : past.deep();
    }
}
