package io.vaultik.core.storage;

import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects in a folder, each with a digest before it, and no more of them than a limit. A file is 32 bytes of SHA-256 over the rest, four
 * bytes with the length of the name, the name (place and key), and the bytes. Nothing in it is trusted, and nothing that goes wrong with it
 * is a failure, except that a copy cannot be removed that is out of date. Thread-safe, and safe with other processes.
 */
final class CacheFolder {
    private static final Logger LOG = LoggerFactory.getLogger(CachingStorage.class);

    private static final long LEAST_BYTES = 1 << 20;
    private static final int LONGEST_OBJECT = 16 << 20;
    private static final int DIGEST_BYTES = 32;
    /** Room for digest, length, place and key. */
    private static final int MOST_HEAD_BYTES = 4_096;
    /** A sixteenth of the limit may be added between two trims, and an object has at most another one. */
    private static final int SHARES = 16;

    private final Path folder;
    private final String place;
    private final long maxBytes;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    /** How many bytes were added since the files were counted; at first nobody has. */
    private long added;

    /** A file as a trim finds it. */
    private record Kept(Path file, long bytes, FileTime read) {}

    CacheFolder(Path folder, String place, long maxBytes, Clock clock) {
        if (maxBytes < LEAST_BYTES) {
            throw new IllegalArgumentException("a cache has at least 1 MiB, not " + maxBytes + " bytes");
        }
        this.folder = folder;
        this.place = place;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.added = maxBytes;
    }

    long longestObjectBytes() {
        return Math.min(LONGEST_OBJECT, maxBytes / SHARES - MOST_HEAD_BYTES);
    }

    /** Returns the bytes of an object, or empty if they are not there or not whole. */
    Optional<byte[]> read(ObjectKey key) {
        Path file = fileOf(key);
        try {
            byte[] all = Files.size(file) > maxBytes / SHARES ? new byte[0] : Files.readAllBytes(file);
            byte[] head = headOf(key);
            int start = DIGEST_BYTES + head.length;
            if (all.length < start || !isWhole(all, head)) {
                LOG.warn("what the cache has of {} is damaged and dropped", key);
                Files.deleteIfExists(file);
                return Optional.empty();
            }
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            return Optional.of(Arrays.copyOfRange(all, start, all.length));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.debug("the cache cannot be read, so {} is fetched: {}", key, e.toString());
            return Optional.empty();
        }
    }

    /** Keeps the bytes of an object, if they are still what it has when they get their name. */
    void write(ObjectKey key, byte[] bytes, BooleanSupplier stillRight) {
        byte[] head = headOf(key);
        byte[] all = new byte[DIGEST_BYTES + head.length + bytes.length];
        System.arraycopy(head, 0, all, DIGEST_BYTES, head.length);
        System.arraycopy(bytes, 0, all, DIGEST_BYTES + head.length, bytes.length);
        System.arraycopy(digestOfRest(all), 0, all, 0, DIGEST_BYTES);
        Path part = folder.resolve(UUID.randomUUID() + ".part");
        try {
            makeFolder();
            Files.write(part, all, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.setLastModifiedTime(part, FileTime.from(clock.instant()));
            lock.lock();
            try {
                if (stillRight.getAsBoolean()) {
                    Files.move(part, fileOf(key), StandardCopyOption.ATOMIC_MOVE);
                    added += all.length;
                    trimIfFull();
                }
            } finally {
                lock.unlock();
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be kept: {}", key, e.toString());
        }
    }

    /**
     * Removes what is kept of an object.
     *
     * @throws StorageException if it is there and cannot be removed
     */
    void forget(ObjectKey key) throws StorageException {
        lock.lock();
        try {
            Files.deleteIfExists(fileOf(key));
        } catch (IOException e) {
            throw new StorageException(false, "an old copy of {} stays in the cache {}", e, key, folder);
        } finally {
            lock.unlock();
        }
    }

    /** Removes what was not read for longest, when enough was added since the files were counted. */
    private void trimIfFull() throws IOException {
        if (added <= maxBytes / SHARES) {
            return;
        }
        List<Kept> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                found(file).ifPresent(all::add);
            }
        }
        long bytes = all.stream().mapToLong(Kept::bytes).sum();
        all.sort(Comparator.comparing(Kept::read));
        long room = maxBytes - 2 * (maxBytes / SHARES);
        for (Kept oldest : all) {
            if (bytes <= room) {
                break;
            }
            Files.deleteIfExists(oldest.file());
            bytes -= oldest.bytes();
        }
        added = 0;
    }

    private static Optional<Kept> found(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new Kept(file, attributes.size(), attributes.lastModifiedTime()));
        } catch (NoSuchFileException e) {
            // Another process has removed it.
            return Optional.empty();
        }
    }

    private void makeFolder() throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] own = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
        Files.createDirectories(folder, own);
    }

    private Path fileOf(ObjectKey key) {
        return folder.resolve(HexFormat.of().formatHex(sha256().digest(headOf(key))));
    }

    private byte[] headOf(ObjectKey key) {
        byte[] name = (place + "\n" + key).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + name.length)
                .putInt(name.length)
                .put(name)
                .array();
    }

    private static boolean isWhole(byte[] all, byte[] head) {
        return MessageDigest.isEqual(digestOfRest(all), Arrays.copyOf(all, DIGEST_BYTES))
                && Arrays.equals(all, DIGEST_BYTES, DIGEST_BYTES + head.length, head, 0, head.length);
    }

    private static byte[] digestOfRest(byte[] all) {
        MessageDigest digest = sha256();
        digest.update(all, DIGEST_BYTES, all.length - DIGEST_BYTES);
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
