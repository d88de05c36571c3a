/**
 * From a source to a visible snapshot, in the order in which data flows:
 *
 * <pre>
 * SourceScan      walk the source, sort its entries by path
 * SessionStart    W1 to W4: be seen, agree with the collection on what may be used
 * ChangeDetector  which files need not be opened
 * DataStage       lanes that open, cut, name, look up and pack files; blobs are put beside them
 * TreeStage       entries in the order of paths to nodes, in metadata blobs
 * KnownLeaves     leaves of the last snapshot, which are not made again if they are made of the same
 * CommitStage     record, manifest (W6), catalog
 * SessionEnd      W7, and the end of dead predecessors
 * </pre>
 *
 * <p>{@link io.vaultik.core.internal.save.SnapshotRun} is the sequence of these. {@code AnewStage} takes
 * the first four from a snapshot that is there ({@code Relocation}), for revisions and for copies that are encrypted anew. {@code SessionStart} and {@code SessionEnd} know
 * nothing of the others: a test runs them over plain bytes.
 */
@NullMarked
package io.vaultik.core.internal.save;

import org.jspecify.annotations.NullMarked;
