package io.vaultik.core.internal.format;

import io.vaultik.storage.ObjectKey;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a collection finds its things: what it collects, sessions and states. A repository and a content store have the same
 * under other prefixes.
 *
 * <pre>
 * &lt;sessions&gt;&lt;name&gt;.json                    an open writer
 * &lt;sessions&gt;maintenance/&lt;random&gt;.json      an open maintainer
 * &lt;states&gt;&lt;20-digit number&gt;.json           a state
 * </pre>
 */
public abstract class CollectionKeys {
    private static final Pattern STATE = Pattern.compile("([0-9]{20})\\.json");
    private static final Pattern SESSION = Pattern.compile("([^/]+(?:/[^/]+)?)\\.json");
    private static final String MAINTENANCE = "maintenance/";
    private static final String LAST_STATE = "09223372036854775807";

    private final String blobs;
    private final String sessions;
    private final String states;

    /**
     * Sets the prefixes, each with its final slash.
     *
     * @param blobs where lies what is collected
     * @param sessions where sessions lie
     * @param states where states lie
     */
    protected CollectionKeys(String blobs, String sessions, String states) {
        this.blobs = blobs;
        this.sessions = sessions;
        this.states = states;
    }

    /**
     * Returns the key of something that is collected.
     *
     * @param name its name, 64 hexadecimal digits
     * @return its key
     */
    public abstract ObjectKey blob(String name);

    /**
     * Returns the name of what lies under a key, if it is something that is collected.
     *
     * @param key any key
     * @return 64 hexadecimal digits, or empty if it is none
     */
    public abstract Optional<String> blobName(ObjectKey key);

    /** {@return the prefix of everything that is collected} */
    public final String blobs() {
        return blobs;
    }

    /** {@return the prefix of all sessions} */
    public final String sessions() {
        return sessions;
    }

    /** {@return the prefix of the sessions of maintainers} */
    public final String maintainers() {
        return sessions + MAINTENANCE;
    }

    /** {@return the prefix of states} */
    public final String states() {
        return states;
    }

    /**
     * {@return the key of a session}
     *
     * @param name its name; that of a maintainer begins with {@code maintenance/}
     */
    public final ObjectKey session(String name) {
        return ObjectKey.of(sessions + name + ".json");
    }

    /**
     * {@return the name of a maintainer's session}
     *
     * @param random a text of its own
     */
    public static String maintainer(String random) {
        return MAINTENANCE + random;
    }

    /**
     * Returns the name of a session.
     *
     * @param key any key
     * @return the name as {@link #session} takes it, or empty if the key is not that of a session
     */
    public final Optional<String> sessionName(ObjectKey key) {
        if (!key.value().startsWith(sessions)) {
            return Optional.empty();
        }
        String rest = key.value().substring(sessions.length());
        String prefix = rest.startsWith(MAINTENANCE) ? MAINTENANCE : "";
        Matcher matcher = SESSION.matcher(rest.substring(prefix.length()));
        return matcher.matches() ? Optional.of(prefix + matcher.group(1)) : Optional.empty();
    }

    /**
     * {@return whether a session is that of a maintainer}
     *
     * @param name its name
     */
    public static boolean isMaintainer(String name) {
        return name.startsWith(MAINTENANCE);
    }

    /**
     * {@return the key of a state, with leading zeros, so that keys sort as numbers do}
     *
     * @param number its number, not negative
     */
    public final ObjectKey state(long number) {
        String digits = Long.toString(number);
        return ObjectKey.of(states + "0".repeat(20 - digits.length()) + digits + ".json");
    }

    /**
     * Returns the number of the state under a key, if it is one.
     *
     * @param key any key
     * @return a number that is not negative, or empty if the key is not that of a state
     */
    public final Optional<Long> stateNumber(ObjectKey key) {
        if (!key.value().startsWith(states)) {
            return Optional.empty();
        }
        Matcher matcher = STATE.matcher(key.value().substring(states.length()));
        if (!matcher.matches() || matcher.group(1).compareTo(LAST_STATE) > 0) {
            return Optional.empty();
        }
        return Optional.of(Long.parseLong(matcher.group(1)));
    }
}
