package io.vaultik.core.internal.save;

import io.vaultik.core.internal.blob.SealedBlob;
import io.vaultik.core.internal.catalog.DigestRows;
import io.vaultik.core.internal.digest.Digester;
import io.vaultik.core.internal.format.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The nodes in a blob that is being filled; their absolute form can be named when the blob has its name. */
final class NodeList {
    private final List<Pending> nodes = new ArrayList<>();

    private record Pending(int index, int level, List<String> blobs, byte[] bodyDigest) {}

    void add(int index, int level, List<String> blobs, byte[] bodyDigest) {
        nodes.add(new Pending(index, level, blobs, bodyDigest));
    }

    /** Returns the digests of the absolute forms, and begins an empty list. */
    DigestRows digests(SealedBlob sealed, SaveSession session) {
        if (nodes.isEmpty()) {
            return DigestRows.none();
        }
        byte[] digests = new byte[sealed.directory().chunkCount() * 32];
        BitSet findable = new BitSet();
        Digester digester = session.algorithm().newDigester();
        for (Pending node : nodes) {
            byte[] form = Node.absoluteForm(node.level, node.blobs, node.bodyDigest, sealed.name());
            digester.update(form, 0, form.length);
            digester.digestInto(digests, node.index * 32);
            findable.set(node.index);
        }
        nodes.clear();
        return new DigestRows(digests, findable);
    }
}
