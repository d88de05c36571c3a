package io.vaultik.core.internal.content;

import io.vaultik.core.internal.content.CollectModel.Rule;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.schedule.ScheduledStorage.Faults;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The storage as a collection sees it. A rule is switched off by what it is made to see, so that the real code has no switches. */
final class CollectorStorage extends CollectModel.CheckedStorage {
    private @Nullable List<ObjectInfo> manifests;
    private long created = -1;

    CollectorStorage(CollectModel model, Faults faults) {
        super(model, faults);
    }

    private boolean isOff(Rule rule) {
        return model().isOff(rule);
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws StorageException {
        if (prefix.equals(StoreKeys.COLLECTION.sessions())) {
            if (isOff(Rule.OLDER_SESSIONS_BLOCK)) {
                return;
            }
            if (isOff(Rule.MANIFESTS_AFTER_SESSIONS)) {
                List<ObjectInfo> early = new ArrayList<>();
                super.list(StoreKeys.MANIFESTS, info -> early.add(info));
                manifests = early;
            }
        }
        if (prefix.equals(StoreKeys.MANIFESTS) && manifests != null) {
            for (ObjectInfo info : manifests) {
                visitor.visit(info);
            }
        } else if (prefix.equals(StoreKeys.COLLECTION.states()) && isOff(Rule.LISTED_AFTER_CREATED) && created >= 0) {
            visitor.visit(new ObjectInfo(StoreKeys.COLLECTION.state(created), 1, java.time.Instant.EPOCH));
            created = -1;
        } else {
            super.list(prefix, visitor);
        }
    }

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        super.put(key, body, mode);
        Optional<Long> number = StoreKeys.COLLECTION.stateNumber(key);
        if (number.isPresent()) {
            created = number.get();
            if (isOff(Rule.ONLY_THE_DOOMED_ARE_DELETED)) {
                for (String name : state(number.get(), body).condemned()) {
                    super.delete(StoreKeys.COLLECTION.blob(name));
                }
            }
        }
    }

    private static CollectionState state(long number, ObjectBody body) throws StorageException {
        try (InputStream stream = body.open()) {
            return CollectionState.decode(number, stream.readAllBytes());
        } catch (VaultikException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new StorageException(false, "unreadable", e);
        }
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        boolean late = isOff(Rule.DELETED_BEFORE_DROPPED)
                && key.value().startsWith(StoreKeys.OBJECTS)
                && model().schedule().random().nextBoolean();
        if (late) {
            CollectModel.CheckedStorage network = new CollectModel.CheckedStorage(model(), Faults.NONE);
            model().schedule().add("network", () -> network.delete(key));
        } else {
            super.delete(key);
        }
    }
}
