package io.vaultik.core.internal.catalog;

import io.vaultik.fault.BusyException;
import io.vaultik.fault.CatalogCorruptException;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.NoSpaceException;
import io.vaultik.fault.NotPermittedException;
import io.vaultik.fault.VaultikException;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says in the terms of the api what SQLite reports. */
final class SqlFaults {
    private final Concealed file;

    SqlFaults(String file) {
        this.file = new Concealed(file);
    }

    VaultikException of(SQLException e) {
        SQLiteErrorCode code =
                e instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        // Extended codes carry their class in the low byte.
        return switch (code.code & 0xFF) {
            case 5, 6, 15 -> new BusyException("the catalog {} is held by another process; try again later", e, file);
            case 13 -> full(e);
            case 10 -> inputOutput(code, e);
            case 3, 8, 14, 23 -> new NotPermittedException("no permission to use the catalog {}", e, file);
            case 1, 11, 18, 19, 20, 24, 26 -> corrupt("is damaged", e);
            default -> new VaultikException("the catalog {} cannot be used ({})", e, file, code);
        };
    }

    CatalogCorruptException corrupt(String what, Throwable cause) {
        return new CatalogCorruptException(
                "the catalog {} {}; it is only a cache: delete the file and repeat", cause, file, what);
    }

    CatalogCorruptException corrupt(String what) {
        return new CatalogCorruptException(
                "the catalog {} {}; it is only a cache: delete the file and repeat", null, file, what);
    }

    Concealed file() {
        return file;
    }

    private NoSpaceException full(SQLException e) {
        return new NoSpaceException("no space left for the catalog {}; make room and repeat", e, file);
    }

    private VaultikException inputOutput(SQLiteErrorCode code, SQLException e) {
        return switch (code) {
            case SQLITE_IOERR_WRITE,
                    SQLITE_IOERR_FSYNC,
                    SQLITE_IOERR_DIR_FSYNC,
                    SQLITE_IOERR_TRUNCATE,
                    SQLITE_IOERR_SHMSIZE,
                    SQLITE_IOERR_GETTEMPPATH -> full(e);
            case SQLITE_IOERR_SHORT_READ -> corrupt("is cut off", e);
            default -> new VaultikException("the catalog {} cannot be read or written ({})", e, file, code);
        };
    }
}
