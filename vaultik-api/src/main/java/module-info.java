/**
 * What applications call and what backends implement. No decision is taken here: the engine is in {@code
 * io.vaultik.core}.
 */
module io.vaultik.api {
    requires static transitive org.jspecify;

    exports io.vaultik.fault;
    exports io.vaultik.progress;
    exports io.vaultik.repository;
    exports io.vaultik.storage;
    exports io.vaultik.store;
}
