package io.vaultik.core.internal.restore;

import io.vaultik.repository.Entry;
import java.io.IOException;

/** A file on its way to a destination. Ended by {@link #commit} or {@link #abort}. */
interface FileOutput {
    /** Writes verified bytes; by several threads at once if the destination splits files, else in their order. */
    void write(long position, byte[] bytes, int offset, int length) throws IOException;

    /** Makes the file appear, whole and with its attributes; false if another one was kept. Ends the output in any case. */
    boolean commit(Entry entry) throws IOException;

    /** Removes what was written. Does nothing after the end. */
    void abort() throws IOException;
}
