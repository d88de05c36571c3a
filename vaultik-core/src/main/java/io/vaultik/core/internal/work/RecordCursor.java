package io.vaultik.core.internal.work;

import io.vaultik.fault.VaultikException;
import org.jspecify.annotations.Nullable;

/** One pass over records. For one thread. */
public interface RecordCursor extends AutoCloseable {
    /**
     * Returns the next record.
     *
     * @return a record, not to be changed; null after the last one
     * @throws io.vaultik.fault.IntegrityException if the records on the disk are not those that were added
     * @throws VaultikException if they cannot be read
     */
    byte @Nullable [] next() throws VaultikException;

    /** Lets go of the memory; the next call of {@link #next} returns null. */
    @Override
    void close();
}
