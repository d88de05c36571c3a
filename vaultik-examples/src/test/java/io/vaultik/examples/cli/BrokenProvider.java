package io.vaultik.examples.cli;

import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.StorageProvider;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens a storage by {@code zz-broken:} that loses every key after the fortieth of a listing. */
public final class BrokenProvider implements StorageProvider {
    private static final int SHOWN = 40;

    @Override
    public String scheme() {
        return "zz-broken";
    }

    @Override
    public ObjectStorage open(URI address, Map<String, String> options) {
        return new ForwardingStorage(new MemoryStorage()) {
            @Override
            public void list(String prefix, ObjectVisitor visitor) throws StorageException {
                AtomicInteger shown = new AtomicInteger();
                super.list(prefix, info -> visitor.visit(info) && shown.incrementAndGet() < SHOWN);
            }
        };
    }
}
