package io.vaultik.core.internal.format;

import io.vaultik.storage.ObjectKey;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of a repository. {@code <dir>} is a snapshot id. A session has a name: {@code <dir>} if it makes a snapshot, {@code
 * <dir>/<k>-<random>} if it makes a revision of one; its name says where its object, its manifest and its record lie.
 *
 * <pre>
 * vaultik.json                          configuration
 * blobs/&lt;h[0:2]&gt;/&lt;h[2:4]&gt;/&lt;h&gt;            h = hex digest of the encrypted bytes
 * metadata/&lt;dir&gt;/snapshot.json.zst.age   snapshot record
 * metadata/&lt;dir&gt;/manifest.json.zst       snapshot manifest, or a void
 * metadata/&lt;dir&gt;/snapshot.&lt;k&gt;-&lt;random&gt;.json.zst.age   record of a revision
 * metadata/&lt;dir&gt;/manifest.&lt;k&gt;-&lt;random&gt;.json.zst       manifest of a revision, or a void
 * metadata/&lt;dir&gt;/pin                     keeps the snapshot; its bytes do not matter
 * metadata/&lt;dir&gt;/orphan                  since when a void has no session; its bytes do not matter
 * sessions/&lt;dir&gt;.json                    an open writer
 * sessions/&lt;dir&gt;/&lt;k&gt;-&lt;random&gt;.json       a writer of a revision
 * gc/&lt;20-digit number&gt;.json              collection state
 * </pre>
 */
public final class Keys {
    /** The configuration. */
    public static final ObjectKey CONFIGURATION = ObjectKey.of("vaultik.json");

    /** Where blobs lie. */
    public static final String BLOBS = "blobs/";

    /** Where snapshots lie. */
    public static final String METADATA = "metadata/";

    /** Where sessions lie. */
    public static final String SESSIONS = "sessions/";

    private static final Pattern BLOB = Pattern.compile("blobs/([0-9a-f]{2})/([0-9a-f]{2})/([0-9a-f]{64})");
    private static final Pattern MANIFEST = Pattern.compile("metadata/([A-Za-z0-9._~-]{1,255})/manifest\\.json\\.zst");
    private static final Pattern REVISION = Pattern.compile(
            "metadata/([A-Za-z0-9._~-]{1,255})/(manifest|snapshot)\\.(" + Revision.GRAMMAR + ")\\.json\\.zst(\\.age)?");
    private static final Pattern PIN = Pattern.compile("metadata/([A-Za-z0-9._~-]{1,255})/pin");

    /** The keys of the collection of a repository. */
    public static final CollectionKeys COLLECTION = new CollectionKeys(BLOBS, SESSIONS, "gc/") {
        @Override
        public ObjectKey blob(String name) {
            return Keys.blob(name);
        }

        @Override
        public Optional<String> blobName(ObjectKey key) {
            return Keys.blobName(key);
        }
    };

    private Keys() {}

    /**
     * Returns the key of a blob.
     *
     * @param name its name, 64 hexadecimal digits
     * @return {@code blobs/<h[0:2]>/<h[2:4]>/<h>}
     */
    public static ObjectKey blob(String name) {
        return ObjectKey.of(BLOBS + name.substring(0, 2) + "/" + name.substring(2, 4) + "/" + name);
    }

    /**
     * Returns the name of the blob under a key, if it is one.
     *
     * @param key any key
     * @return 64 hexadecimal digits, or empty if the key is not that of a blob
     */
    public static Optional<String> blobName(ObjectKey key) {
        Matcher matcher = BLOB.matcher(key.value());
        boolean matches = matcher.matches() && matcher.group(3).startsWith(matcher.group(1) + matcher.group(2));
        return matches ? Optional.of(matcher.group(3)) : Optional.empty();
    }

    /**
     * {@return the commit key of a session}
     *
     * @param session its name: the snapshot id, or that of a revision
     */
    public static ObjectKey manifest(String session) {
        return document(session, "manifest", ".json.zst");
    }

    private static ObjectKey document(String session, String what, String end) {
        int slash = session.indexOf('/');
        return slash < 0
                ? ObjectKey.of(METADATA + session + "/" + what + end)
                : ObjectKey.of(
                        METADATA + session.substring(0, slash) + "/" + what + "." + session.substring(slash + 1) + end);
    }

    /**
     * Returns the revision whose manifest or record lies under a key, if it is one.
     *
     * @param key any key
     * @return the revision, or empty
     */
    public static Optional<Revision> revision(ObjectKey key) {
        Matcher matcher = REVISION.matcher(key.value());
        boolean matches = matcher.matches() && matcher.group(2).equals("manifest") == (matcher.group(4) == null);
        return matches ? Revision.parse(matcher.group(3)) : Optional.empty();
    }

    /**
     * Tells whether a key is that of a manifest: the first one of a snapshot or a revision.
     *
     * @param key any key
     * @return true if what lies there is a manifest or a void
     */
    public static boolean isManifest(ObjectKey key) {
        return key.value().endsWith(".json.zst")
                && (manifestDir(key).isPresent() || revision(key).isPresent());
    }

    /**
     * Returns the directory name of the snapshot whose commit key this is, if it is one.
     *
     * @param key any key
     * @return 1 to 255 characters, which need not be a snapshot id, or empty if the key is no commit key
     */
    public static Optional<String> manifestDir(ObjectKey key) {
        Matcher matcher = MANIFEST.matcher(key.value());
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /**
     * {@return the key of a snapshot record}
     *
     * @param session the name of the session that made it: the snapshot id, or that of a revision
     */
    public static ObjectKey record(String session) {
        return document(session, "snapshot", ".json.zst.age");
    }

    /**
     * {@return the key of the mark that a void has no session any more: its age is that of the mark}
     *
     * @param dir the directory of the void
     */
    public static ObjectKey orphan(String dir) {
        return ObjectKey.of(METADATA + dir + "/orphan");
    }

    /**
     * Returns the directory that a key lies in, if it belongs to a snapshot.
     *
     * @param key any key
     * @return 1 to 255 characters, which need not be a snapshot id
     */
    public static Optional<String> snapshotDir(ObjectKey key) {
        String text = key.value();
        int end = text.indexOf('/', METADATA.length());
        boolean is = text.startsWith(METADATA) && end > METADATA.length() && end <= METADATA.length() + 255;
        return is ? Optional.of(text.substring(METADATA.length(), end)) : Optional.empty();
    }

    /**
     * {@return the key of the pin of a snapshot}
     *
     * @param dir the snapshot id
     */
    public static ObjectKey pin(String dir) {
        return ObjectKey.of(METADATA + dir + "/pin");
    }

    /**
     * Returns the directory name of the snapshot whose pin this is, if it is one.
     *
     * @param key any key
     * @return 1 to 255 characters, which need not be a snapshot id, or empty if the key is no pin
     */
    public static Optional<String> pinDir(ObjectKey key) {
        Matcher matcher = PIN.matcher(key.value());
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /**
     * {@return the prefix of everything that belongs to a snapshot, with its final slash}
     *
     * @param dir the snapshot id
     */
    public static String snapshotPrefix(String dir) {
        return METADATA + dir + "/";
    }

    /**
     * {@return the key of the session object of a writer}
     *
     * @param session its name: the id of the snapshot that it writes, or that of a revision
     */
    public static ObjectKey session(String session) {
        return COLLECTION.session(session);
    }
}
