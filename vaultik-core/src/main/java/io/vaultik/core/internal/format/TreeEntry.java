package io.vaultik.core.internal.format;

import io.vaultik.repository.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a leaf: what is known of it, and where its content lies.
 *
 * @param entry the entry; attributes or link target are missing in it where they lie in a chunk
 * @param chunks the chunks of its content, if they stand in the entry; immutable
 * @param lists otherwise the chunks that hold the list of its chunks ({@link ChunkList}); immutable
 * @param attributes the chunk that holds its extended attributes ({@link XattrList}), or null if they stand in the entry
 * @param target the chunk that holds the bytes of its link target, or null if they stand in the entry
 */
public record TreeEntry(
        Entry entry,
        List<ChunkLocation> chunks,
        List<ChunkLocation> lists,
        @Nullable ChunkLocation attributes,
        @Nullable ChunkLocation target) {

    /**
     * {@return an entry without content and without anything that lies in a chunk}
     *
     * @param entry the entry, with its attributes and its link target
     */
    public static TreeEntry of(Entry entry) {
        return new TreeEntry(entry, List.of(), List.of(), null, null);
    }
}
