package io.vaultik.core.internal.catalog;

import static io.vaultik.core.internal.catalog.Samples.REPOSITORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.fault.BusyException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedManifestsTest {
    private static final Instant STORED = Instant.parse("2026-01-01T00:00:00.123456789Z");

    private final Random random = TestRandom.seeded("CachedManifestsTest");

    @TempDir
    private Path folder = Path.of("");

    private static ObjectInfo info(int i) {
        return new ObjectInfo(ObjectKey.of("metadata/id-" + i + "/manifest.json.zst"), 100 + i, STORED.plusSeconds(i));
    }

    private static byte[] head(int i) {
        return ("head " + i).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] names(int... seeds) {
        byte[] names = new byte[seeds.length * 32];
        for (int i = 0; i < seeds.length; i++) {
            System.arraycopy(TestRandom.bytes(seeds[i], 32), 0, names, i * 32, 32);
        }
        return names;
    }

    private static CachedManifests.Row row(int i, int... seeds) {
        return new CachedManifests.Row(info(i), head(i), names(seeds));
    }

    private static Set<String> hex(byte[] names) {
        Set<String> hex = new TreeSet<>();
        for (int at = 0; at < names.length; at += 32) {
            hex.add(HexFormat.of().formatHex(names, at, at + 32));
        }
        return hex;
    }

    /** Returns the names that are known, by the number of the manifest; heads are compared. */
    private static Map<Integer, Set<String>> known(CachedManifests cached, List<ObjectInfo> infos)
            throws VaultikException {
        Map<Integer, Set<String>> known = new TreeMap<>();
        cached.read(infos, (i, head, names) -> {
            Set<String> hex = new TreeSet<>();
            names.forEach((bytes, at) -> assertThat(hex.add(HexFormat.of().formatHex(bytes, at, at + 32)))
                    .isTrue());
            int number = Integer.parseInt(new String(head, 5, head.length - 5, StandardCharsets.US_ASCII));
            assertThat(infos.get(i).key()).isEqualTo(info(number).key());
            assertThat(known.put(number, hex)).isNull();
        });
        return known;
    }

    private static List<Integer> heads(CachedManifests cached, List<ObjectInfo> infos) throws VaultikException {
        List<Integer> known = new ArrayList<>();
        cached.heads(infos, (i, head) -> known.add(i));
        return known;
    }

    @Test
    void knowsTheSameKeyLengthAndTimeOnly() throws VaultikException {
        try (Catalog catalog = Catalog.inMemory(REPOSITORY)) {
            CachedManifests cached = catalog.cachedManifests(REPOSITORY);
            cached.put(List.of(row(1, 10, 11), row(2, 11, 12), row(3)));
            ObjectInfo one = info(1);
            List<ObjectInfo> others = List.of(
                    info(4),
                    new ObjectInfo(one.key(), one.length() + 1, one.modified()),
                    new ObjectInfo(one.key(), one.length(), one.modified().plusNanos(1)),
                    new ObjectInfo(one.key(), one.length(), one.modified().minusSeconds(1)),
                    new ObjectInfo(info(2).key(), one.length(), one.modified()));
            List<ObjectInfo> asked = new ArrayList<>(others);
            asked.addAll(List.of(one, info(2), info(3)));

            assertThat(heads(cached, asked)).containsExactly(5, 6, 7);
            assertThat(known(cached, asked))
                    .isEqualTo(Map.of(1, hex(names(10, 11)), 2, hex(names(11, 12)), 3, Set.of()));
            assertThat(known(catalog.cachedManifests(UUID.randomUUID()), asked)).isEmpty();
        }
    }

    @Test
    void keepsNothingThatHasNoTime() throws VaultikException {
        try (Catalog catalog = Catalog.inMemory(REPOSITORY)) {
            CachedManifests cached = catalog.cachedManifests(REPOSITORY);
            ObjectInfo timeless = new ObjectInfo(info(1).key(), 101, Instant.EPOCH);
            cached.put(List.of(new CachedManifests.Row(timeless, head(1), names(1))));
            assertThat(heads(cached, List.of(timeless))).isEmpty();
            assertThat(known(cached, List.of(timeless))).isEmpty();
        }
    }

    @Test
    void aReplacedManifestIsWhatItIsNow() throws VaultikException {
        try (Catalog catalog = Catalog.inMemory(REPOSITORY)) {
            CachedManifests cached = catalog.cachedManifests(REPOSITORY);
            cached.put(List.of(row(1, 10, 11)));
            ObjectInfo later = new ObjectInfo(info(1).key(), 200, STORED.plusSeconds(9));
            cached.put(List.of(new CachedManifests.Row(later, head(1), names(12))));
            assertThat(known(cached, List.of(info(1)))).isEmpty();
            assertThat(known(cached, List.of(later))).isEqualTo(Map.of(1, hex(names(12))));
        }
    }

    @Test
    void severalHandlesAddToOneTable() throws VaultikException {
        try (Catalog first = Catalog.open(folder, REPOSITORY);
                Catalog second = Catalog.open(folder, REPOSITORY)) {
            List<CachedManifests> handles = List.of(
                    first.cachedManifests(REPOSITORY),
                    first.cachedManifests(REPOSITORY),
                    second.cachedManifests(REPOSITORY));
            Map<Integer, Set<String>> expected = new TreeMap<>();
            List<ObjectInfo> infos = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int[] seeds = random.ints(0, 300)
                        .distinct()
                        .limit(random.nextInt(100))
                        .toArray();
                CachedManifests one = handles.get(random.nextInt(3));
                one.put(List.of(row(i, seeds)));
                expected.put(i, hex(names(seeds)));
                infos.add(info(i));
                if (random.nextInt(20) == 0) {
                    int gone = random.nextInt(i + 1);
                    expected.keySet().removeIf(n -> n <= gone);
                    one.keepOnly(expected.keySet().stream()
                            .map(n -> info(n).key().value())
                            .collect(Collectors.toSet()));
                }
                if (random.nextInt(5) == 0) {
                    assertThat(known(handles.get(random.nextInt(3)), infos)).isEqualTo(expected);
                }
            }
            for (CachedManifests one : handles) {
                assertThat(known(one, infos)).isEqualTo(expected);
            }
        }
    }

    @Test
    void forgetsNamesThatNobodyUses() throws VaultikException, SQLException {
        try (Catalog catalog = Catalog.open(folder, REPOSITORY)) {
            CachedManifests cached = catalog.cachedManifests(REPOSITORY);
            List<CachedManifests.Row> rows = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                rows.add(row(
                        i,
                        random.ints(i * 100, i * 100 + 200)
                                .distinct()
                                .limit(150)
                                .toArray()));
            }
            cached.put(rows);
            long before = number("SELECT sum(length(names)) FROM manifest_names");

            cached.keepOnly(Set.of(info(7).key().value(), info(31).key().value()));

            assertThat(before).isGreaterThan(32 * 3_000);
            assertThat(number("SELECT sum(length(names)) FROM manifest_names")).isEqualTo(32 * 300);
            assertThat(number("SELECT count(*) FROM manifest")).isEqualTo(2);
            assertThat(known(cached, List.of(info(7), info(8), info(31))))
                    .isEqualTo(Map.of(
                            7, hex(rows.get(7).names()), 31, hex(rows.get(31).names())));
            cached.keepOnly(Set.of());
            assertThat(number("SELECT count(*) FROM manifest_names")).isZero();
        }
    }

    @Test
    void whatIsDamagedIsNotKnownAndComesBack() throws VaultikException, SQLException {
        List<CachedManifests.Row> rows = new ArrayList<>();
        Map<Integer, Set<String>> expected = new TreeMap<>();
        for (int i = 0; i < 12; i++) {
            rows.add(row(i, random.ints(0, 80).distinct().limit(40).toArray()));
            expected.put(i, hex(rows.get(i).names()));
        }
        List<ObjectInfo> infos = rows.stream().map(CachedManifests.Row::info).toList();
        int hidden = 0;
        // Names that cannot be in a row make all be forgotten.
        Map<Integer, Integer> heads = new TreeMap<>();
        try (Catalog catalog = Catalog.open(folder, REPOSITORY);
                Connection other = connect()) {
            for (int round = 0; round < 600; round++) {
                catalog.cachedManifests(REPOSITORY).put(rows);
                damage(other);
                Map<Integer, Set<String>> known = known(catalog.cachedManifests(REPOSITORY), infos);
                hidden += expected.size() - known.size();
                known.forEach((i, names) -> assertThat(names).isEqualTo(expected.get(i)));
                heads.merge(heads(catalog.cachedManifests(REPOSITORY), infos).size(), 1, Integer::sum);
            }
            catalog.cachedManifests(REPOSITORY).put(rows);
            assertThat(known(catalog.cachedManifests(REPOSITORY), infos)).isEqualTo(expected);
        }
        assertThat(hidden).isGreaterThan(600);
        assertThat(heads).containsOnlyKeys(0, 11, 12);
    }

    /** Flips a bit of one value, cuts it, or gives a row the value of another one. */
    private void damage(Connection other) throws SQLException {
        String[] tables = {
            "manifest head", "manifest sum", "manifest_blobs runs", "manifest_blobs sum", "manifest_names names"
        };
        String[] chosen = tables[random.nextInt(tables.length)].split(" ");
        List<byte[]> values = new ArrayList<>();
        String rowid = chosen[0].equals("manifest") ? "key" : "rowid";
        List<Object> ids = new ArrayList<>();
        try (Statement statement = other.createStatement();
                ResultSet found = statement.executeQuery("SELECT " + rowid + ", " + chosen[1] + " FROM " + chosen[0])) {
            while (found.next()) {
                ids.add(found.getObject(1));
                values.add(found.getBytes(2));
            }
        }
        int at = random.nextInt(ids.size());
        byte[] value = values.get(at);
        switch (random.nextInt(6)) {
            case 0 -> value = java.util.Arrays.copyOf(value, random.nextInt(value.length));
            case 1 -> value = values.get(random.nextInt(values.size()));
            default -> value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
        }
        try (PreparedStatement update =
                other.prepareStatement("UPDATE " + chosen[0] + " SET " + chosen[1] + " = ? WHERE " + rowid + " = ?")) {
            update.setBytes(1, value);
            update.setObject(2, ids.get(at));
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    @Test
    void blocksThatDoNotFollowEachOtherAreDropped() throws VaultikException, SQLException {
        try (Catalog catalog = Catalog.open(folder, REPOSITORY);
                Connection other = connect();
                Statement statement = other.createStatement()) {
            CachedManifests old = catalog.cachedManifests(REPOSITORY);
            old.put(List.of(row(1, 1, 2, 3)));
            old.put(List.of(row(2, 4, 5, 6)));
            assertThat(statement.executeUpdate("DELETE FROM manifest_names WHERE first = 0"))
                    .isEqualTo(1);
            CachedManifests cached = catalog.cachedManifests(REPOSITORY);
            assertThat(known(cached, List.of(info(1), info(2)))).isEmpty();
            old.put(List.of(row(3, 1, 7)));
            assertThat(known(cached, List.of(info(1), info(2), info(3)))).isEqualTo(Map.of(3, hex(names(1, 7))));
        }
    }

    @Test
    void anEmptyBlockDoesNotStandInTheWay() throws VaultikException, SQLException {
        try (Catalog catalog = Catalog.open(folder, REPOSITORY);
                Connection other = connect();
                Statement statement = other.createStatement()) {
            catalog.cachedManifests(REPOSITORY).put(List.of(row(1, 1, 2, 3)));
            assertThat(statement.executeUpdate("UPDATE manifest_names SET names = x''"))
                    .isEqualTo(1);
            CachedManifests cached = catalog.cachedManifests(REPOSITORY);
            cached.put(List.of(row(2, 2, 3, 4)));
            assertThat(known(cached, List.of(info(1), info(2)))).isEqualTo(Map.of(2, hex(names(2, 3, 4))));
        }
    }

    @Test
    void aTableThatIsHeldIsSaidToBeBusyAndForgetsNothing() throws VaultikException, SQLException {
        try (Catalog catalog = Catalog.open(folder, REPOSITORY, new Limits(20, 0));
                Connection other = connect();
                Statement statement = other.createStatement()) {
            CachedManifests cached = catalog.cachedManifests(REPOSITORY);
            cached.put(List.of(row(1, 1, 2, 3)));
            statement.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> cached.put(List.of(row(2, 2, 3, 4)))).isInstanceOf(BusyException.class);
            statement.execute("ROLLBACK");
            cached.put(List.of(row(3, 4, 5)));
            assertThat(known(cached, List.of(info(1), info(2), info(3))))
                    .isEqualTo(Map.of(1, hex(names(1, 2, 3)), 3, hex(names(4, 5))));
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("catalog.db"));
    }

    private long number(String query) throws SQLException {
        try (Connection other = connect();
                Statement statement = other.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            assertThat(found.next()).isTrue();
            return found.getLong(1);
        }
    }
}
