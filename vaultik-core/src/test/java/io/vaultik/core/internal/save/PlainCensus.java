package io.vaultik.core.internal.save;

import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.internal.gc.Maintainer;
import io.vaultik.core.internal.gc.OpenSession;
import io.vaultik.core.internal.gc.SmallObjects;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who is there and what is named, by plain manifests.
 *
 * @param storage the storage as a maintainer sees it
 */
record PlainCensus(ObjectStorage storage) implements Maintainer.Census {
    @Override
    public List<OpenSession> undecided() throws VaultikException {
        return OpenSession.undecided(storage);
    }

    @Override
    public Predicate<String> named() throws VaultikException {
        return read()::contains;
    }

    /** LISTs and reads all manifests. */
    Set<String> read() throws VaultikException {
        List<ObjectKey> keys = new ArrayList<>();
        storage.list(Keys.METADATA, info -> {
            if (info.length() != VoidMark.LENGTH && Keys.manifestDir(info.key()).isPresent()) {
                keys.add(info.key());
            }
            return true;
        });
        Set<String> named = new HashSet<>();
        for (ObjectKey key : keys) {
            SmallObjects.read(storage, key, 1 << 20)
                    .filter(bytes -> !VoidMark.is(bytes))
                    .ifPresent(bytes -> named.addAll(PlainManifest.of(bytes).blobs()));
        }
        return named;
    }
}
