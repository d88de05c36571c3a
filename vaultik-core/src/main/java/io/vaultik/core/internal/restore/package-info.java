/**
 * From a snapshot to a directory, or to an application's own target, in the order in which data flows:
 *
 * <pre>
 * SelectedEntries  the entries that are wanted, in the order of paths, each after the directories above it
 * WindowFeed       makes directories, and cuts the rest into windows: some files with the segments that hold them
 * WindowLane       fetches the segments of a window, checks every chunk, writes files, then links
 * Destination      where entries go: a contained directory, or an application's target
 * OpenFolders      gives a directory its attributes when everything below it is done
 * </pre>
 *
 * <p>{@link io.vaultik.core.internal.restore.RestoreRun} is the sequence of these. Memory is O(depth) plus one window for each lane.
 * Only verified bytes are written, and a file gets its name when all of it is there. The package decides nothing about paths: that
 * they stay below the target is what {@link io.vaultik.core.internal.fs.ContainedWriter} sees to.
 */
@NullMarked
package io.vaultik.core.internal.restore;

import org.jspecify.annotations.NullMarked;
