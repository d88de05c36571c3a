package io.vaultik.core.internal.age;

import java.io.IOException;

/** Takes the bytes of an age file as they are made. */
@FunctionalInterface
public interface CiphertextSink {
    /**
     * Takes the next bytes. They are copied or used up before this returns: the array is used again.
     *
     * @param bytes an array
     * @param offset where the bytes begin in it
     * @param length how many they are
     * @throws IOException if they cannot be taken
     */
    void write(byte[] bytes, int offset, int length) throws IOException;
}
