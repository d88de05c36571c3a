package io.vaultik.core.internal.save;

import io.vaultik.core.internal.blob.SealedBlob;
import io.vaultik.core.internal.catalog.DigestRows;
import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.core.internal.work.SpillBuffer;
import java.util.BitSet;

/**
 * A sealed blob on its way to the storage.
 *
 * @param blob its catalog id
 * @param kind what it holds
 * @param sealed its name, lengths and directory
 * @param bytes its encrypted bytes; closed when it is answered
 * @param findable the chunks that are found by digest
 * @param nodes the nodes, by the digests of their absolute forms
 */
record Upload(int blob, BlobKind kind, SealedBlob sealed, SpillBuffer bytes, BitSet findable, DigestRows nodes) {}
