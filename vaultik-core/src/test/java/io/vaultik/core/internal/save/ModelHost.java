package io.vaultik.core.internal.save;

import io.vaultik.core.internal.state.HostLocks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A host: its rows, and the locks that its processes hold. */
final class ModelHost {
    private final ModelRows rows;
    private final Map<String, Optional<HostProcess>> locks = new TreeMap<>();

    ModelHost(ModelRows rows) {
        this.rows = rows;
    }

    ModelRows rows() {
        return rows;
    }

    /** Begins a process. */
    HostProcess process() {
        return new HostProcess();
    }

    /** A process; what it holds is free when it dies. */
    final class HostProcess implements HostLocks {
        /** Lets go of all that it holds. */
        void die() {
            locks.replaceAll((name, holder) -> holder.filter(process -> process != this));
        }

        @Override
        public Optional<Held> tryLock(String name) {
            if (locks.getOrDefault(name, Optional.empty()).isPresent()) {
                return Optional.empty();
            }
            locks.put(name, Optional.of(this));
            return Optional.of(new Lock(name));
        }

        @Override
        public List<String> lockNames(String prefix) {
            List<String> names = new ArrayList<>(locks.keySet());
            names.removeIf(name -> !name.startsWith(prefix));
            return names;
        }

        private final class Lock implements Held {
            private final String name;
            private boolean open = true;

            Lock(String name) {
                this.name = name;
            }

            @Override
            public void remove() {
                if (open) {
                    locks.remove(name);
                }
                open = false;
            }

            @Override
            public void close() {
                if (open) {
                    locks.put(name, Optional.empty());
                }
                open = false;
            }
        }
    }
}
