package io.vaultik.core.internal.catalog;

/** The names of the blobs that one manifest needs, in no order that means anything. Valid while it is handed out; for one thread. */
public interface BlobNames {
    /** Takes one name. */
    @FunctionalInterface
    interface Visitor {
        /**
         * Takes it.
         *
         * @param bytes holds it; must not be changed or kept
         * @param at where its 32 bytes begin
         */
        void name(byte[] bytes, int at);
    }

    /**
     * Tells all names, each once.
     *
     * @param visitor takes them
     */
    void forEach(Visitor visitor);
}
