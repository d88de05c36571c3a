package io.vaultik.core.internal.fs;

import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * Sets the attributes of an entry that was just made, in the order in which they last: owner (which clears set-user-id and
 * capabilities), attributes of the user (which need a file that its owner may write), mode, ACLs and capabilities, times.
 *
 * <p>What the file system or missing privilege refuses is left out with one alert of its kind. Thread-safe.
 */
final class AttributeWriter {
    static final String OWNERS = "owners that may not be set were left out";
    static final String MODES = "permission bits that may not be set were left out";
    static final String SET_ID = "set-user-id and set-group-id bits were left out where the owner is another one";
    static final String TIMES = "times that cannot be set were left out";
    static final String XATTRS = "extended attributes that cannot be set were left out: ";

    /** What a directory has while it is being filled; no other directory is likely to have just these bits. */
    static final int UNFINISHED = 01700;

    private static final int SET_USER_ID = 04000;
    private static final int SET_GROUP_ID = 02000;
    private static final Set<String> ACLS = Set.of("system.posix_acl_access", "system.posix_acl_default");

    private final AttributeOptions options;
    private final Alerts alerts;
    private final int creationMask;

    AttributeWriter(AttributeOptions options, Alerts alerts, int creationMask) {
        this.options = options;
        this.alerts = alerts;
        this.creationMask = creationMask;
    }

    void write(OpenNode node, EntryKind kind, EntryAttributes attributes) throws IOException {
        if (options.owners()) {
            writeOwner(node, attributes);
        }
        if (options.xattrs()) {
            removeInheritedAcls(node, attributes);
            writeXattrs(node, attributes, true);
        }
        if (kind != EntryKind.SYMLINK) {
            writeMode(node, kind, attributes);
        }
        if (options.xattrs()) {
            writeXattrs(node, attributes, false);
        }
        if (options.times() && attributes.modified().isPresent()) {
            check(node.setModified(attributes.modified().get()), TIMES);
        }
    }

    private void writeOwner(OpenNode node, EntryAttributes attributes) throws IOException {
        if (attributes.uid().isPresent() && attributes.gid().isPresent()) {
            long uid = attributes.uid().getAsLong();
            long gid = attributes.gid().getAsLong();
            FileStat now = node.stat();
            if (!now.isUnix() || now.uid() != uid || now.gid() != gid) {
                check(node.setOwner(uid, gid), OWNERS);
            }
        }
    }

    private void writeMode(OpenNode node, EntryKind kind, EntryAttributes attributes) throws IOException {
        if (options.modes() && attributes.mode().isPresent()) {
            check(node.setMode(allowedBits(node, attributes, attributes.mode().getAsInt())), MODES);
        } else if (kind != EntryKind.DIRECTORY) {
            check(node.setMode(0666 & ~creationMask), MODES);
        } else if (node.stat().permissions() == UNFINISHED) {
            check(node.setMode(0777 & ~creationMask), MODES);
        }
    }

    /** Takes away the bits that would lend the rights of another user than the one they were given by. */
    private int allowedBits(OpenNode node, EntryAttributes attributes, int mode) throws IOException {
        if (options.setIds() || (mode & (SET_USER_ID | SET_GROUP_ID)) == 0) {
            return mode;
        }
        FileStat now = node.stat();
        boolean sameUser = now.isUnix() && attributes.uid().orElse(-1) == now.uid();
        boolean sameGroup = now.isUnix() && attributes.gid().orElse(-1) == now.gid();
        int allowed = mode & ~(sameUser ? 0 : SET_USER_ID) & ~(sameGroup ? 0 : SET_GROUP_ID);
        check(allowed == mode, SET_ID);
        return allowed;
    }

    /** A directory with a default ACL hands it on, and the mode that is set here would then mean something else. */
    private static void removeInheritedAcls(OpenNode node, EntryAttributes attributes) throws IOException {
        if (attributes.mode().isEmpty()) {
            return;
        }
        for (byte[] name : node.xattrNames()) {
            String text = new String(name, StandardCharsets.UTF_8);
            if (ACLS.contains(text) && !attributes.xattrs().containsKey(text)) {
                node.removeXattr(name);
            }
        }
    }

    private void writeXattrs(OpenNode node, EntryAttributes attributes, boolean users) throws IOException {
        for (Map.Entry<String, byte[]> xattr : attributes.xattrs().entrySet()) {
            String name = xattr.getKey();
            if (name.startsWith("user.") == users) {
                check(node.setXattr(name, xattr.getValue()), XATTRS + namespace(name));
            }
        }
    }

    /** Returns the namespace for the text of an alert, which must not grow with what a snapshot holds. */
    private static String namespace(String name) {
        String namespace = name.substring(0, Math.max(0, name.indexOf('.')));
        return switch (namespace) {
            case "user", "trusted", "security", "system" -> namespace;
            default -> "other";
        };
    }

    private void check(boolean done, String alert) {
        if (!done) {
            alerts.accept(alert);
        }
    }
}
