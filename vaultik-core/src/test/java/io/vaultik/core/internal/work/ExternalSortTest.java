package io.vaultik.core.internal.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.NoSpaceException;
import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ExternalSortTest {
    private static final long[] BUDGETS = {1, 100, 1000, 5000, 50_000, 1 << 20, 8 << 20};
    private static final Comparator<byte[]> BYTES = Arrays::compareUnsigned;

    private final long seed = Long.getLong("vaultik.test.seed", System.nanoTime());

    private final Path temp;

    ExternalSortTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @Test
    void sortsLikeTheJdkAtEveryBudget() throws IOException {
        System.err.println("ExternalSortTest: vaultik.test.seed=" + seed);
        Random random = new Random(seed);
        for (long budget : BUDGETS) {
            for (int size : new int[] {0, 1, 2, 63, 64, 65, 500}) {
                List<byte[]> records = randomRecords(random, size);
                assertSorted(records, budget);
                records.sort(BYTES);
                assertSorted(records, budget);
                for (int i = 0; i < size / 20; i++) {
                    Collections.swap(records, random.nextInt(size), random.nextInt(size));
                }
                assertSorted(records, budget);
                records.sort(BYTES.reversed());
                assertSorted(records, budget);
            }
        }
    }

    @Test
    void keepsEqualRecordsInTheOrderOfAdding() throws IOException {
        Comparator<byte[]> byFirst = Comparator.comparingInt(record -> record[0]);
        Random random = new Random(3);
        for (long budget : BUDGETS) {
            try (ExternalSort sort = new ExternalSort(new VisibleSpool(newFolder(), Long.MAX_VALUE), byFirst, budget)) {
                for (int i = 0; i < 5000; i++) {
                    sort.add(ByteBuffer.allocate(5)
                            .put((byte) random.nextInt(4))
                            .putInt(i)
                            .array());
                }
                try (SortedRecords sorted = sort.finish()) {
                    assertThat(all(sorted)).hasSize(5000).isSortedAccordingTo(BYTES);
                }
            }
        }
    }

    @Test
    void whatFitsTheMemoryMakesNoFile() throws IOException {
        VisibleSpool spool = new VisibleSpool(temp, 0);
        try (ExternalSort sort = new ExternalSort(spool, BYTES, 10L * (100 + ExternalSort.RECORD_OVERHEAD_BYTES))) {
            for (int i = 10; i > 0; i--) {
                sort.add(new byte[] {(byte) i});
            }
            try (SortedRecords sorted = sort.finish()) {
                assertThat(all(sorted)).hasSize(10).isSortedAccordingTo(BYTES);
            }
        }
        assertThat(spool.files()).isEmpty();
    }

    @Test
    void recordsInOrderMakeOneRunAtOneComparisonEach() throws IOException {
        AtomicLong comparisons = new AtomicLong();
        Comparator<byte[]> counting = (a, b) -> {
            comparisons.incrementAndGet();
            return BYTES.compare(a, b);
        };
        VisibleSpool spool = new VisibleSpool(temp, Long.MAX_VALUE);
        try (ExternalSort sort = new ExternalSort(spool, counting, 10_000)) {
            for (int i = 0; i < 100_000; i++) {
                sort.add(ByteBuffer.allocate(4).putInt(i).array());
            }
            try (SortedRecords sorted = sort.finish()) {
                assertThat(all(sorted)).hasSize(100_000);
            }
        }
        assertThat(comparisons).hasValueLessThanOrEqualTo(100_000);
        assertThat(spool.files()).hasSize(1);
        assertThat(spool.openFiles()).isZero();
    }

    @Test
    void severalPassesGoOnAtTheSameTime() throws IOException {
        for (long budget : new long[] {1000, 1 << 20}) {
            VisibleSpool spool = new VisibleSpool(newFolder(), Long.MAX_VALUE);
            try (ExternalSort sort = new ExternalSort(spool, BYTES, budget)) {
                for (byte[] record : randomRecords(new Random(5), 500)) {
                    sort.add(record);
                }
                try (SortedRecords sorted = sort.finish();
                        RecordCursor one = sorted.open();
                        RecordCursor other = sorted.open()) {
                    assertThat(sorted.count()).isEqualTo(500);
                    byte[] first = one.next();
                    byte[] second = one.next();
                    assertThat(other.next()).isEqualTo(first);
                    assertThat(other.next()).isEqualTo(second);
                    assertThat(one.next()).isEqualTo(other.next());
                }
            }
            assertThat(spool.openFiles()).isZero();
        }
    }

    @Test
    void aClosedCursorHasNoMoreRecords() throws IOException {
        for (long budget : new long[] {1000, 1 << 20}) {
            ExternalSort sort = new ExternalSort(new VisibleSpool(newFolder(), Long.MAX_VALUE), BYTES, budget);
            for (byte[] record : randomRecords(new Random(5), 500)) {
                sort.add(record);
            }
            SortedRecords sorted = sort.finish();
            RecordCursor cursor = sorted.open();
            assertThat(cursor.next()).isNotNull();
            cursor.close();
            assertThat(cursor.next()).isNull();
            sorted.close();
        }
    }

    @Test
    void sortsHugeRecords() throws IOException {
        try (ExternalSort sort = new ExternalSort(new VisibleSpool(temp, Long.MAX_VALUE), BYTES, 1 << 20)) {
            for (int i = 4; i > 0; i--) {
                byte[] record = new byte[ExternalSort.MAX_RECORD_BYTES];
                record[0] = (byte) i;
                sort.add(record);
            }
            sort.add(new byte[0]);
            assertThatThrownBy(() -> sort.add(new byte[ExternalSort.MAX_RECORD_BYTES + 1]))
                    .isInstanceOf(IllegalArgumentException.class);
            try (SortedRecords sorted = sort.finish();
                    RecordCursor cursor = sorted.open()) {
                assertThat(cursor.next()).isEmpty();
                for (int i = 1; i <= 4; i++) {
                    byte[] record = cursor.next();
                    assertThat(record).hasSize(ExternalSort.MAX_RECORD_BYTES);
                    assertThat(record).startsWith(i);
                }
                assertThat(cursor.next()).isNull();
            }
        }
    }

    @Test
    void aFullDiskIsReportedWhereverItHappensAndFreed() throws IOException {
        List<byte[]> records = randomRecords(new Random(9), 1000);
        int refused = 0;
        for (long room = 0; room < 200_000; room += 10_000) {
            VisibleSpool spool = new VisibleSpool(newFolder(), room);
            try (ExternalSort sort = new ExternalSort(spool, BYTES, 5000)) {
                for (byte[] record : records) {
                    sort.add(record);
                }
                sort.finish().close();
            } catch (NoSpaceException e) {
                refused++;
            }
            assertThat(spool.openFiles()).isZero();
        }
        assertThat(refused).isBetween(5, 19);
    }

    @Test
    void aDamagedRunIsReported() throws IOException {
        VisibleSpool spool = new VisibleSpool(temp, Long.MAX_VALUE);
        try (ExternalSort sort = new ExternalSort(spool, BYTES, 1 << 18)) {
            for (byte[] record : randomRecords(new Random(11), 20_000)) {
                sort.add(record);
            }
            try (SortedRecords sorted = sort.finish()) {
                Path file = spool.files().get(spool.files().size() - 1);
                byte[] good = Files.readAllBytes(file);
                for (int at = 0; at < good.length; at += 50_000) {
                    byte[] bad = good.clone();
                    bad[at] ^= 0x40;
                    Files.write(file, bad);
                    assertThatThrownBy(() -> all(sorted)).isInstanceOf(IntegrityException.class);
                }
                Files.write(file, Arrays.copyOf(good, good.length / 2));
                assertThatThrownBy(() -> all(sorted)).isInstanceOf(IntegrityException.class);
            }
        }
    }

    @Test
    void refusesUseAfterItsEnd() throws IOException {
        ExternalSort sort = new ExternalSort(new VisibleSpool(temp, 0), BYTES, 1000);
        SortedRecords sorted = sort.finish();
        assertThatThrownBy(() -> sort.add(new byte[1])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(sort::finish).isInstanceOf(IllegalStateException.class);
        sort.close();
        assertThat(all(sorted)).isEmpty();
        sorted.close();
        sorted.close();
        assertThatThrownBy(sorted::open).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new ExternalSort(new VisibleSpool(temp, 0), BYTES, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void abandoningASortFreesTheDisk() throws IOException {
        VisibleSpool spool = new VisibleSpool(temp, Long.MAX_VALUE);
        try (ExternalSort sort = new ExternalSort(spool, BYTES, 100)) {
            for (byte[] record : randomRecords(new Random(1), 100)) {
                sort.add(record);
            }
            assertThat(spool.openFiles()).isEqualTo(1);
        }
        assertThat(spool.openFiles()).isZero();
    }

    @Test
    @Timeout(60)
    void sortsAMillionRecordsInEightMebibytes() throws IOException {
        Random random = new Random(13);
        byte[] before = new byte[0];
        long count = 0;
        long outOfOrder = 0;
        try (ExternalSort sort = new ExternalSort(new EncryptedSpool(temp, new SecureRandom()), BYTES, 8 << 20)) {
            for (int i = 0; i < 1_000_000; i++) {
                byte[] record = new byte[100];
                random.nextBytes(record);
                sort.add(record);
            }
            try (SortedRecords sorted = sort.finish();
                    RecordCursor cursor = sorted.open()) {
                for (byte[] record = cursor.next(); record != null; record = cursor.next()) {
                    outOfOrder += BYTES.compare(before, record) > 0 ? 1 : 0;
                    before = record;
                    count++;
                }
            }
        }
        assertThat(count).isEqualTo(1_000_000);
        assertThat(outOfOrder).isZero();
    }

    private void assertSorted(List<byte[]> records, long budget) throws IOException {
        VisibleSpool spool = new VisibleSpool(newFolder(), Long.MAX_VALUE);
        List<byte[]> expected = new ArrayList<>(records);
        expected.sort(BYTES);
        try (ExternalSort sort = new ExternalSort(spool, BYTES, budget)) {
            for (byte[] record : records) {
                sort.add(record);
            }
            try (SortedRecords sorted = sort.finish()) {
                List<byte[]> actual = all(sorted);
                assertThat(sorted.count()).isEqualTo(records.size());
                assertThat(actual).as("seed %s, budget %s", seed, budget).hasSameSizeAs(expected);
                for (int i = 0; i < expected.size(); i++) {
                    assertThat(Arrays.equals(actual.get(i), expected.get(i)))
                            .as("record %s, seed %s, budget %s", i, seed, budget)
                            .isTrue();
                }
            }
        }
        assertThat(spool.openFiles()).isZero();
    }

    private Path newFolder() throws IOException {
        return Files.createTempDirectory(temp, "spool");
    }

    private static List<byte[]> all(SortedRecords sorted) throws VaultikException {
        List<byte[]> all = new ArrayList<>();
        try (RecordCursor cursor = sorted.open()) {
            for (byte[] record = cursor.next(); record != null; record = cursor.next()) {
                all.add(record);
            }
        }
        return all;
    }

    private static List<byte[]> randomRecords(Random random, int count) {
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] record = new byte[random.nextInt(60)];
            random.nextBytes(record);
            records.add(record);
        }
        return records;
    }
}
