package io.vaultik.core.internal.catalog;

import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.fault.VaultikException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Values that the tests of the catalog share. */
final class Samples {
    static final UUID REPOSITORY = new UUID(1, 2);
    static final byte[] SERIES = series(1);
    static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");
    static final List<String> ALICE = List.of("age1alice");

    private Samples() {}

    /** Returns the seed of a random test: the given one, or that of the system property. */
    static long seed(long usual) {
        long seed = Long.getLong("vaultik.test.seed", usual);
        java.util.logging.Logger.getLogger(Samples.class.getName()).info("vaultik.test.seed=" + seed);
        return seed;
    }

    static byte[] series(int number) {
        return ByteBuffer.allocate(16).putInt(12, number).array();
    }

    /** Returns 32 bytes that look random and are different for each number. */
    static byte[] digest(long number) {
        byte[] digest = new byte[32];
        new Random(number).nextBytes(digest);
        ByteBuffer.wrap(digest).putLong(24, number);
        return digest;
    }

    static String hex(byte[] name) {
        return HexFormat.of().formatHex(name);
    }

    static SessionRow session(String dir) {
        return new SessionRow(dir, "metadata/" + dir + "/manifest.json.zst", SERIES, NOW);
    }

    /** Returns a blob with {@code count} chunks whose digests are those of {@code first} and on. */
    static AnsweredBlob blob(int id, long name, long first, int count) {
        ByteBuffer digests = ByteBuffer.allocate(32 * count);
        for (int i = 0; i < count; i++) {
            digests.put(digest(first + i));
        }
        BitSet all = new BitSet();
        all.set(0, count);
        byte[] directory = ("directory of " + name).getBytes(StandardCharsets.UTF_8);
        return new AnsweredBlob(
                id,
                digest(name),
                1000,
                200,
                new AnsweredBlob.Contents(directory, new DigestRows(digests.array(), all), DigestRows.none()));
    }

    /** Reserves and answers a blob named {@code name} at state {@code state}, with one chunk of the same digest. */
    static int store(Catalog catalog, String session, long state, long name) throws VaultikException {
        int id = catalog.reserveBlob(session, BlobKind.DATA);
        catalog.answered(blob(id, name, name, 1), state, ALICE, List.of());
        return id;
    }

    static KnownEntry entry(int number) {
        return new KnownEntry(
                ("home/documents/folder-" + number / 100 + "/file-" + number + ".txt").getBytes(StandardCharsets.UTF_8),
                0,
                new FileState(number * 31L, NOW.plusNanos(number), NOW.plusSeconds(number), 100_000L + number),
                null,
                new long[] {ChunkRef.of(1 + number / 1000, number % 1000)});
    }

    static byte[] block(KnownEntry... entries) {
        EntryBlockWriter writer = new EntryBlockWriter();
        for (KnownEntry entry : entries) {
            writer.add(entry);
        }
        return writer.finish();
    }

    static List<KnownEntry> all(KnownEntryCursor cursor) throws VaultikException {
        List<KnownEntry> entries = new ArrayList<>();
        for (KnownEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
            entries.add(entry);
        }
        return entries;
    }

    static Generation generation(Catalog catalog, String session, int from, int to) throws VaultikException {
        try (GenerationWriter writer = catalog.newGeneration(SERIES, session, "snapshot-" + session, NOW)) {
            for (int i = from; i < to; i++) {
                writer.add(entry(i));
            }
            return writer.complete();
        }
    }
}
