package io.vaultik.core.internal.op;

import io.vaultik.core.internal.format.ErrorLine;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.fault.ItemError;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.ErrorStream;
import io.vaultik.storage.StorageException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads the lines of stored errors. */
final class StoredErrors implements ErrorStream {
    private final InputStream in;

    StoredErrors(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    @Override
    public Optional<ItemError> next() throws VaultikException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    return Optional.of(ErrorLine.decode(line.toByteArray()));
                }
                if (line.size() == Limits.MAX_SMALL_JSON_BYTES) {
                    throw new MalformedException("a line of stored errors is too long", null);
                }
                line.write(b);
            }
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(false, "the stored errors cannot be read", e);
        }
        if (line.size() > 0) {
            throw new MalformedException("the stored errors are cut", null);
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // It holds memory only.
        }
    }
}
