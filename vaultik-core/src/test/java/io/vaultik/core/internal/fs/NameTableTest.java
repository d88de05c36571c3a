package io.vaultik.core.internal.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NameTableTest {
    @Test
    void sortsByUnsignedBytes() throws IOException {
        long seed = Long.getLong("vaultik.test.seed", 4711);
        Random random = new Random(seed);
        NameTable table = new NameTable();
        TreeSet<byte[]> expected = new TreeSet<>(Arrays::compareUnsigned);
        for (int i = 0; i < 5_000; i++) {
            byte[] name = new byte[1 + random.nextInt(12)];
            random.nextBytes(name);
            if (expected.add(name)) {
                table.add(name, 0, name.length);
            }
        }
        table.sort();
        int at = 0;
        for (byte[] name : expected) {
            assertThat(table.name(at++)).as("seed " + seed).isEqualTo(name);
        }
        assertThat(table.size()).isEqualTo(expected.size());
    }

    @Test
    void holdsAMillionNamesInASmallHeap() throws IOException {
        NameTable table = new NameTable();
        for (int i = 0; i < 1_000_000; i++) {
            byte[] name = ("message-" + Integer.reverse(i)).getBytes(StandardCharsets.US_ASCII);
            table.add(name, 0, name.length);
        }
        table.sort();
        assertThat(table.size()).isEqualTo(1_000_000);
        for (int i = 1; i < table.size(); i++) {
            assertThat(Arrays.compareUnsigned(table.name(i - 1), table.name(i))).isNegative();
        }
    }

    @Test
    void findsWhatItHolds() throws IOException {
        NameTable table = new NameTable();
        for (String name : new String[] {"b", "a", "c", "é"}) {
            table.add(Host.bytes(name), 0, Host.bytes(name).length);
        }
        table.sort();
        assertThat(table.contains(Host.bytes("é"))).isTrue();
        assertThat(table.contains(Host.bytes("a"))).isTrue();
        assertThat(table.contains(Host.bytes("aa"))).isFalse();
        assertThat(new NameTable().contains(Host.bytes("a"))).isFalse();
    }

    @Test
    void refusesANameBeyondItsLimit() {
        assertThatThrownBy(() -> new NameTable().add(new byte[70_000], 0, 70_000))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("65535");
    }
}
