package io.vaultik.core.internal.schedule;

import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A storage as one party sees it: every call is a step of the schedule, and every key of a listing is one, too. Its process may be
 * killed at one call, before or after it takes effect; calls may fail before or after they take effect.
 */
public class ScheduledStorage extends ForwardingStorage {
    private final Schedule schedule;
    private final Faults faults;
    private int calls;
    private boolean dead;

    /** What may happen to the calls of one party: the call at which it is killed, 0 for none, and how many in 1,000 fail. */
    public record Faults(int killedAt, int failing) {
        /** Nothing happens. */
        public static final Faults NONE = new Faults(0, 0);

        /** Draws something. */
        public static Faults draw(Schedule schedule) {
            int kind = schedule.random().nextInt(4);
            return new Faults(kind == 0 ? 1 + schedule.random().nextInt(20) : 0, kind == 1 ? 50 : 0);
        }
    }

    /** Wraps the one storage of all parties. */
    public ScheduledStorage(ObjectStorage real, Schedule schedule, Faults faults) {
        super(real);
        this.schedule = schedule;
        this.faults = faults;
    }

    /** A call. */
    @FunctionalInterface
    protected interface Call<R> {
        R run() throws StorageException;
    }

    /** Makes one call as a step. */
    protected final <R> R call(String what, Call<R> call) throws StorageException {
        if (dead) {
            throw new Schedule.Killed();
        }
        schedule.step();
        calls++;
        boolean kills = calls == faults.killedAt();
        boolean fails = schedule.random().nextInt(1000) < faults.failing();
        boolean before = (kills || fails) && schedule.random().nextBoolean();
        if (before) {
            throw end(kills, what);
        }
        R result = call.run();
        if (kills || fails) {
            throw end(kills, what);
        }
        return result;
    }

    private StorageException end(boolean kills, String what) {
        if (kills) {
            dead = true;
            throw new Schedule.Killed();
        }
        return new StorageException(true, "{} failed", null, what);
    }

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        call("put", () -> {
            super.put(key, body, mode);
            return true;
        });
    }

    @Override
    public ObjectContent open(ObjectKey key) throws StorageException {
        return call("open", () -> super.open(key));
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        return call("stat", () -> super.stat(key));
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        call("delete", () -> {
            super.delete(key);
            return true;
        });
    }

    @Override
    public void deleteAll(Collection<ObjectKey> keys) throws StorageException {
        for (ObjectKey key : keys) {
            delete(key);
        }
    }

    /** What appears or vanishes behind the place of the listing is not seen, what does so before it is. */
    @Override
    public void list(String prefix, ObjectVisitor visitor) throws StorageException {
        String last = call("list", () -> "");
        while (true) {
            Optional<ObjectInfo> next = behind(prefix, last);
            if (next.isEmpty() || !visitor.visit(next.get())) {
                return;
            }
            last = next.get().key().value();
            schedule.step();
        }
    }

    /** Returns the first object of a listing behind a key. */
    protected Optional<ObjectInfo> behind(String prefix, String key) throws StorageException {
        List<ObjectInfo> next = new ArrayList<>(1);
        delegate().list(prefix, info -> {
            boolean isBehind = info.key().value().compareTo(key) > 0;
            if (isBehind) {
                next.add(info);
            }
            return !isBehind;
        });
        return next.stream().findFirst();
    }
}
