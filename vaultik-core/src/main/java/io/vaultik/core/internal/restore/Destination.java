package io.vaultik.core.internal.restore;

import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryPath;
import java.io.Closeable;
import java.io.IOException;

/** Where restored entries go. Thread-safe. */
interface Destination extends Closeable {
    /** What became of an entry. */
    enum Outcome {
        /** It was written. */
        WRITTEN,
        /** Another one was there and stayed. */
        KEPT,
        /** It was left out, for want of privilege. */
        LEFT_OUT
    }

    /** Tells whether the parts of one file may be written by several threads, in any order. */
    boolean splitsFiles();

    /** Begins a directory, before its content; the root is the first of all. */
    Outcome begin(Entry directory) throws IOException;

    /** Ends a directory, after everything below it. */
    void finish(Entry directory, Outcome begun) throws IOException;

    /** Tells whether something is there that is to be kept, so that the content need not be read. */
    boolean keeps(EntryPath path) throws IOException;

    /** Begins a file. */
    FileOutput open(Entry file) throws IOException;

    /** Writes an entry that is neither a file nor a directory. */
    Outcome make(Entry entry) throws IOException;

    /** Makes a further name for an entry that was written before; an exception if the content must be written instead. */
    Outcome link(Entry entry, EntryPath to) throws IOException;
}
