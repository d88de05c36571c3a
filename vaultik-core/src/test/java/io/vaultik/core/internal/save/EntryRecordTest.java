package io.vaultik.core.internal.save;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.catalog.KnownEntry;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A record says what its entry says, decoded or looked at where it is. */
class EntryRecordTest {
    private static final long[] NO_REFS = {};
    private static final List<String> NAMES = List.of("a", "a.b", "ab", "b", "ä", "z", "a-");

    private final Random random = TestRandom.seeded("EntryRecordTest");

    @Test
    void aDecodedRecordEncodesToTheSameBytes() {
        for (int i = 0; i < 2_000; i++) {
            SourceEntry entry = entry();
            long[] refs = refs();
            EntryRecord decoded = EntryRecord.decode(new EntryRecord(entry, refs).encode());
            assertThat(decoded.refs()).isEqualTo(refs);
            assertThat(describe(decoded.entry())).isEqualTo(describe(entry));
            assertThat(decoded.encode()).isEqualTo(new EntryRecord(entry, refs).encode());
        }
    }

    @Test
    void aRecordIsReadWhereItIs() {
        for (int i = 0; i < 2_000; i++) {
            SourceEntry entry = entry();
            long[] refs = refs();
            byte[] record = new EntryRecord(entry, refs).encode();
            assertThat(RawEntry.path(record)).isEqualTo(entry.path());
            assertThat(RawEntry.kind(record)).isEqualTo(entry.kind());
            assertThat(RawEntry.size(record)).isEqualTo(entry.size());
            assertThat(RawEntry.modified(record))
                    .isEqualTo(entry.attributes().modified().orElse(null));
            assertThat(RawEntry.changed(record)).isEqualTo(entry.changed().orElse(null));
            assertThat(RawEntry.isChanged(record, entry.changed().orElse(null))).isTrue();
            assertThat(RawEntry.isChanged(record, Instant.EPOCH.minusNanos(5))).isFalse();
            assertThat(RawEntry.inode(record))
                    .isEqualTo(entry.inode().isPresent() ? entry.inode().getAsLong() : null);
            assertThat(RawEntry.version(record)).isEqualTo(entry.version().orElse(null));
            assertThat(RawEntry.hardLinkId(record)).isEqualTo(entry.hardLinkId().orElse(null));
            if (entry.size() >= 0) {
                KnownEntry known = RawEntry.known(record);
                assertThat(known.refs()).isEqualTo(refs);
                assertThat(known.path()).isEqualTo(entry.path().bytes());
            }
        }
    }

    @Test
    void aContentIsAddedAsIfItHadBeenThere() {
        for (int i = 0; i < 1_000; i++) {
            SourceEntry entry = entry();
            long[] refs = refs();
            byte[] filled = RawEntry.withContent(new EntryRecord(entry, NO_REFS).encode(), entry.size(), refs);
            assertThat(filled).isEqualTo(new EntryRecord(entry, refs).encode());
        }
    }

    @Test
    void recordsHaveTheOrderOfTheirPaths() {
        for (int i = 0; i < 5_000; i++) {
            byte[] a = new EntryRecord(entry(), NO_REFS).encode();
            byte[] b = new EntryRecord(entry(), NO_REFS).encode();
            int order = Integer.signum(RawEntry.path(a).compareTo(RawEntry.path(b)));
            assertThat(Integer.signum(RawEntry.compare(a, b))).isEqualTo(order);
            assertThat(Integer.signum(RawEntry.comparePath(a, RawEntry.path(b).bytes())))
                    .isEqualTo(order);
            assertThat(RawEntry.contains(a, RawEntry.pathLength(a), b))
                    .isEqualTo(RawEntry.path(a).contains(RawEntry.path(b)));
        }
    }

    @Test
    void aRecordKnowsItsParent() {
        assertThat(RawEntry.parentLength(at(""))).isEqualTo(-1);
        assertThat(RawEntry.parentLength(at("a"))).isZero();
        assertThat(RawEntry.parentLength(at("abc"))).isZero();
        assertThat(RawEntry.parentLength(at("a/b"))).isEqualTo(1);
        assertThat(RawEntry.parentLength(at("ab/c/def"))).isEqualTo(4);
    }

    @Test
    void timesAreComparedToTheNanosecond() {
        Instant time = Instant.ofEpochSecond(-5, 7);
        byte[] record = new EntryRecord(
                        SourceEntry.builder(EntryPath.of("a"), EntryKind.FILE)
                                .attributes(
                                        EntryAttributes.builder().modified(time).build())
                                .build(),
                        NO_REFS)
                .encode();
        assertThat(RawEntry.isModified(record, time)).isTrue();
        assertThat(RawEntry.isModified(record, time.plusNanos(1))).isFalse();
        assertThat(RawEntry.isModifiedAfter(record, time.plusSeconds(2), 2)).isFalse();
        assertThat(RawEntry.isModifiedAfter(record, time.plusSeconds(2).minusNanos(1), 2))
                .isTrue();
        assertThat(RawEntry.isModifiedAfter(record, time.plusSeconds(1), 2)).isTrue();
    }

    private static byte[] at(String path) {
        SourceEntry entry =
                SourceEntry.builder(EntryPath.of(path), EntryKind.DIRECTORY).build();
        return new EntryRecord(entry, NO_REFS).encode();
    }

    private SourceEntry entry() {
        SourceEntry.Builder entry = SourceEntry.builder(path(), EntryKind.values()[random.nextInt(6)])
                .size(random.nextInt(20) - 1)
                .attributes(attributes())
                .itemId(text())
                .version(text())
                .hardLinkId(text())
                .changed(random.nextBoolean() ? time() : null);
        return (random.nextBoolean() ? entry.inode(random.nextLong()) : entry).build();
    }

    private EntryAttributes attributes() {
        EntryAttributes.Builder a =
                EntryAttributes.builder().user(text()).group(text()).sparse(random.nextBoolean());
        if (random.nextBoolean()) {
            a.mode(random.nextInt(010000));
        }
        if (random.nextBoolean()) {
            a.owner(random.nextInt(Integer.MAX_VALUE), 0xffffffffL);
        }
        if (random.nextBoolean()) {
            a.modified(time());
        }
        if (random.nextBoolean()) {
            a.linkTarget("../ü".getBytes(StandardCharsets.UTF_8));
        }
        if (random.nextBoolean()) {
            a.device(random.nextLong());
        }
        return random.nextBoolean()
                ? a.build()
                : a.xattrs(Map.of("user.ä", new byte[random.nextInt(400)], "b", new byte[0]))
                        .build();
    }

    private EntryPath path() {
        List<String> names = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            names.add(NAMES.get(random.nextInt(NAMES.size())));
        }
        return EntryPath.of(String.join("/", names));
    }

    private long[] refs() {
        return random.longs(random.nextInt(5)).toArray();
    }

    private Instant time() {
        return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
    }

    private @org.jspecify.annotations.Nullable String text() {
        return random.nextBoolean() ? null : "ö".repeat(random.nextInt(9));
    }

    private static String describe(SourceEntry e) {
        EntryAttributes a = e.attributes();
        StringBuilder xattrs = new StringBuilder();
        a.xattrs().forEach((name, value) -> xattrs.append(name).append(value.length));
        return String.join(
                "|",
                e.path().toString(),
                e.kind().toString(),
                e.size() + "",
                e.itemId().toString(),
                e.version().toString(),
                e.hardLinkId().toString(),
                e.inode().toString(),
                e.changed().toString(),
                a.mode().toString(),
                a.uid().toString(),
                a.gid().toString(),
                a.user().toString(),
                a.group().toString(),
                a.modified().toString(),
                a.linkTarget().map(t -> new String(t, StandardCharsets.UTF_8)).toString(),
                a.device().toString(),
                a.sparse() + "",
                xattrs);
    }
}
