package io.vaultik.core.internal.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Existing;
import io.vaultik.repository.SourceEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttributeWriterTest {
    private static final long STRANGER = 54_321;
    private static final EntryPath F = EntryPath.of("f");

    /** A capability set of version 2 that permits CAP_NET_BIND_SERVICE. */
    private static final byte[] CAPABILITY = {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    /** A user of number 1 may read: user::rw-, user:1:r--, group::r--, mask::r--, other::---. */
    private static final byte[] ACL = {
        2, 0, 0, 0, 1, 0, 6, 0, -1, -1, -1, -1, 2, 0, 4, 0, 1, 0, 0, 0, 4, 0, 4, 0, -1, -1, -1, -1, 16, 0, 4, 0, -1, -1,
        -1, -1, 32, 0, 0, 0, -1, -1, -1, -1
    };

    private final List<String> alerts = new ArrayList<>();
    private Path root;

    @BeforeEach
    void inAFolder(@TempDir Path folder) {
        root = folder.resolve("target");
    }

    private ContainedWriter writer(AttributeOptions options) throws IOException {
        return ContainedWriter.open(new NativePosix(), root, options, new Random(7), new Alerts(alerts::add));
    }

    private SourceEntry writeFile(AttributeOptions options, EntryAttributes attributes) throws IOException {
        try (ContainedWriter writer = writer(options)) {
            try (ContainedFile file = writer.createFile(F)) {
                file.write(0, new byte[] {1}, 0, 1);
                file.commit(1, Existing.REPLACE, attributes);
            }
            return writer.stat(F).orElseThrow();
        }
    }

    private static EntryAttributes.Builder owned(long uid, long gid) {
        return EntryAttributes.builder().owner(uid, gid);
    }

    private long own(String attribute) throws IOException {
        Path probe = Files.createTempFile(root.getParent(), "probe", "");
        return ((Integer) Files.getAttribute(probe, attribute)).longValue();
    }

    @Test
    void setsOwnersOrSaysThatItMayNot() throws IOException {
        SourceEntry entry = writeFile(
                AttributeOptions.ALL, owned(STRANGER, STRANGER).mode(0640).build());
        if (Host.mayChown()) {
            assertThat(entry.attributes().uid()).hasValue(STRANGER);
            assertThat(entry.attributes().gid()).hasValue(STRANGER);
            assertThat(alerts).isEmpty();
        } else {
            assertThat(entry.attributes().uid()).hasValue(own("unix:uid"));
            assertThat(alerts).containsExactly(AttributeWriter.OWNERS);
        }
    }

    @Test
    void raisesOneAlertForAnyNumberOfEntries() throws IOException {
        EntryAttributes attributes = owned(STRANGER, STRANGER)
                .xattrs(Map.of("trusted.a", new byte[1], "trusted.b", new byte[1]))
                .build();
        for (int round = 0; round < 3; round++) {
            try (ContainedWriter writer = writer(AttributeOptions.ALL)) {
                for (int i = 0; i < 5; i++) {
                    writer.createFile(F).commit(0, Existing.REPLACE, attributes);
                    writer.makeDirectory(EntryPath.of("d"));
                    writer.finishDirectory(EntryPath.of("d"), attributes);
                }
            }
            List<String> expected = new ArrayList<>();
            if (!Host.mayChown()) {
                expected.add(AttributeWriter.OWNERS);
            }
            if (!Host.mayUseTrusted()) {
                expected.add(AttributeWriter.XATTRS + "trusted");
            }
            assertThat(alerts).containsExactlyElementsOf(expected);
            alerts.clear();
        }
    }

    @Test
    void keepsSetUserIdForTheSameOwner() throws IOException {
        SourceEntry entry = writeFile(
                AttributeOptions.ALL,
                owned(own("unix:uid"), own("unix:gid")).mode(06755).build());
        assertThat(entry.attributes().mode()).hasValue(06755);
        assertThat(alerts).isEmpty();
    }

    @Test
    void setsSetUserIdOnlyAfterTheOwnerWasSet() throws IOException {
        SourceEntry entry = writeFile(
                AttributeOptions.ALL, owned(STRANGER, STRANGER).mode(06755).build());
        assertThat(entry.attributes().mode()).hasValue(Host.mayChown() ? 06755 : 0755);
        assertThat(alerts.contains(AttributeWriter.SET_ID)).isEqualTo(!Host.mayChown());
    }

    @Test
    void leavesOutSetUserIdWhereOwnersAreNotRestored() throws IOException {
        AttributeOptions withoutOwners = new AttributeOptions(false, true, true, true);
        SourceEntry entry =
                writeFile(withoutOwners, owned(STRANGER, STRANGER).mode(07755).build());
        assertThat(entry.attributes().mode()).hasValue(01755);
        assertThat(alerts).containsExactly(AttributeWriter.SET_ID);
        SourceEntry unknown = writeFile(
                AttributeOptions.ALL, EntryAttributes.builder().mode(04755).build());
        assertThat(unknown.attributes().mode()).hasValue(0755);
    }

    @Test
    void setsAttributesOfUsersOnFilesThatEndUpReadOnly() throws IOException {
        Map<String, byte[]> xattrs = new TreeMap<>();
        xattrs.put("user.note", Host.bytes("kept"));
        xattrs.put("system.posix_acl_access", ACL);
        SourceEntry entry = writeFile(
                AttributeOptions.ALL,
                EntryAttributes.builder().mode(0440).xattrs(xattrs).build());
        assertThat(entry.attributes().xattrs()).containsEntry("user.note", Host.bytes("kept"));
        assertThat(entry.attributes().xattrs()).containsKey("system.posix_acl_access");
        assertThat(alerts).isEmpty();
    }

    @Test
    void setsCapabilitiesAfterTheOwner() throws IOException {
        EntryAttributes attributes = owned(own("unix:uid"), own("unix:gid"))
                .mode(0755)
                .xattrs(Map.of("security.capability", CAPABILITY))
                .build();
        SourceEntry entry = writeFile(AttributeOptions.ALL, attributes);
        if (Host.maySetCapabilities()) {
            assertThat(entry.attributes().xattrs()).containsEntry("security.capability", CAPABILITY);
            assertThat(alerts).isEmpty();
        } else {
            assertThat(entry.attributes().xattrs()).isEmpty();
            assertThat(alerts).containsExactly(AttributeWriter.XATTRS + "security");
        }
    }

    @Test
    void removesAnAclThatTheTargetHandsOn() throws IOException {
        Files.createDirectories(root);
        try (OpenDirectory directory = Host.open(root)) {
            assertThat(directory.setXattr("system.posix_acl_default", ACL)).isTrue();
        }
        SourceEntry entry = writeFile(
                AttributeOptions.ALL, EntryAttributes.builder().mode(0644).build());
        assertThat(entry.attributes().xattrs()).isEmpty();
        assertThat(entry.attributes().mode()).hasValue(0644);
    }

    @Test
    void leavesOutWhatNoFileSystemHolds() throws IOException {
        Map<String, byte[]> xattrs = new TreeMap<>();
        xattrs.put("user.huge", new byte[100_000]);
        xattrs.put("nowhere.x", new byte[1]);
        xattrs.put("no-namespace", new byte[1]);
        xattrs.put("user.good", new byte[] {5});
        SourceEntry entry = writeFile(
                AttributeOptions.ALL, EntryAttributes.builder().xattrs(xattrs).build());
        assertThat(entry.attributes().xattrs()).containsOnlyKeys("user.good");
        assertThat(alerts).containsExactlyInAnyOrder(AttributeWriter.XATTRS + "user", AttributeWriter.XATTRS + "other");
    }

    @Test
    void writesOnlyWhatTheOptionsSay() throws IOException {
        Instant time = Instant.parse("1999-01-01T00:00:00Z");
        EntryAttributes attributes = EntryAttributes.builder()
                .mode(0611)
                .owner(STRANGER, STRANGER)
                .modified(time)
                .xattrs(Map.of("user.x", new byte[1]))
                .build();
        SourceEntry entry = writeFile(AttributeOptions.NONE, attributes);
        assertThat(entry.attributes().mode()).hasValue(0666 & ~CreationMask.read());
        assertThat(entry.attributes().uid()).hasValue(own("unix:uid"));
        assertThat(entry.attributes().modified().orElseThrow()).isAfter(time);
        assertThat(entry.attributes().xattrs()).isEmpty();
        assertThat(alerts).isEmpty();
        try (ContainedWriter writer = writer(AttributeOptions.NONE)) {
            writer.makeDirectory(EntryPath.of("d"));
            writer.finishDirectory(EntryPath.of("d"), attributes);
            assertThat(writer.stat(EntryPath.of("d")).orElseThrow().attributes().mode())
                    .hasValue(0777 & ~CreationMask.read());
        }
        SourceEntry times = writeFile(new AttributeOptions(false, false, true, false), attributes);
        assertThat(times.attributes().modified()).contains(time);
        SourceEntry modes = writeFile(new AttributeOptions(false, true, false, false), attributes);
        assertThat(modes.attributes().mode()).hasValue(0611);
    }

    @Test
    void makesSpecialFilesOrSaysThatItMayNot() throws IOException {
        EntryAttributes device = EntryAttributes.builder()
                .mode(0620)
                .device(1L << 32 | 3)
                .modified(Instant.EPOCH)
                .build();
        try (ContainedWriter writer = writer(AttributeOptions.ALL)) {
            assertThat(writer.makeSpecial(EntryPath.of("fifo"), EntryKind.FIFO, Existing.FAIL, device))
                    .isTrue();
            SourceEntry fifo = writer.stat(EntryPath.of("fifo")).orElseThrow();
            assertThat(fifo.kind()).isEqualTo(EntryKind.FIFO);
            assertThat(fifo.attributes().mode()).hasValue(0620);
            assertThat(fifo.attributes().modified()).contains(Instant.EPOCH);
            for (EntryKind kind : List.of(EntryKind.CHARACTER_DEVICE, EntryKind.BLOCK_DEVICE)) {
                EntryPath path = EntryPath.of(kind.name());
                assertThat(writer.makeSpecial(path, kind, Existing.FAIL, device))
                        .isEqualTo(Host.mayMakeDevices());
                assertThat(writer.stat(path).map(entry -> entry.attributes().device()))
                        .isEqualTo(
                                Host.mayMakeDevices()
                                        ? java.util.Optional.of(device.device())
                                        : java.util.Optional.empty());
            }
        }
        assertThat(alerts.contains(ContainedWriter.DEVICES)).isEqualTo(!Host.mayMakeDevices());
    }

    @Test
    void saysOnAPlainFileSystemWhatItLeavesOut() throws IOException {
        EntryAttributes attributes = EntryAttributes.builder()
                .mode(0600)
                .xattrs(Map.of("user.x", new byte[1]))
                .build();
        try (ContainedWriter writer = ContainedWriter.open(
                new PlainPosix(), root, AttributeOptions.ALL, new Random(7), new Alerts(alerts::add))) {
            writer.createFile(F).commit(0, Existing.FAIL, attributes);
            assertThat(writer.makeSpecial(EntryPath.of("p"), EntryKind.FIFO, Existing.FAIL, attributes))
                    .isFalse();
        }
        assertThat(Files.exists(root.resolve("p"), LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(alerts).containsExactly(AttributeWriter.XATTRS + "user", ContainedWriter.DEVICES);
    }
}
