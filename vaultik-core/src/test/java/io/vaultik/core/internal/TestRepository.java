package io.vaultik.core.internal;

import io.vaultik.core.internal.age.Stanza;
import io.vaultik.core.internal.age.X25519Identity;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.context.Tuning;
import io.vaultik.core.internal.format.Configuration;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.save.SnapshotRun;
import io.vaultik.core.internal.save.SnapshotSpec;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.AttachmentWriter;
import io.vaultik.repository.BackupSource;
import io.vaultik.repository.ChangeSign;
import io.vaultik.repository.Identity;
import io.vaultik.repository.Recipient;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executor;

/** A repository in memory with small chunks, a writer that has no identity, and readers that have one. */
public final class TestRepository implements AutoCloseable {
    private final MemoryStorage storage = new MemoryStorage();
    private final X25519Identity identity;
    private final Configuration configuration;
    private final Path folder;
    private final RepositoryContext writer;

    /** Makes a repository whose keys depend on the seed alone. */
    public TestRepository(Path folder, long seed) throws VaultikException {
        this.folder = folder;
        this.identity = X25519Identity.generate(TestRandom.secure(seed));
        this.configuration = new Configuration(
                new UUID(0x4711, seed), Instant.parse("2024-01-15T14:30:52Z"), "sha-256", 2048, 4096, 16384, true);
        storage.put(Keys.CONFIGURATION, ObjectBody.of(configuration.encode()), PutMode.CREATE);
        List<Recipient> recipients =
                List.of(Recipient.parse(identity.recipient().toString()));
        this.writer = new RepositoryContext(
                storage,
                configuration,
                options().recipients(recipients).catalogInMemory(),
                Runnable::run,
                Tuning.STANDARD);
    }

    /** Returns the storage. */
    public MemoryStorage storage() {
        return storage;
    }

    /** Returns the context that makes snapshots. */
    public RepositoryContext writer() {
        return writer;
    }

    /** Returns a context that can read. */
    public RepositoryContext reader() {
        return context(storage, options().identities(List.of(asIdentity(identity))), Runnable::run);
    }

    /** Returns a context of this repository. */
    public RepositoryContext context(ObjectStorage under, RepositoryOptions options, Executor executor) {
        return new RepositoryContext(under, configuration, options, executor, Tuning.STANDARD);
    }

    /** Returns options without keys that keep everything in the folder of this repository. */
    public RepositoryOptions options() {
        return RepositoryOptions.defaults()
                .stateFolder(folder.resolve("state"))
                .catalogFolder(folder.resolve("cache"))
                .host("host")
                .user("user");
    }

    /** Returns the identity. */
    public Identity identity() {
        return asIdentity(identity);
    }

    /** Makes a snapshot. */
    public SnapshotId snapshot(BackupSource source, Map<String, AttachmentWriter> attachments) throws VaultikException {
        SnapshotSpec spec = new SnapshotSpec(
                source,
                List.of(),
                null,
                Map.of(),
                3,
                false,
                false,
                EnumSet.allOf(ChangeSign.class),
                null,
                attachments,
                FailurePolicy.FINISH_THEN_FAIL,
                null,
                1);
        return new SnapshotRun(writer, spec).run().id();
    }

    /** Returns the bytes of an object. */
    public byte[] object(ObjectKey key) throws IOException {
        try (ObjectContent content = storage.open(key)) {
            return content.stream().readAllBytes();
        }
    }

    /** Returns all objects whose keys begin with a prefix. */
    public Map<ObjectKey, byte[]> objects(String prefix) throws IOException {
        Map<ObjectKey, byte[]> found = new TreeMap<>();
        storage.list(prefix, info -> {
            found.put(info.key(), new byte[0]);
            return true;
        });
        for (Map.Entry<ObjectKey, byte[]> entry : found.entrySet()) {
            entry.setValue(object(entry.getKey()));
        }
        return found;
    }

    /** Puts bytes in the place of an object; null deletes it. */
    public void damage(ObjectKey key, byte @org.jspecify.annotations.Nullable [] bytes) throws VaultikException {
        if (bytes == null) {
            storage.delete(key);
        } else {
            storage.put(key, ObjectBody.of(bytes), PutMode.REPLACE);
        }
    }

    /** Returns an identity of the api that has a key of age. */
    public static Identity asIdentity(X25519Identity key) {
        return stanzas -> Optional.ofNullable(key.unwrap(stanzas.stream()
                .map(s -> new Stanza(s.type(), s.arguments(), s.body()))
                .toList()));
    }

    @Override
    public void close() throws VaultikException {
        writer.close();
    }
}
