package io.vaultik.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryPathTest {
    private static final byte[] ALPHABET = {
        '/', '/', 'a', 'b', '-', '.', 1, '/' + 1, '0', (byte) 0x80, (byte) 0xff, (byte) 0xc3
    };

    private final Random random = seeded();

    private static Random seeded() {
        long seed = Long.getLong("vaultik.test.seed", System.nanoTime());
        System.out.println("EntryPathTest: -Dvaultik.test.seed=" + seed);
        return new Random(seed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "...", "a/.b", "..a/b..", "a b", "\u00e4/\ud83d\ude00", "a\\b", "C:", "\u0001"})
    void acceptsRelativePaths(String text) {
        EntryPath path = EntryPath.of(text);
        assertThat(path).hasToString(text);
        assertThat(path.isText()).isTrue();
        assertThat(path.isRoot()).isFalse();
        assertThat(path.depth()).isEqualTo(text.split("/").length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "a/", "a//b", ".", "..", "a/./b", "a/..", "../a", "a\u0000b", "\u0000"})
    void refusesEverythingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> EntryPath.of(text));
    }

    @Test
    void hasALongestLength() {
        assertThat(EntryPath.of("a".repeat(EntryPath.MAX_BYTES)).bytes()).hasSize(EntryPath.MAX_BYTES);
        assertThatIllegalArgumentException().isThrownBy(() -> EntryPath.of("a".repeat(EntryPath.MAX_BYTES + 1)));
        EntryPath long1 = EntryPath.of("a".repeat(EntryPath.MAX_BYTES));
        assertThatIllegalArgumentException().isThrownBy(() -> long1.child("b"));
        assertThatIllegalArgumentException().isThrownBy(() -> long1.resolve(long1));
    }

    @Test
    void theRootIsTheEmptyPath() {
        assertThat(EntryPath.of("")).isEqualTo(EntryPath.ROOT).isSameAs(EntryPath.ROOT);
        assertThat(EntryPath.ROOT.isRoot()).isTrue();
        assertThat(EntryPath.ROOT.depth()).isZero();
        assertThat(EntryPath.ROOT.name()).isEmpty();
        assertThat(EntryPath.ROOT.parent()).isEqualTo(EntryPath.ROOT);
        assertThat(EntryPath.ROOT.resolve(EntryPath.of("a"))).isEqualTo(EntryPath.of("a"));
        assertThat(EntryPath.of("a").resolve(EntryPath.ROOT)).isEqualTo(EntryPath.of("a"));
        assertThat(EntryPath.ROOT.contains(EntryPath.of("a/b"))).isTrue();
    }

    @Test
    void aChildHasOneNameMore() {
        EntryPath child = EntryPath.of("a").child("b");
        assertThat(child).isEqualTo(EntryPath.of("a/b")).hasSameHashCodeAs(EntryPath.of("a/b"));
        assertThat(child.parent()).isEqualTo(EntryPath.of("a"));
        assertThat(child.parent().parent()).isEqualTo(EntryPath.ROOT);
        assertThat(child.name()).isEqualTo(new byte[] {'b'});
        for (String name : List.of("", ".", "..", "b/c", "/", "b\u0000")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> EntryPath.of("a").child(name));
            assertThatIllegalArgumentException().isThrownBy(() -> EntryPath.ROOT.child(name));
        }
    }

    @Test
    void namesThatAreNoTextKeepTheirBytes() {
        byte[] bytes = {'a', '/', (byte) 0xff, (byte) 0xc3};
        EntryPath path = EntryPath.ofBytes(bytes);
        assertThat(path.isText()).isFalse();
        assertThat(path.bytes()).isEqualTo(bytes);
        assertThat(path.toString()).contains("\ufffd");
    }

    @Test
    void nobodyCanChangeAPath() {
        byte[] bytes = {'a', 'b'};
        EntryPath path = EntryPath.ofBytes(bytes);
        bytes[0] = '/';
        path.bytes()[0] = '/';
        assertThat(path).isEqualTo(EntryPath.of("ab"));
    }

    @Test
    void aDirectoryContainsWhatBeginsWithItsComponents() {
        EntryPath directory = EntryPath.of("a/b");
        assertThat(directory.contains(EntryPath.of("a/b"))).isTrue();
        assertThat(directory.contains(EntryPath.of("a/b/c"))).isTrue();
        assertThat(directory.contains(EntryPath.of("a/bc"))).isFalse();
        assertThat(directory.contains(EntryPath.of("a"))).isFalse();
    }

    @Test
    void theOrderIsThatOfComponentsByUnsignedBytes() {
        List<EntryPath> paths = Stream.generate(this::path).limit(400).toList();
        for (EntryPath a : paths) {
            for (EntryPath b : paths) {
                assertThat(Integer.signum(a.compareTo(b)))
                        .as("%s %s", Arrays.toString(a.bytes()), Arrays.toString(b.bytes()))
                        .isEqualTo(Integer.signum(naive(a, b)));
                assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
            }
        }
    }

    @Test
    void whatADirectoryContainsComesRightAfterIt() {
        List<EntryPath> paths =
                Stream.generate(this::path).limit(1_000).sorted().distinct().toList();
        for (EntryPath directory : paths) {
            int from = paths.indexOf(directory);
            List<EntryPath> within = paths.stream().filter(directory::contains).toList();
            assertThat(paths.subList(from, from + within.size())).isEqualTo(within);
        }
        assertThat(EntryPath.of("a/b")).isLessThan(EntryPath.of("a-b"));
    }

    private EntryPath path() {
        while (true) {
            byte[] bytes = new byte[random.nextInt(9)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = ALPHABET[random.nextInt(ALPHABET.length)];
            }
            try {
                return EntryPath.ofBytes(bytes);
            } catch (IllegalArgumentException e) {
                // Another one.
            }
        }
    }

    private static int naive(EntryPath a, EntryPath b) {
        List<byte[]> left = components(a);
        List<byte[]> right = components(b);
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int order = Arrays.compareUnsigned(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return left.size() - right.size();
    }

    private static List<byte[]> components(EntryPath path) {
        List<byte[]> components = new ArrayList<>();
        if (!path.isRoot()) {
            for (String part : new String(path.bytes(), StandardCharsets.ISO_8859_1).split("/")) {
                components.add(part.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return components;
    }
}
