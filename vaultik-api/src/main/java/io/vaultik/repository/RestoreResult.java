package io.vaultik.repository;

import io.vaultik.fault.Errors;
import io.vaultik.progress.OperationReport;

/**
 * What a restore wrote.
 *
 * @param counts entries that were restored, and their bytes
 * @param kept entries that were there already and stayed
 * @param errors what failed, was skipped or is worth knowing
 * @param report time, phases and calls
 * @since 0.1
 */
public record RestoreResult(TreeCounts counts, long kept, Errors errors, OperationReport report) {}
