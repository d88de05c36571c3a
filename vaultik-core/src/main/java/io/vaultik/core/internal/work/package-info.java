/**
 * The resources of one operation: its threads ({@link io.vaultik.core.internal.work.Crew}), its memory
 * ({@link io.vaultik.core.internal.work.MemoryLimit}) and its temporary disk ({@link io.vaultik.core.internal.work.Spool},
 * {@link io.vaultik.core.internal.work.SpillBuffer}, {@link io.vaultik.core.internal.work.ExternalSort}).
 *
 * <p>Rules: no thread is created here but by {@link io.vaultik.core.internal.work.OwnPool}, and none is waited for that has not started; every buffer has a bound; nothing
 * reaches the disk in clear, and no temporary file has a name for longer than it takes to open it. The package does not
 * know what the work, the bytes or the records mean, retries nothing and reports no progress.
 */
@NullMarked
package io.vaultik.core.internal.work;

import org.jspecify.annotations.NullMarked;
