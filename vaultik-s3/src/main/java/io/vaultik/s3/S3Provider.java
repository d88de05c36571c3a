package io.vaultik.s3;

import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.StorageProvider;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Opens buckets by {@code s3://bucket/prefix}. Options:
 *
 * <ul>
 *   <li>{@code endpoint}, {@code region}, {@code path-style} (true, false): where the bucket is
 *   <li>{@code access-key} with {@code secret-key} and perhaps {@code session-token}, or {@code profile}, or {@code anonymous} (true): who
 *       asks; without any, whom the chain of the SDK finds
 *   <li>{@code storage-class}, {@code metadata-storage-class}, {@code sse}, {@code kms-key}, {@code object-lock-days}, {@code
 *       object-lock-mode} (governance, compliance): how objects are stored
 *   <li>{@code requester-pays}, {@code conditional-create} (true, false), {@code max-connections}, {@code upload-memory-mib},
 *       {@code timeout-seconds}
 * </ul>
 *
 * @since 0.1
 */
public final class S3Provider implements StorageProvider {
    /** How the options that stand for themselves change {@link S3Options}; a sorted map, so that messages list them in order. */
    private static final Map<String, BiFunction<S3Options, String, S3Options>> OPTIONS = new TreeMap<>(Map.ofEntries(
            Map.entry("endpoint", (o, value) -> o.endpoint(endpoint(value))),
            Map.entry("region", S3Options::region),
            Map.entry("path-style", (o, value) -> o.pathStyle(flag("path-style", value))),
            Map.entry("profile", S3Options::profile),
            Map.entry("anonymous", (o, value) -> flag("anonymous", value) ? o.anonymous() : o),
            Map.entry("storage-class", S3Options::storageClass),
            Map.entry("metadata-storage-class", S3Options::metadataStorageClass),
            Map.entry("sse", S3Options::encryption),
            Map.entry("kms-key", S3Options::kmsKey),
            Map.entry("requester-pays", (o, value) -> flag("requester-pays", value) ? o.requesterPays() : o),
            Map.entry("object-lock-days", (o, value) -> o.objectLockDays(number("object-lock-days", value))),
            Map.entry("object-lock-mode", S3Provider::lockMode),
            Map.entry(
                    "conditional-create",
                    (o, value) -> flag("conditional-create", value) ? o : o.withoutConditionalCreate()),
            Map.entry("max-connections", (o, value) -> o.maxConnections(number("max-connections", value))),
            Map.entry(
                    "upload-memory-mib",
                    (o, value) -> o.uploadMemoryBytes((long) number("upload-memory-mib", value) << 20)),
            Map.entry("timeout-seconds", (o, value) -> o.timeout(Duration.ofSeconds(number("timeout-seconds", value)))),
            Map.entry("access-key", (o, value) -> o),
            Map.entry("secret-key", (o, value) -> o),
            Map.entry("session-token", (o, value) -> o)));

    /** Makes a provider. */
    public S3Provider() {}

    @Override
    public String scheme() {
        return "s3";
    }

    @Override
    public ObjectStorage open(URI address, Map<String, String> options) throws StorageException {
        return S3Storage.open(options(address, options));
    }

    /** Returns what an address and options say. */
    static S3Options options(URI address, Map<String, String> options) {
        String bucket = address.getRawAuthority();
        if (bucket == null || bucket.contains("@") || address.getRawFragment() != null) {
            throw new IllegalArgumentException("a bucket is s3://bucket or s3://bucket/prefix, without a user");
        }
        String path = address.getPath() == null ? "" : address.getPath();
        S3Options made = S3Options.bucket(bucket).prefix(path.startsWith("/") ? path.substring(1) : path);
        for (Map.Entry<String, String> option : new TreeMap<>(options).entrySet()) {
            BiFunction<S3Options, String, S3Options> change = OPTIONS.get(option.getKey());
            if (change == null) {
                throw new IllegalArgumentException("there is no storage option \"" + option.getKey()
                        + "\"; those of a bucket are " + String.join(", ", OPTIONS.keySet()));
            }
            made = change.apply(made, option.getValue());
        }
        return withKey(made, options);
    }

    private static S3Options withKey(S3Options made, Map<String, String> options) {
        String access = options.get("access-key");
        String secret = options.get("secret-key");
        String token = options.get("session-token");
        if (access == null && secret == null && token == null) {
            return made;
        }
        if (access == null || secret == null) {
            throw new IllegalArgumentException("access-key and secret-key go together, and session-token with both");
        }
        if (options.containsKey("profile") || options.containsKey("anonymous")) {
            throw new IllegalArgumentException("either access-key, or profile, or anonymous");
        }
        return token == null ? made.credentials(access, secret) : made.credentials(access, secret, token);
    }

    private static S3Options lockMode(S3Options options, String value) {
        return switch (value) {
            case "governance" -> options;
            case "compliance" -> options.objectLockCompliance();
            default -> throw new IllegalArgumentException("object-lock-mode is governance or compliance");
        };
    }

    private static URI endpoint(String value) {
        try {
            return URI.create(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "endpoint is http://host[:port] or https://host[:port], without a user", e);
        }
    }

    private static boolean flag(String name, String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(name + " is true or false");
        };
    }

    private static int number(String name, String value) {
        if (!value.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException(name + " is a whole number");
        }
        return Integer.parseInt(value);
    }
}
