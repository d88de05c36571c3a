package io.vaultik.core.internal.content;

import io.vaultik.core.internal.format.CollectionKeys;
import io.vaultik.storage.ObjectKey;
import io.vaultik.store.Digest;
import io.vaultik.store.HashAlgorithm;
import io.vaultik.store.ManifestId;
import java.util.Optional;

/**
 * The keys of a content store.
 *
 * <pre>
 * .objects/&lt;h[0:3]&gt;/&lt;h[3:6]&gt;/&lt;h[6:9]&gt;/&lt;h[9:]&gt;      the bytes of a file
 * .manifests/&lt;i[0:3]&gt;/&lt;i[3:6]&gt;/&lt;i[6:9]&gt;/&lt;i[9:]&gt;    the text of a manifest
 * .sessions/&lt;name&gt;.json                                a push that is under way
 * .sessions/maintenance/&lt;random&gt;.json                  a collection that is under way
 * .gc/&lt;20-digit number&gt;.json                           a state of the collection
 * </pre>
 */
final class StoreKeys {
    /** Where objects lie. */
    static final String OBJECTS = ".objects/";

    /** Where manifests lie. */
    static final String MANIFESTS = ".manifests/";

    /** The keys of the collection of objects. */
    static final CollectionKeys COLLECTION = new CollectionKeys(OBJECTS, ".sessions/", ".gc/") {
        @Override
        public ObjectKey blob(String name) {
            return ObjectKey.of(OBJECTS + sharded(name));
        }

        @Override
        public Optional<String> blobName(ObjectKey key) {
            return hex(OBJECTS, key);
        }
    };

    private static final int SEGMENT = 3;
    private static final int SEGMENTS = 3;

    private StoreKeys() {}

    static ObjectKey object(Digest digest) {
        if (digest.algorithm() != HashAlgorithm.BLAKE3) {
            throw new IllegalArgumentException("objects are named by BLAKE3, not by " + digest.algorithm());
        }
        return ObjectKey.of(OBJECTS + sharded(digest.hex()));
    }

    static ObjectKey manifest(ManifestId id) {
        return ObjectKey.of(MANIFESTS + sharded(id.hex()));
    }

    /** Cuts a text after the third, sixth and ninth character; one that is shorter leaves empty segments. */
    static String sharded(String hex) {
        StringBuilder text = new StringBuilder(hex.length() + SEGMENTS);
        for (int i = 0; i < SEGMENTS; i++) {
            text.append(hex, Math.min(hex.length(), SEGMENT * i), Math.min(hex.length(), SEGMENT * (i + 1)))
                    .append('/');
        }
        return text.append(hex, Math.min(hex.length(), SEGMENT * SEGMENTS), hex.length())
                .toString();
    }

    /** Returns the 64 digits under a key below a prefix, if it has the form of one; anything else there is a stray. */
    static Optional<String> hex(String prefix, ObjectKey key) {
        String value = key.value();
        int digits = 2 * HashAlgorithm.BLAKE3.digestBytes();
        if (!value.startsWith(prefix) || value.length() != prefix.length() + digits + SEGMENTS) {
            return Optional.empty();
        }
        String hex = value.substring(prefix.length()).replace("/", "");
        boolean fits = Digest.isHex(HashAlgorithm.BLAKE3, hex) && value.equals(prefix + sharded(hex));
        return fits ? Optional.of(hex) : Optional.empty();
    }
}
