package io.vaultik.core.storage;

import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import org.junit.jupiter.api.Nested;

/** Each decorator, over memory, keeps the promises of a storage. */
class DecoratorContractTest {
    private static final ObjectKey PREFIX = ObjectKey.of("teams/one");

    @Nested
    class Forwarding extends StorageContractTest {
        @Override
        ObjectStorage create() {
            return new ForwardingStorage(new MemoryStorage());
        }
    }

    @Nested
    class Retrying extends StorageContractTest {
        @Override
        ObjectStorage create() {
            return new RetryingStorage(new MemoryStorage(), RetryPolicy.standard());
        }
    }

    @Nested
    class Prefixed extends StorageContractTest {
        @Override
        ObjectStorage create() {
            return new PrefixedStorage(new MemoryStorage(), PREFIX);
        }

        @Override
        int longestKey() {
            return ObjectKey.MAX_LENGTH - PREFIX.value().length() - 1;
        }
    }

    @Nested
    class Counting extends StorageContractTest {
        @Override
        ObjectStorage create() {
            return new CountingStorage(new MemoryStorage());
        }
    }

    @Nested
    class FaultInjecting extends StorageContractTest {
        @Override
        ObjectStorage create() {
            return new FaultInjectingStorage(new MemoryStorage());
        }
    }

    @Nested
    class AllOfThem extends StorageContractTest {
        @Override
        ObjectStorage create() {
            ObjectStorage storage = new PrefixedStorage(new MemoryStorage(), PREFIX);
            return new CountingStorage(new RetryingStorage(new FaultInjectingStorage(storage), RetryPolicy.standard()));
        }

        @Override
        int longestKey() {
            return ObjectKey.MAX_LENGTH - PREFIX.value().length() - 1;
        }
    }
}
