package io.vaultik.core.internal.format;

import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.TreeCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Random values of everything that is persisted, within the limits of the format, with the odd ones among them. */
final class Samples {
    private static final String[] TEXTS = {
        "",
        "a",
        "plain text",
        "quote \" and back \\ slash",
        "line\nfeed\ttab",
        "\u0001\u001f",
        "\u00e4\u00f6\u00fc",
        "\u65e5\u672c",
        "\ud83d\ude00",
        "</script>",
        "{\"json\":1}"
    };

    private final Random random;

    Samples(Random random) {
        this.random = random;
    }

    String text() {
        return TEXTS[random.nextInt(TEXTS.length)] + TEXTS[random.nextInt(TEXTS.length)];
    }

    @Nullable
    String maybeText() {
        return random.nextBoolean() ? text() : null;
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    String digest() {
        return HexFormat.of().formatHex(bytes(32));
    }

    Instant time() {
        return Instant.ofEpochSecond(random.nextLong(-70_000_000_000L, 70_000_000_000L), random.nextInt(1_000_000_000));
    }

    String snapshot() {
        return "2024-01-15-143052-host-" + random.nextInt(100);
    }

    Configuration configuration() {
        int min = 2 * (1 + random.nextInt(1_000));
        return new Configuration(
                uuid(),
                time(),
                random.nextBoolean() ? "sha-256" : "blake3",
                min,
                min * 4,
                min * 16,
                random.nextBoolean());
    }

    SessionObject session() {
        return new SessionObject(
                random.nextLong(Long.MAX_VALUE), Keys.manifest(snapshot()).value(), digest(), text(), time());
    }

    CollectionState state() {
        return new CollectionState(random.nextLong(1, Long.MAX_VALUE), digest(), "tester@host", digests(), digests());
    }

    private Set<String> digests() {
        return Stream.generate(this::digest).limit(random.nextInt(5)).collect(Collectors.toSet());
    }

    Manifest manifest() {
        List<ManifestBlob> blobs = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            long plain = random.nextLong(1L << 40);
            blobs.add(new ManifestBlob(
                    digest(),
                    1_000 + random.nextInt(1 << 29),
                    random.nextBoolean() ? BlobKind.DATA : BlobKind.METADATA,
                    random.nextLong(plain + 1),
                    plain,
                    200 + random.nextInt(500)));
        }
        blobs.sort(Comparator.comparing(ManifestBlob::name));
        boolean first = random.nextBoolean();
        return new Manifest(
                uuid(),
                snapshot(),
                time(),
                random.nextBoolean(),
                digest().substring(0, 32),
                maybeText(),
                maybeText(),
                digest(),
                random.nextInt(1 << 20),
                random.nextLong(Long.MAX_VALUE),
                random.nextInt(100),
                first ? null : snapshot(),
                first ? null : digest(),
                random.nextLong(Long.MAX_VALUE),
                blobs,
                null,
                null);
    }

    /** Returns a copy in another repository: own id, record, blobs and sequence. */
    Manifest copyOf(ManifestOrigin origin) {
        Manifest own = manifest();
        Manifest original = origin.manifest();
        return new Manifest(
                own.repository(),
                SnapshotId.of(original.snapshot()).original() + "~" + Long.toString(random.nextLong(1L << 40), 36),
                original.created(),
                original.complete(),
                original.series(),
                original.host(),
                original.name(),
                own.recordDigest(),
                own.recordLength(),
                own.newStoredBytes(),
                own.newBlobs(),
                null,
                null,
                own.sequence(),
                own.blobs(),
                null,
                origin);
    }

    SnapshotRecord record() {
        List<String> blobs = blobs(3);
        Map<String, String> labels = new TreeMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            labels.put(text(), text());
        }
        List<SnapshotRecord.Attachment> attachments = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> attachment(blobs, i % 2 == 0))
                .toList();
        return new SnapshotRecord(
                uuid(),
                snapshot(),
                text(),
                text(),
                maybeText(),
                text(),
                text(),
                List.of(text(), text()),
                time(),
                time(),
                labels,
                new TreeCounts(count(), count(), count(), count()),
                random.nextBoolean() ? snapshot() : null,
                text(),
                location(blobs),
                attachments,
                random.nextBoolean() ? List.of() : List.of(text(), text()));
    }

    private SnapshotRecord.Attachment attachment(List<String> blobs, boolean listed) {
        List<ChunkLocation> some = locations(blobs, 1 + random.nextInt(3));
        return new SnapshotRecord.Attachment(text(), count(), listed ? List.of() : some, listed ? some : List.of());
    }

    private long count() {
        return random.nextLong(Long.MAX_VALUE);
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    List<String> blobs(int count) {
        return Stream.generate(this::digest).limit(count).toList();
    }

    ChunkLocation location(List<String> blobs) {
        return new ChunkLocation(
                blobs.get(random.nextInt(blobs.size())),
                random.nextInt(1 << 30),
                random.nextInt(Limits.MAX_STORED_SEGMENT_BYTES),
                random.nextInt(Limits.MAX_SEGMENT_BYTES),
                1 + random.nextInt(Limits.MAX_CHUNK_BYTES),
                bytes(32));
    }

    List<ChunkLocation> locations(List<String> blobs, int count) {
        return Stream.generate(() -> location(blobs)).limit(count).toList();
    }

    /** A path of one to four components, text or not. */
    EntryPath path() {
        EntryPath path = EntryPath.ROOT;
        for (int i = random.nextInt(4); i >= 0; i--) {
            path = path.child(name());
        }
        return path;
    }

    private byte[] name() {
        if (random.nextInt(3) > 0) {
            return ("n" + text().replace('/', '_')).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }
        byte[] name = bytes(1 + random.nextInt(20));
        for (int i = 0; i < name.length; i++) {
            if (name[i] == 0 || name[i] == '/' || name[i] == '.') {
                name[i] = (byte) 0xff;
            }
        }
        return name;
    }

    Map<String, byte[]> xattrs() {
        Map<String, byte[]> xattrs = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            xattrs.put("user." + text(), bytes(random.nextInt(100)));
        }
        return xattrs;
    }

    EntryAttributes attributes() {
        EntryAttributes.Builder attributes = EntryAttributes.builder().sparse(random.nextBoolean());
        if (random.nextBoolean()) {
            attributes.mode(random.nextInt(010000)).user(maybeText()).group(maybeText());
        }
        if (random.nextBoolean()) {
            attributes
                    .owner(random.nextLong(1L << 32), random.nextLong(1L << 32))
                    .modified(time());
        }
        if (random.nextBoolean()) {
            attributes.linkTarget(
                    random.nextBoolean()
                            ? bytes(20)
                            : "../to/\u00e4".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        if (random.nextBoolean()) {
            attributes.device(random.nextLong());
        }
        return attributes.xattrs(xattrs()).build();
    }

    TreeEntry entry(EntryPath path, List<String> blobs) {
        EntryKind kind = EntryKind.values()[random.nextInt(EntryKind.values().length)];
        Entry entry = new Entry(
                path,
                kind,
                kind == EntryKind.FILE ? count() : 0,
                attributes(),
                random.nextBoolean() ? path() : null,
                maybeText());
        boolean listed = random.nextBoolean();
        List<ChunkLocation> some = locations(blobs, random.nextInt(4));
        return new TreeEntry(
                entry,
                listed ? List.of() : some,
                listed ? some : List.of(),
                random.nextBoolean() ? location(blobs) : null,
                random.nextBoolean() ? location(blobs) : null);
    }

    /** Entries in the order of their paths; the blob that holds them is among those that they name. */
    List<TreeEntry> entries(int count) {
        List<String> blobs = new ArrayList<>(blobs(2));
        blobs.add("");
        return paths(count).stream().map(path -> entry(path, blobs)).toList();
    }

    List<TreeChild> children(int count) {
        List<String> blobs = new ArrayList<>(blobs(2));
        blobs.add("");
        return paths(count).stream()
                .map(path -> new TreeChild(path, location(blobs), count()))
                .toList();
    }

    private Set<EntryPath> paths(int count) {
        Set<EntryPath> paths = new TreeSet<>();
        while (paths.size() < count) {
            paths.add(path());
        }
        return paths;
    }

    BlobDirectory directory() {
        BlobDirectory.Builder directory =
                new BlobDirectory.Builder(random.nextBoolean() ? BlobKind.DATA : BlobKind.METADATA);
        int offset = 0;
        for (int segment = random.nextInt(100); segment >= 0; segment--) {
            int plain = 0;
            for (int chunk = random.nextInt(6); chunk >= 0; chunk--) {
                int length = 1 + random.nextInt(5_000);
                directory.chunk(bytes(40), random.nextInt(8), length);
                plain += length;
            }
            int stored = 1 + random.nextInt(30_000);
            directory.segment(offset, stored, plain);
            offset += stored;
        }
        return directory.build();
    }
}
