package io.vaultik.core.storage;

import java.util.EnumMap;
import java.util.Map;

/**
 * How often each verb of a storage was called and how many bytes went through it. Immutable.
 *
 * @param calls the calls by verb, those that failed too; every verb has a value
 * @param bytes the bytes by verb; every verb has a value
 * @since 0.1
 */
public record StorageCounts(Map<StorageVerb, Long> calls, Map<StorageVerb, Long> bytes) {
    /**
     * Copies the maps.
     *
     * @param calls the calls by verb; one that is missing counts 0
     * @param bytes the bytes by verb; one that is missing counts 0
     */
    public StorageCounts {
        calls = complete(calls);
        bytes = complete(bytes);
    }

    /**
     * Returns how often a verb was called.
     *
     * @param verb the verb
     * @return the number of calls
     */
    public long calls(StorageVerb verb) {
        return calls.getOrDefault(verb, 0L);
    }

    /**
     * Returns how many bytes went through a verb.
     *
     * @param verb the verb
     * @return the number of bytes
     */
    public long bytes(StorageVerb verb) {
        return bytes.getOrDefault(verb, 0L);
    }

    /**
     * Returns how often all verbs were called.
     *
     * @return the number of calls
     */
    public long allCalls() {
        return calls.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Returns what was counted since an earlier snapshot.
     *
     * @param earlier a snapshot of the same storage
     * @return the differences
     */
    public StorageCounts since(StorageCounts earlier) {
        Map<StorageVerb, Long> callsSince = new EnumMap<>(StorageVerb.class);
        Map<StorageVerb, Long> bytesSince = new EnumMap<>(StorageVerb.class);
        for (StorageVerb verb : StorageVerb.values()) {
            callsSince.put(verb, calls(verb) - earlier.calls(verb));
            bytesSince.put(verb, bytes(verb) - earlier.bytes(verb));
        }
        return new StorageCounts(callsSince, bytesSince);
    }

    private static Map<StorageVerb, Long> complete(Map<StorageVerb, Long> given) {
        Map<StorageVerb, Long> all = new EnumMap<>(StorageVerb.class);
        for (StorageVerb verb : StorageVerb.values()) {
            all.put(verb, given.getOrDefault(verb, 0L));
        }
        return Map.copyOf(all);
    }
}
