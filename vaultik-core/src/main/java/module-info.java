/** The engine of Vaultik: storages, the repository format and the operations on it. */
module io.vaultik.core {
    requires transitive io.vaultik.api;
    requires com.fasterxml.jackson.core;
    requires com.github.luben.zstd_jni;
    requires com.sun.jna;
    requires java.sql;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;
    requires static org.jspecify;

    exports io.vaultik.core;
    exports io.vaultik.core.conformance;
    exports io.vaultik.core.storage;

    uses io.vaultik.storage.StorageProvider;

    provides io.vaultik.storage.StorageProvider with
            io.vaultik.core.storage.FileProvider,
            io.vaultik.core.storage.MemoryProvider;
}
