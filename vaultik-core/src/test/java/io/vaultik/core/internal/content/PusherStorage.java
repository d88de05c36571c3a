package io.vaultik.core.internal.content;

import io.vaultik.core.internal.content.CollectModel.Rule;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.schedule.ScheduledStorage.Faults;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The storage as a push sees it. A rule is switched off by what it is made to see, so that the real code has no switches. A manifest
 * whose put failed may take effect much later.
 */
final class PusherStorage extends CollectModel.CheckedStorage {
    private @Nullable ObjectKey heldKey;
    private @Nullable ObjectBody held;
    private @Nullable ObjectKey ownSession;

    PusherStorage(CollectModel model, Faults faults) {
        super(model, faults);
    }

    private boolean isOff(Rule rule) {
        return model().isOff(rule);
    }

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        boolean isSession = key.value().startsWith(StoreKeys.COLLECTION.sessions())
                && !key.value().startsWith(StoreKeys.COLLECTION.maintainers());
        if (isSession) {
            ownSession = key;
            if (isOff(Rule.EVERY_CLIENT_HAS_A_SESSION)) {
                return;
            }
            if (isOff(Rule.SESSION_FIRST) && held == null) {
                heldKey = key;
                held = body;
                return;
            }
        }
        release(key.value());
        if (!key.value().startsWith(StoreKeys.MANIFESTS)) {
            super.put(key, body, mode);
            return;
        }
        try {
            super.put(key, body, mode);
        } catch (StorageException e) {
            later(key, body, mode);
            throw e;
        }
    }

    private void later(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        if (model().schedule().random().nextBoolean()) {
            CollectModel.CheckedStorage network = new CollectModel.CheckedStorage(model(), Faults.NONE);
            model().schedule().add("network", () -> network.put(key, body, mode));
        }
        if (isOff(Rule.END_WAITS_FOR_THE_ANSWER) && ownSession != null) {
            delete(ownSession);
        }
    }

    /** A session that was held back appears when something else than a state is asked for. */
    private void release(String what) throws StorageException {
        ObjectKey key = heldKey;
        ObjectBody body = held;
        if (key != null && body != null && !what.startsWith(StoreKeys.COLLECTION.states())) {
            heldKey = null;
            super.put(key, body, PutMode.REPLACE);
        }
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        release(key.value());
        return super.stat(key);
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws StorageException {
        release(prefix);
        if (!isOff(Rule.OLDER_MAINTAINERS) || !prefix.equals(StoreKeys.COLLECTION.maintainers())) {
            super.list(prefix, visitor);
        }
    }

    @Override
    public ObjectContent open(ObjectKey key) throws StorageException {
        release(key.value());
        ObjectContent content = super.open(key);
        Optional<Long> number = StoreKeys.COLLECTION.stateNumber(key);
        boolean hides = isOff(Rule.DOOMED_IS_OFF_LIMITS)
                || isOff(Rule.CONDEMNED_IS_RESCUED)
                || isOff(Rule.EVERY_CLIENT_HAS_A_SESSION);
        return number.isPresent() && hides ? hidden(number.get(), content) : content;
    }

    private ObjectContent hidden(long number, ObjectContent content) throws StorageException {
        try (content) {
            CollectionState state =
                    CollectionState.decode(number, content.stream().readAllBytes());
            boolean hidesDoomed = !isOff(Rule.CONDEMNED_IS_RESCUED);
            boolean hidesCondemned = !isOff(Rule.DOOMED_IS_OFF_LIMITS);
            byte[] bytes = new CollectionState(
                            number,
                            state.id(),
                            state.owner(),
                            hidesCondemned ? Set.of() : state.condemned(),
                            hidesDoomed ? Set.of() : state.doomed())
                    .encode();
            return new ObjectContent(bytes.length, new ByteArrayInputStream(bytes));
        } catch (VaultikException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new StorageException(false, "unreadable", e);
        }
    }
}
