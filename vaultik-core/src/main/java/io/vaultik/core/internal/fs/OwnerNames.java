package io.vaultik.core.internal.fs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Names of users or groups by number, the last few remembered: looking one up may ask a directory server. Not thread-safe. */
final class OwnerNames {
    private static final int MAX_NAMES = 1_024;

    private final LongFunction<@Nullable String> lookup;
    private final Map<Long, Optional<String>> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Optional<String>> eldest) {
            return size() > MAX_NAMES;
        }
    };

    /** The owner of one entry is mostly that of the next. */
    private long lastId = -1;

    private @Nullable String last;

    OwnerNames(LongFunction<@Nullable String> lookup) {
        this.lookup = lookup;
    }

    /** Returns the name, or null if there is none. */
    @Nullable
    String of(long id) {
        if (id != lastId) {
            last = known.computeIfAbsent(id, key -> Optional.ofNullable(lookup.apply(key)))
                    .orElse(null);
            lastId = id;
        }
        return last;
    }
}
