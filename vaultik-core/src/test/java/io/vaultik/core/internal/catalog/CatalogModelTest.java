package io.vaultik.core.internal.catalog;

import static io.vaultik.core.internal.catalog.Samples.ALICE;
import static io.vaultik.core.internal.catalog.Samples.NOW;
import static io.vaultik.core.internal.catalog.Samples.digest;
import static io.vaultik.core.internal.catalog.Samples.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.fault.VaultikException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random operations on a catalog and on the rules of the format as plain as they can be written. */
class CatalogModelTest {
    private static final int NAMES = 30;

    /** A row by the format: a number and the session that stored it, or null for "committed". */
    private static final class Row {
        final int id;
        long state;

        @Nullable
        String session;

        boolean gone;

        Row(int id, long state, String session) {
            this.id = id;
            this.state = state;
            this.session = session;
        }
    }

    private final Map<Long, Row> rows = new HashMap<>();
    private final Set<String> sessions = new TreeSet<>();
    private long agreed = Agreement.NONE;

    @Test
    void followsTheRulesOfTheFormat() throws Exception {
        long seed = Samples.seed(21);
        for (int round = 0; round < 60; round++) {
            rows.clear();
            sessions.clear();
            agreed = Agreement.NONE;
            Random random = new Random(seed + round);
            try (Catalog catalog = Catalog.inMemory(Samples.REPOSITORY)) {
                for (int step = 0; step < 80; step++) {
                    step(catalog, random);
                    compare(catalog, random, "round " + round + ", step " + step);
                }
            }
        }
    }

    private void step(Catalog catalog, Random random) throws VaultikException {
        String session = "s" + random.nextInt(5);
        switch (random.nextInt(10)) {
            case 0 -> {
                catalog.beginSession(Samples.session(session));
                sessions.add(session);
            }
            case 1 -> {
                Set<Long> named = names(random);
                catalog.commit(session, digests(named));
                commit(session, named);
            }
            case 2 -> {
                catalog.dropSession(session);
                rows.values().stream()
                        .filter(row -> session.equals(row.session))
                        .forEach(row -> row.state = -1);
                sessions.remove(session);
            }
            case 3 -> {
                Set<Long> named = names(random);
                catalog.sessionCommitted(session, digests(named));
                commit(session, named);
            }
            case 4 -> {
                long name = random.nextInt(NAMES);
                catalog.forgetBlob(digest(name));
                rows.remove(name);
            }
            case 5, 6 -> reconcile(catalog, random);
            case 7 -> {
                if (random.nextInt(8) == 0) {
                    catalog.resetAfterRollback();
                    rows.values().forEach(row -> row.state = -1);
                    agreed = Agreement.NONE;
                }
            }
            default -> store(catalog, random, session);
        }
    }

    private void store(Catalog catalog, Random random, String session) throws VaultikException {
        long name = random.nextInt(NAMES);
        long state = random.nextInt(10);
        rows.put(name, new Row(Samples.store(catalog, session, state, name), state, session));
    }

    private void commit(String session, Set<Long> named) {
        rows.forEach((name, row) -> row.session = named.contains(name) ? null : row.session);
        sessions.remove(session);
    }

    private void reconcile(Catalog catalog, Random random) throws VaultikException {
        Reconciliation reconciliation = catalog.reconcile("s0");
        Set<Long> before = new HashSet<>(rows.keySet());
        Set<Long> listed = names(random);
        for (long name : listed) {
            reconciliation.listed(digest(name));
        }
        if (random.nextBoolean()) {
            long state = random.nextInt(10);
            long name = (long) NAMES + random.nextInt(5);
            rows.put(name, new Row(Samples.store(catalog, "s1", state, name), state, "s1"));
            before.remove(name);
        }
        Set<Long> offLimits = random.nextBoolean() ? Set.of() : names(random);
        Set<String> undecided = random.nextBoolean() ? Set.of() : Set.of("s1", "s" + (2 + random.nextInt(3)));
        long number = random.nextInt(10);
        reconciliation.finish(
                number,
                "id",
                offLimits.stream().map(name -> hex(digest(name))).collect(Collectors.toSet()),
                undecided,
                NOW);
        boolean alone = sessions.stream().allMatch("s0"::equals);
        rows.forEach((name, row) -> {
            boolean owned = row.session == null || undecided.contains(row.session);
            if (row.state >= number) {
                row.gone = before.contains(name) && !listed.contains(name);
            } else if (listed.contains(name) && !offLimits.contains(name) && owned) {
                row.state = number;
            } else {
                row.gone = true;
            }
        });
        // What goes is kept, unusable, while another session is open.
        rows.values().removeIf(row -> row.gone && alone);
        rows.values().stream().filter(row -> row.gone).forEach(row -> {
            row.state = -1;
            row.gone = false;
        });
        agreed = Math.max(agreed, number);
    }

    private void compare(Catalog catalog, Random random, String where) throws VaultikException {
        long state = random.nextInt(10);
        Set<Long> offLimits = random.nextBoolean() ? Set.of() : names(random);
        BitSet expected = new BitSet();
        rows.forEach((name, row) -> {
            if (row.state >= state && !offLimits.contains(name)) {
                expected.set(row.id);
            }
        });
        Set<String> hex = offLimits.stream().map(name -> hex(digest(name))).collect(Collectors.toSet());
        assertThat(catalog.usableBlobs(state, hex, ALICE)).as(where).isEqualTo(expected);
        assertThat(catalog.agreement().number()).as(where).isEqualTo(agreed);
        assertThat(catalog.sessions()).as(where).extracting(SessionRow::dir).containsExactlyElementsOf(sessions);
        for (Map.Entry<Long, Row> row : rows.entrySet()) {
            assertThat(catalog.findChunk(digest(row.getKey()))).as(where).isEqualTo(ChunkRef.of(row.getValue().id, 0));
            assertThat(catalog.directory(row.getValue().id)).as(where).isPresent();
        }
    }

    private static Set<Long> names(Random random) {
        Set<Long> names = new HashSet<>();
        for (long name = 0; name < NAMES + 5; name++) {
            if (random.nextBoolean()) {
                names.add(name);
            }
        }
        return names;
    }

    private static List<byte[]> digests(Set<Long> names) {
        List<byte[]> digests = new ArrayList<>();
        names.forEach(name -> digests.add(digest(name)));
        return digests;
    }
}
