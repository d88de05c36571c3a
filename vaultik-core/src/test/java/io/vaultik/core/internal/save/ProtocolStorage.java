package io.vaultik.core.internal.save;

import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.internal.schedule.Schedule;
import io.vaultik.core.internal.schedule.ScheduledStorage;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * The storage as one process sees it. Puts without an answer are repeated; the answer to a commit may be lost for good; what was under
 * way when the process died, or when nobody waited any more, may take effect later.
 */
class ProtocolStorage extends ScheduledStorage {
    private static final int TRIES = 3;

    private final ProtocolModel model;
    private final boolean isReliable;
    private boolean isCut;

    ProtocolStorage(ProtocolModel model, Faults faults) {
        super(model.watched(), model.schedule(), faults);
        this.model = model;
        this.isReliable = faults.equals(Faults.NONE);
    }

    final ProtocolModel model() {
        return model;
    }

    final boolean isOff(ProtocolRule rule) {
        return model.isOff(rule);
    }

    static boolean isManifest(ObjectKey key, ObjectBody body) {
        return body.length() != VoidMark.LENGTH && Keys.manifestDir(key).isPresent();
    }

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        if (mode == PutMode.CREATE && isManifest(key, body) && !isReliable && !isCut && model.draws(5)) {
            isCut = true;
            later(key, body, mode);
        }
        requireAnswer(key);
        for (int tries = 1; ; tries++) {
            try {
                super.put(key, body, mode);
                if (!isReliable && key.value().startsWith(Keys.BLOBS) && model.draws(model.repeats())) {
                    // It took effect and had no answer.
                    model.schedule().pause();
                    super.put(key, body, mode);
                }
                return;
            } catch (ObjectExistsException e) {
                throw e;
            } catch (StorageException e) {
                if (tries == TRIES) {
                    throw e;
                }
                model.schedule().pause();
            } catch (Schedule.Killed e) {
                boolean mayArrive = mode == PutMode.CREATE || key.value().startsWith(Keys.BLOBS);
                if (mayArrive && delegate().stat(key).isEmpty() && !key.value().startsWith(Keys.SESSIONS)) {
                    later(key, body, mode);
                }
                throw e;
            }
        }
    }

    /** Perhaps it takes effect one day. */
    private void later(ObjectKey key, ObjectBody body, PutMode mode) {
        if (model.draws(2)) {
            model.underWay("put", () -> new ScheduledStorage(model.watched(), model.schedule(), Faults.NONE)
                    .put(key, body, mode));
        }
    }

    @Override
    protected final Optional<ObjectInfo> behind(String prefix, String key) {
        return model.behind(prefix, key);
    }

    private void requireAnswer(ObjectKey key) throws StorageException {
        if (isCut && Keys.manifestDir(key).isPresent()) {
            throw new StorageException(true, "no answer", null);
        }
    }

    @Override
    public ObjectContent open(ObjectKey key) throws StorageException {
        requireAnswer(key);
        return super.open(key);
    }

    /** Decodes a state and gives it again without what is to be hidden. */
    static ObjectContent hidden(long number, ObjectContent content, boolean condemned, boolean doomed)
            throws StorageException {
        CollectionState state = state(number, content);
        byte[] bytes = new CollectionState(
                        number,
                        state.id(),
                        state.owner(),
                        condemned ? Set.of() : state.condemned(),
                        doomed ? Set.of() : state.doomed())
                .encode();
        return new ObjectContent(bytes.length, new ByteArrayInputStream(bytes));
    }

    static CollectionState state(long number, ObjectContent content) throws StorageException {
        try (content) {
            return CollectionState.decode(number, content.stream().readAllBytes());
        } catch (VaultikException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new StorageException(false, "unreadable", e);
        }
    }

    static Optional<Long> stateNumber(ObjectKey key) {
        return Keys.COLLECTION.stateNumber(key);
    }
}
