/**
 * Where to cut a stream into chunks, so that equal content is cut equally wherever it stands: FastCDC.
 *
 * <p>This package owns the <em>cut</em>. It is pure and allocation-free: it looks at bytes that a caller holds and says
 * how long the next chunk is. The cuts are a part of the repository format: another rule would cut, and so store, all
 * content anew.
 *
 * <p>Not here: reading, naming or storing what was cut.
 */
@NullMarked
package io.vaultik.core.internal.chunk;

import org.jspecify.annotations.NullMarked;
