package io.vaultik.core.internal.save;

import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.gc.Maintainer;
import io.vaultik.core.internal.gc.OpenSession;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The storage as a maintainer sees it, with its rules switched off as the model wants, and who is there and what is named in it, by plain
 * manifests.
 */
final class KeeperStorage extends ProtocolStorage implements Maintainer.Census {
    private long created = -1;
    private CollectionState state = CollectionState.INITIAL;
    private @Nullable Set<String> early;

    KeeperStorage(ProtocolModel model, Faults faults) {
        super(model, faults);
    }

    @Override
    public List<OpenSession> undecided() throws VaultikException {
        if (isOff(ProtocolRule.MANIFESTS_AFTER_SESSIONS)) {
            early = new PlainCensus(this).read();
        }
        List<OpenSession> undecided = OpenSession.undecided(this);
        if (isOff(ProtocolRule.ONLY_ITS_PROCESS_ENDS_A_SESSION)) {
            for (OpenSession session : OpenSession.read(this, Keys.COLLECTION, Keys.SESSIONS)) {
                if (!session.isMaintainer() && !undecided.contains(session)) {
                    super.delete(Keys.session(session.name()));
                }
            }
        }
        return undecided;
    }

    @Override
    public Predicate<String> named() throws VaultikException {
        Set<String> named = early == null ? new PlainCensus(this).read() : early;
        if (isOff(ProtocolRule.ONLY_THE_DOOMED_ARE_DELETED)) {
            for (String name : state.condemned()) {
                if (!named.contains(name)) {
                    super.delete(Keys.blob(name));
                }
            }
        }
        return named::contains;
    }

    @Override
    public ObjectContent open(ObjectKey key) throws StorageException {
        ObjectContent content = super.open(key);
        Optional<Long> number = stateNumber(key);
        if (number.isEmpty() || model().off() == null) {
            return content;
        }
        state = state(number.get(), content);
        byte[] bytes = state.encode();
        return new ObjectContent(bytes.length, new ByteArrayInputStream(bytes));
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws StorageException {
        boolean hides = isOff(ProtocolRule.LISTED_AFTER_CREATED) && prefix.equals(Keys.COLLECTION.states());
        if (hides && created >= 0) {
            visitor.visit(new ObjectInfo(Keys.COLLECTION.state(created), 1, Instant.EPOCH));
            created = -1;
        } else {
            super.list(prefix, visitor);
        }
    }

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        super.put(key, body, mode);
        Optional<Long> number = stateNumber(key);
        if (number.isPresent() && model().off() != null) {
            created = number.get();
            try {
                state = state(created, new ObjectContent(body.length(), body.open()));
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        boolean isLate =
                isOff(ProtocolRule.DELETED_BEFORE_DROPPED) && key.value().startsWith(Keys.BLOBS) && model().draws(2);
        if (isLate) {
            ProtocolStorage network = new ProtocolStorage(model(), Faults.NONE);
            model().underWay("delete", () -> network.delete(key));
        } else {
            super.delete(key);
        }
    }
}
