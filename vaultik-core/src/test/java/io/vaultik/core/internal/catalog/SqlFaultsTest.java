package io.vaultik.core.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.fault.BusyException;
import io.vaultik.fault.CatalogCorruptException;
import io.vaultik.fault.NoSpaceException;
import io.vaultik.fault.NotPermittedException;
import io.vaultik.fault.VaultikException;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqlFaultsTest {
    private final SqlFaults faults = new SqlFaults("/home/alice/catalog.db");

    @Test
    void saysWhatACallerCanDo() {
        Map<SQLiteErrorCode, Class<? extends VaultikException>> expected = Map.ofEntries(
                Map.entry(SQLiteErrorCode.SQLITE_BUSY, BusyException.class),
                Map.entry(SQLiteErrorCode.SQLITE_BUSY_RECOVERY, BusyException.class),
                Map.entry(SQLiteErrorCode.SQLITE_LOCKED, BusyException.class),
                Map.entry(SQLiteErrorCode.SQLITE_FULL, NoSpaceException.class),
                Map.entry(SQLiteErrorCode.SQLITE_IOERR_WRITE, NoSpaceException.class),
                Map.entry(SQLiteErrorCode.SQLITE_IOERR_FSYNC, NoSpaceException.class),
                Map.entry(SQLiteErrorCode.SQLITE_IOERR_SHORT_READ, CatalogCorruptException.class),
                Map.entry(SQLiteErrorCode.SQLITE_IOERR_READ, VaultikException.class),
                Map.entry(SQLiteErrorCode.SQLITE_CORRUPT, CatalogCorruptException.class),
                Map.entry(SQLiteErrorCode.SQLITE_NOTADB, CatalogCorruptException.class),
                Map.entry(SQLiteErrorCode.SQLITE_ERROR, CatalogCorruptException.class),
                Map.entry(SQLiteErrorCode.SQLITE_CANTOPEN, NotPermittedException.class),
                Map.entry(SQLiteErrorCode.SQLITE_READONLY, NotPermittedException.class),
                Map.entry(SQLiteErrorCode.SQLITE_NOMEM, VaultikException.class));

        expected.forEach((code, type) -> {
            SQLException cause = new SQLiteException("text", code);
            assertThat(faults.of(cause))
                    .as(code.name())
                    .isExactlyInstanceOf(type)
                    .hasCause(cause);
        });
        assertThat(faults.of(new SQLException("of the driver"))).isExactlyInstanceOf(VaultikException.class);
    }

    @Test
    void namesTheFileToPeopleAndNotToLogs() {
        VaultikException fault = faults.of(new SQLiteException("text", SQLiteErrorCode.SQLITE_CORRUPT));

        assertThat(fault.plainMessage()).contains("/home/alice/catalog.db", "delete the file");
        assertThat(fault.getMessage()).doesNotContain("alice");
    }
}
