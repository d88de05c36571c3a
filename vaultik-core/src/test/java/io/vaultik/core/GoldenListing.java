package io.vaultik.core;

import io.vaultik.fault.ItemError;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.EntryStream;
import io.vaultik.repository.ErrorStream;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryInfo;
import io.vaultik.repository.SnapshotDetails;
import io.vaultik.repository.SnapshotFilter;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotSummary;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The text twin of a repository: everything that the public api tells of it, one fact a line, and a digest of every content. */
final class GoldenListing {
    private static final int MAX_SHOWN_BYTES = 40;

    private final Repository repository;
    private final List<String> lines = new ArrayList<>();

    private GoldenListing(Repository repository) {
        this.repository = repository;
    }

    /** Lists an open repository, with the identity. */
    static List<String> of(Repository repository) throws VaultikException, IOException {
        GoldenListing listing = new GoldenListing(repository);
        listing.repository();
        for (SnapshotSummary snapshot :
                repository.snapshots(SnapshotFilter.all()).snapshots()) {
            listing.snapshot(snapshot);
            listing.attachments(snapshot.id());
            listing.errors(snapshot.id());
            listing.entries(snapshot.id());
        }
        return listing.lines;
    }

    private void repository() throws VaultikException {
        RepositoryInfo info = repository.info();
        add("repository " + info.id());
        add("created " + info.created());
        add("digest " + info.digest());
        add("blobs " + info.blobs() + ", bytes " + info.storedBytes() + ", not referenced " + info.unreferencedBlobs());
    }

    private void snapshot(SnapshotSummary summary) throws VaultikException {
        add("");
        add("snapshot " + summary.id() + " " + summary.status());
        add("created " + summary.created() + ", series " + summary.series());
        add("host " + summary.host().orElse("-") + ", name " + summary.name().orElse("-"));
        add("blobs " + summary.blobs() + ", bytes " + summary.storedBytes() + ", new " + summary.newStoredBytes());
        SnapshotDetails details = repository.details(summary.id());
        add("source " + details.sourceId().id() + " (" + details.sourceId().displayName() + "), paths "
                + details.paths());
        add("user " + details.user() + ", software " + details.software());
        add("started " + details.started() + ", ended " + details.ended());
        add("labels " + new TreeMap<>(details.labels()));
        add("previous " + details.previous().map(SnapshotId::value).orElse("-"));
        add(details.counts().toString());
    }

    private void attachments(SnapshotId id) throws VaultikException, IOException {
        Map<String, Long> attachments = new TreeMap<>(repository.details(id).attachments());
        for (Map.Entry<String, Long> attachment : attachments.entrySet()) {
            try (InputStream in = repository.attachment(id, attachment.getKey())) {
                add("attachment " + attachment.getKey() + ", size " + attachment.getValue() + ", sha-256 " + hash(in));
            }
        }
    }

    private void errors(SnapshotId id) throws VaultikException {
        try (ErrorStream errors = repository.errors(id)) {
            for (var error = errors.next(); error.isPresent(); error = errors.next()) {
                ItemError e = error.get();
                add("error " + e.kind() + " " + e.item().namespace() + " "
                        + e.item().id().value() + ": " + e.cause() + ": " + e.message());
            }
        }
    }

    private void entries(SnapshotId id) throws VaultikException, IOException {
        try (EntryStream entries = repository.entries(id, EntryPath.ROOT, Integer.MAX_VALUE)) {
            for (var entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                add(line(id, entry.get()));
            }
        }
    }

    private String line(SnapshotId id, Entry entry) throws VaultikException, IOException {
        StringBuilder line = new StringBuilder(entry.kind().name());
        line.append(' ').append(show(entry.path().bytes()));
        if (entry.kind() == EntryKind.FILE) {
            line.append(", size ").append(entry.size()).append(", sha-256 ").append(content(id, entry.path()));
        }
        attributes(line, entry.attributes());
        entry.hardLinkTo().ifPresent(first -> line.append(", link to ").append(show(first.bytes())));
        entry.itemId().ifPresent(item -> line.append(", item ").append(show(bytes(item))));
        return line.toString();
    }

    private static void attributes(StringBuilder line, EntryAttributes a) {
        a.mode().ifPresent(mode -> line.append(", mode ").append("0%o".formatted(mode)));
        a.uid().ifPresent(uid -> line.append(", uid ").append(uid));
        a.gid().ifPresent(gid -> line.append(", gid ").append(gid));
        a.user().ifPresent(user -> line.append(", user ").append(user));
        a.group().ifPresent(group -> line.append(", group ").append(group));
        a.modified().ifPresent(time -> line.append(", modified ").append(time));
        a.linkTarget().ifPresent(target -> line.append(", target ").append(show(target)));
        a.device().ifPresent(device -> line.append(", device 0x").append(Long.toHexString(device)));
        if (a.sparse()) {
            line.append(", sparse");
        }
        a.xattrs()
                .forEach((name, value) ->
                        line.append(", ").append(name).append('=').append(show(value)));
    }

    private String content(SnapshotId id, EntryPath path) throws VaultikException, IOException {
        try (DigestOutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), sha256())) {
            repository.fetch(id, path, out);
            return HexFormat.of().formatHex(out.getMessageDigest().digest());
        }
    }

    private static String hash(InputStream in) throws IOException {
        try (DigestOutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), sha256())) {
            in.transferTo(out);
            return HexFormat.of().formatHex(out.getMessageDigest().digest());
        }
    }

    /** Shows printable ASCII as it is and other bytes as {@code %xx}; of long values length and digest. */
    private static String show(byte[] bytes) {
        if (bytes.length > MAX_SHOWN_BYTES) {
            return bytes.length + " bytes, sha-256 " + HexFormat.of().formatHex(sha256().digest(bytes));
        }
        StringBuilder text = new StringBuilder("\"");
        for (byte b : bytes) {
            boolean plain = b >= ' ' && b < 0x7f && b != '%' && b != '"';
            text.append(plain ? String.valueOf((char) b) : "%%%02x".formatted(b & 0xff));
        }
        return text.append('"').toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private void add(String line) {
        lines.add(line);
    }
}
