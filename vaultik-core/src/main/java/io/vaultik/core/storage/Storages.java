package io.vaultik.core.storage;

import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.StorageProvider;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Opens storages by their address: {@code file:///folder}, {@code mem:}, and whatever the {@link StorageProvider}s that are there can
 * open, such as {@code s3://bucket/prefix}. Thread-safe; providers are looked for at each call, with the class loader of the thread
 * and with that of this class.
 *
 * <p>The query of an address holds options of the storage: {@code s3://bucket/prefix?region=eu-north-1}. Secrets have no place in an
 * address, since addresses are shown and remembered; they are given beside it or come from the surroundings.
 *
 * @since 0.1
 */
public final class Storages {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);
    private static final Pattern SECRET = Pattern.compile("(?i).*(secret|token|password|credential).*");

    private Storages() {}

    /**
     * Opens a storage.
     *
     * @param address where it is, with options in its query
     * @return the storage, closed by the caller
     * @throws IllegalArgumentException if it is no address, there is no provider of its scheme, or an option is wrong
     * @throws StorageException if the storage cannot be opened
     */
    public static ObjectStorage open(String address) throws StorageException {
        return open(address, Map.of());
    }

    /**
     * Opens a storage.
     *
     * @param address where it is, with options in its query
     * @param options the storage's own options by name; none that the address has too
     * @return the storage, closed by the caller
     * @throws IllegalArgumentException if it is no address, there is no provider of its scheme, or an option is wrong; the message names
     *     the schemes that are there
     * @throws StorageException if the storage cannot be opened
     */
    public static ObjectStorage open(String address, Map<String, String> options) throws StorageException {
        Matcher matcher = SCHEME.matcher(address);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("an address begins with its kind: " + kinds(providers()));
        }
        String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
        SortedMap<String, StorageProvider> providers = providers();
        StorageProvider provider = providers.get(scheme);
        if (provider == null) {
            throw new IllegalArgumentException(
                    "there are no storages of the kind \"" + scheme + ":\" here; there are " + kinds(providers));
        }
        URI whole = parsed(address, scheme);
        Map<String, String> all = new LinkedHashMap<>(options);
        addQuery(whole.getRawQuery(), all);
        return provider.open(withoutQuery(whole), Map.copyOf(all));
    }

    /**
     * Returns what can be opened here.
     *
     * @return the providers by their schemes, in the order of the alphabet
     * @throws IllegalStateException if there are two of one scheme
     */
    public static SortedMap<String, StorageProvider> providers() {
        SortedMap<String, StorageProvider> providers = new TreeMap<>();
        add(ServiceLoader.load(StorageProvider.class), providers);
        add(ServiceLoader.load(StorageProvider.class, Storages.class.getClassLoader()), providers);
        return providers;
    }

    private static void add(ServiceLoader<StorageProvider> loader, SortedMap<String, StorageProvider> providers) {
        for (StorageProvider provider : loader) {
            StorageProvider known = providers.putIfAbsent(provider.scheme(), provider);
            if (known != null
                    && !known.getClass().getName().equals(provider.getClass().getName())) {
                throw new IllegalStateException("two providers open " + provider.scheme() + ": "
                        + known.getClass().getName() + " and "
                        + provider.getClass().getName());
            }
        }
    }

    private static String kinds(SortedMap<String, StorageProvider> providers) {
        return String.join(":, ", providers.keySet()) + ":";
    }

    private static URI parsed(String address, String scheme) {
        try {
            // A scheme alone is an address for people, but none for the parser.
            return new URI(address.length() == scheme.length() + 1 ? address + "///" : address);
        } catch (URISyntaxException e) {
            // The exception shows the address, and who mistypes one may have a secret in it.
            throw new IllegalArgumentException(
                    "an address of " + scheme + ": has a character that belongs in the form %XX at " + e.getIndex());
        }
    }

    private static URI withoutQuery(URI whole) {
        String text = whole.toString();
        int end = text.indexOf('?');
        return end < 0 ? whole : URI.create(text.substring(0, end));
    }

    private static void addQuery(@Nullable String query, Map<String, String> options) {
        if (query == null || query.isEmpty()) {
            return;
        }
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("the query of an address is NAME=VALUE&NAME=VALUE");
            }
            String name = decoded(parameter.substring(0, equals));
            if (SECRET.matcher(name).matches()) {
                throw new IllegalArgumentException("\"" + name + "\" does not belong in an address; give it beside it");
            }
            if (options.putIfAbsent(name, decoded(parameter.substring(equals + 1))) != null) {
                throw new IllegalArgumentException("the storage option \"" + name + "\" is given twice");
            }
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
