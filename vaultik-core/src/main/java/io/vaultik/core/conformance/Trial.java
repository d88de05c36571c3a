package io.vaultik.core.conformance;

import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** One run of one check: an open storage, and a place in it that is empty at the start and again at the end. */
final class Trial implements Closeable {
    private final StorageConformance.Factory factory;
    private final StorageConformance.Factory writing;
    private final Traits traits;
    private final ObjectStorage storage;
    /** The storage itself, where it can be written. */
    private final ObjectStorage writer;

    private final String prefix;

    Trial(StorageConformance.Factory factory, StorageConformance.Factory writing, Traits traits, String name)
            throws IOException {
        this.factory = factory;
        this.writing = writing;
        this.traits = traits;
        this.storage = factory.open();
        this.writer = traits.writable() ? storage : writing.open();
        this.prefix = "conformance-" + Integer.toHexString(name.hashCode()) + "/";
        clear(writer);
    }

    ObjectStorage storage() {
        return storage;
    }

    Traits traits() {
        return traits;
    }

    /** Opens another instance; closed by the caller. */
    ObjectStorage another() throws IOException {
        return factory.open();
    }

    boolean can(Capability capability) {
        return storage.capabilities().contains(capability);
    }

    /** Returns what stands before each key of this trial. */
    String prefix() {
        return prefix;
    }

    ObjectKey key(String rest) {
        return ObjectKey.of(prefix + rest);
    }

    void create(String rest, byte[] bytes) throws StorageException {
        put(rest, ObjectBody.of(bytes), PutMode.CREATE);
    }

    void replace(String rest, byte[] bytes) throws StorageException {
        put(rest, ObjectBody.of(bytes), PutMode.REPLACE);
    }

    /** Puts an object: into the storage, or by the other way if that is only read. */
    void put(String rest, ObjectBody body, PutMode mode) throws StorageException {
        writer.put(key(rest), body, mode);
    }

    byte[] content(String rest) throws IOException {
        return content(storage, key(rest));
    }

    static byte[] content(ObjectStorage storage, ObjectKey key) throws IOException {
        try (ObjectContent content = storage.open(key)) {
            byte[] bytes = content.stream().readAllBytes();
            Expect.that(
                    bytes.length == content.length(),
                    "open says " + content.length() + " bytes and gives " + bytes.length);
            return bytes;
        }
    }

    byte[] range(String rest, long offset, long length) throws IOException {
        try (InputStream stream = storage.read(key(rest), offset, length)) {
            return stream.readAllBytes();
        }
    }

    /** Lists what begins with the prefix of this trial and then with this, and cuts the prefix off. */
    List<String> list(String rest) throws StorageException {
        return listed(prefix + rest).stream()
                .map(key -> key.startsWith(prefix) ? key.substring(prefix.length()) : key)
                .toList();
    }

    /** Requires that exactly these objects are there, if the storage can list. */
    void requireListed(String rest, List<String> expected) throws StorageException {
        if (!can(Capability.LIST)) {
            return;
        }
        List<String> found = new ArrayList<>(list(rest));
        List<String> wanted = new ArrayList<>(expected);
        Collections.sort(found);
        Collections.sort(wanted);
        Expect.that(
                found.equals(wanted),
                "a listing of \"" + rest + "\" finds " + clipped(found) + ", not " + clipped(wanted));
    }

    /** Returns bytes that depend on the seed. */
    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        try {
            // A check may have closed its storage, or left its thread interrupted.
            boolean interrupted = Thread.interrupted();
            Expect.that(!interrupted, "the thread is left interrupted");
            clear(writer);
        } catch (IllegalStateException e) {
            try (ObjectStorage again = writing.open()) {
                clear(again);
            }
        } finally {
            storage.close();
            writer.close();
        }
    }

    private void clear(ObjectStorage open) throws IOException {
        if (open.capabilities().contains(Capability.LIST) && open.capabilities().contains(Capability.DELETE)) {
            List<ObjectKey> left = new ArrayList<>();
            open.list(prefix, info -> left.add(info.key()));
            open.deleteAll(left);
        }
    }

    private List<String> listed(String wholePrefix) throws StorageException {
        List<String> keys = new ArrayList<>();
        storage.list(wholePrefix, info -> keys.add(info.key().value()));
        return keys;
    }

    private static String clipped(List<String> keys) {
        return keys.size() <= 20 ? keys.toString() : keys.size() + " keys";
    }
}
