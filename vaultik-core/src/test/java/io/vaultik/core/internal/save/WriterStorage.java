package io.vaultik.core.internal.save;

import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The storage as a writer, a copier or a repacker sees it, with the rules of these switched off as the model wants. */
final class WriterStorage extends ProtocolStorage {
    private final Kind kind;
    private @Nullable ObjectKey heldKey;
    private @Nullable ObjectBody held;
    private @Nullable List<ObjectInfo> early;

    WriterStorage(ProtocolModel model, Faults faults, Kind kind) {
        super(model, faults);
        this.kind = kind;
    }

    /** Who sees it. */
    enum Kind {
        WRITER,
        COPIER,
        REPACKER
    }

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        if (key.value().startsWith(Keys.SESSIONS) && mode == PutMode.CREATE) {
            if (isOff(ProtocolRule.SESSION_BEFORE_STATE)) {
                heldKey = key;
                held = body;
                return;
            }
            if (isOff(ProtocolRule.LIST_AFTER_STATE)) {
                List<ObjectInfo> seen = new ArrayList<>();
                super.list(Keys.BLOBS, info -> seen.add(info));
                early = seen;
            }
        } else if (key.equals(heldKey)) {
            heldKey = null;
        }
        boolean isCommit = mode == PutMode.CREATE && isManifest(key, body);
        if (isCommit && isOff(ProtocolRule.END_WAITS_FOR_THE_ANSWER)) {
            super.delete(Keys.session(Keys.manifestDir(key).orElseThrow()));
        }
        super.put(key, body, mode);
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws StorageException {
        List<ObjectInfo> seen = early;
        boolean hidesOlder =
                isOff(ProtocolRule.COPIERS_LOOK_FOR_OLDER_MAINTAINERS) && prefix.equals(Keys.COLLECTION.maintainers());
        if (seen != null && prefix.equals(Keys.BLOBS)) {
            for (ObjectInfo info : seen) {
                visitor.visit(info);
            }
        } else if (!hidesOlder) {
            super.list(prefix, visitor);
        }
    }

    @Override
    public ObjectContent open(ObjectKey key) throws StorageException {
        ObjectContent content = super.open(key);
        Optional<Long> number = stateNumber(key);
        if (number.isEmpty()) {
            return content;
        }
        boolean all = kind == Kind.REPACKER && isOff(ProtocolRule.A_REPACKER_KEEPS_NOTHING_OFF_LIMITS);
        boolean condemned = isOff(
                kind == Kind.COPIER ? ProtocolRule.COPIERS_RESCUE_THE_CONDEMNED : ProtocolRule.CONDEMNED_IS_OFF_LIMITS);
        boolean doomed = isOff(
                kind == Kind.COPIER ? ProtocolRule.COPIERS_WAIT_FOR_THE_DOOMED : ProtocolRule.DOOMED_IS_OFF_LIMITS);
        return all || condemned || doomed ? hidden(number.get(), content, all || condemned, all || doomed) : content;
    }

    /** A session that was held back appears now: the state has been read. */
    void release() throws StorageException {
        ObjectKey key = heldKey;
        ObjectBody body = held;
        if (key != null && body != null) {
            heldKey = null;
            super.put(key, body, PutMode.REPLACE);
        }
    }

    /** Deletes a snapshot's manifest without a void, if that rule is off. */
    static final class Deleter extends ProtocolStorage {
        Deleter(ProtocolModel model, Faults faults) {
            super(model, faults);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            if (isOff(ProtocolRule.DELETION_LEAVES_A_VOID) && body.length() == VoidMark.LENGTH) {
                model().deletes(key);
                super.delete(key);
            } else {
                super.put(key, body, mode);
            }
        }
    }
}
