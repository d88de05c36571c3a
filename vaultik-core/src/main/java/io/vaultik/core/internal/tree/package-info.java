/**
 * Ordered entries to nodes, and back: {@link io.vaultik.core.internal.tree.TreeWriter} cuts a sorted stream of entries into
 * nodes whose boundaries depend on paths alone, {@link io.vaultik.core.internal.tree.TreeReader} finds and lists entries.
 * Both need O(height) memory.
 *
 * <p>It does not know how nodes are packed into blobs: that is behind {@link io.vaultik.core.internal.tree.NodeSink} and {@link
 * io.vaultik.core.internal.tree.NodeSource}.
 */
@NullMarked
package io.vaultik.core.internal.tree;

import org.jspecify.annotations.NullMarked;
