/**
 * What an operation tells while it runs ({@link io.vaultik.progress.ProgressListener}) and when it has ended ({@link
 * io.vaultik.progress.OperationReport}).
 */
@NullMarked
package io.vaultik.progress;

import org.jspecify.annotations.NullMarked;
