package io.vaultik.core.internal.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.fault.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChunkerTest {
    private static final ChunkerParameters SMALL = new ChunkerParameters(256, 1024, 4096);

    private final Chunker chunker = new Chunker(ChunkerParameters.DEFAULT);
    private final Chunker small = new Chunker(SMALL);

    private static List<Integer> lengths(Chunker chunker, byte[] input) {
        List<Integer> lengths = new ArrayList<>();
        for (int at = 0; at < input.length; ) {
            int length = chunker.cut(input, at, input.length, true);
            lengths.add(length);
            at += length;
        }
        return lengths;
    }

    private static ReferenceChunker reference(ChunkerParameters parameters, long smallMask, long largeMask) {
        return new ReferenceChunker(
                parameters.minBytes(), parameters.avgBytes(), parameters.maxBytes(), smallMask, largeMask);
    }

    @ParameterizedTest
    @EnumSource(GoldenInput.class)
    void makesTheCutsThatBelongToTheFormat(GoldenInput input) {
        assertThat(lengths(chunker, input.bytes())).isEqualTo(input.cuts());
    }

    @ParameterizedTest
    @EnumSource(GoldenInput.class)
    void agreesWithAStraightforwardImplementation(GoldenInput input) {
        ReferenceChunker reference = reference(ChunkerParameters.DEFAULT, 0x0000d91767537000L, 0x0000d90703537000L);
        byte[] bytes = input.bytes();
        assertThat(lengths(chunker, bytes)).isEqualTo(reference.lengths(bytes));
    }

    @Test
    void agreesWithItOnInputsOfEveryShortLength() {
        ReferenceChunker reference = reference(SMALL, 0x0000d90103530000L, 0x0000001800035300L);
        byte[] bytes = TestRandom.bytes(1, 5000);
        for (int length = 0; length <= bytes.length; length++) {
            byte[] input = Arrays.copyOfRange(bytes, bytes.length - length, bytes.length);
            assertThat(lengths(small, input)).isEqualTo(reference.lengths(input));
        }
    }

    @Test
    void theStraightforwardImplementationHasThePublishedHashOfZeros() {
        ReferenceChunker reference = new ReferenceChunker(64, 256, 1024, 0x0000019000353000L, 0x0000000018035100L);
        assertThat(reference.lengths(new byte[10_240])).hasSize(10).containsOnly(1024);
        assertThat(Long.toUnsignedString(reference.hash())).isEqualTo("14169102344523991076");
    }

    @Test
    void makesTheSameCutsForAllSizesOfReads() {
        Random random = TestRandom.seeded("makesTheSameCutsForAllSizesOfReads");
        byte[] input = TestRandom.bytes(random.nextLong(), 200_000);
        List<Integer> whole = lengths(small, input);
        for (int readBytes : new int[] {1, 7, 255, 256, 1000, 4095, 4096, 4097, 9999, 200_000}) {
            assertThat(lengthsByReads(input, readBytes))
                    .as("%d bytes a read", readBytes)
                    .isEqualTo(whole);
        }
    }

    /** Reads into a buffer of two of the longest chunks, moving what is left to its beginning. */
    private List<Integer> lengthsByReads(byte[] input, int readBytes) {
        byte[] buffer = new byte[2 * SMALL.maxBytes()];
        List<Integer> lengths = new ArrayList<>();
        int read = 0;
        int from = 0;
        int to = 0;
        while (true) {
            int length = small.cut(buffer, from, to, read == input.length);
            if (length > 0) {
                lengths.add(length);
                from += length;
            } else if (read == input.length) {
                return lengths;
            } else {
                System.arraycopy(buffer, from, buffer, 0, to - from);
                to -= from;
                from = 0;
                int step = Math.min(Math.min(readBytes, input.length - read), buffer.length - to);
                System.arraycopy(input, read, buffer, to, step);
                read += step;
                to += step;
            }
        }
    }

    @Test
    void asksForMoreUntilTheLongestChunkOrTheEndIsAtHand() {
        byte[] buffer = new byte[10_000];
        assertThat(small.cut(buffer, 0, 0, false)).isZero();
        assertThat(small.cut(buffer, 0, 4095, false)).isZero();
        assertThat(small.cut(buffer, 100, 4196, false)).isEqualTo(4096);
        assertThat(small.cut(buffer, 0, 4095, true)).isEqualTo(4095);
        assertThat(small.cut(buffer, 5, 6, true)).isEqualTo(1);
        assertThat(small.cut(buffer, 6, 6, true)).isZero();
        assertThatThrownBy(() -> small.cut(buffer, 0, 10_001, true)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void takesAShortInputAsOneChunk() {
        for (int length : new int[] {1, 255, 256}) {
            assertThat(lengths(small, TestRandom.bytes(2, length))).containsExactly(length);
        }
    }

    @Test
    void keepsAllChunksWithinTheirLimitsAndGathersThemAroundTheAverage() {
        List<Integer> lengths = lengths(small, TestRandom.bytes(3, 8 << 20));
        List<Integer> whole = lengths.subList(0, lengths.size() - 1);
        assertThat(whole).allMatch(length -> length >= SMALL.minBytes() && length <= SMALL.maxBytes());
        double mean = (8 << 20) / (double) lengths.size();
        assertThat(mean).isBetween(0.8 * SMALL.avgBytes(), 1.5 * SMALL.avgBytes());
        assertThat(whole.stream()
                        .filter(length -> length > 2 * SMALL.avgBytes())
                        .count())
                .isLessThan(lengths.size() / 20);
        assertThat(whole.stream().filter(length -> length == SMALL.maxBytes()).count())
                .isLessThan(lengths.size() / 100);
    }

    /** Of 30,000 changes, 94 % differed in no cut but the changed chunk's, 99.9 % in at most 8, all in at most 21. */
    @Test
    void cutsAlikeAgainWithinAFewChunksAfterAChange() {
        Random random = TestRandom.seeded("cutsAlikeAgainWithinAFewChunksAfterAChange");
        long all = 0;
        for (int round = 0; round < 50; round++) {
            byte[] input = TestRandom.bytes(random.nextLong(), 400_000);
            int at = random.nextInt(200_000);
            byte[] longer = new byte[input.length + 1];
            System.arraycopy(input, 0, longer, 0, at);
            System.arraycopy(input, at, longer, at + 1, input.length - at);
            List<Integer> before = endsFromTheBack(lengths(small, input));
            List<Integer> after = endsFromTheBack(lengths(small, longer));
            List<Integer> lost = new ArrayList<>(before);
            lost.removeAll(after);
            // Cuts before the change agree in their distance from the beginning, so they differ here.
            long stale = lost.stream().filter(end -> input.length - end > at).count();
            assertThat(stale).as("inserted at %d", at).isLessThanOrEqualTo(32);
            all += stale;
        }
        assertThat(all).as("over 50 changes").isLessThan(50);
    }

    private static List<Integer> endsFromTheBack(List<Integer> lengths) {
        List<Integer> ends = new ArrayList<>();
        int rest = lengths.stream().mapToInt(Integer::intValue).sum();
        for (int length : lengths) {
            rest -= length;
            ends.add(rest);
        }
        return ends;
    }

    @Test
    void refusesParametersBeyondTheirLimits() throws MalformedException {
        int[][] wrong = {
            {62, 256, 1024},
            {65, 256, 1024},
            {64, 128, 1024},
            {256, 256, 1024},
            {64, 256, 256},
            {64, 300, 1024},
            {64, 256, 1023},
            {64, 8 << 20, 16 << 20},
            {64, 256, (16 << 20) + 2},
            {-64, 256, 1024},
            {0, 0, 0}
        };
        for (int[] p : wrong) {
            assertThatThrownBy(() -> new ChunkerParameters(p[0], p[1], p[2]))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ChunkerParameters.of(p[0], p[1], p[2])).isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> ChunkerParameters.of(64, 1L << 40, 1L << 41)).isInstanceOf(MalformedException.class);
        assertThat(ChunkerParameters.of(131_072, 524_288, 2_097_152)).isEqualTo(ChunkerParameters.DEFAULT);
    }

    @Test
    void hasAMaskForEveryAverage() {
        for (int avgBytes = 256; avgBytes <= 4 << 20; avgBytes *= 2) {
            Chunker any = new Chunker(new ChunkerParameters(64, avgBytes, 16 << 20));
            assertThat(any.parameters().avgBytes()).isEqualTo(avgBytes);
        }
    }
}
