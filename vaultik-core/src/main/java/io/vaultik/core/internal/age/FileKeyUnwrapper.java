package io.vaultik.core.internal.age;

import io.vaultik.fault.VaultikException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can open an age file: an identity, or a service that holds one. Implementations are thread-safe. */
@FunctionalInterface
public interface FileKeyUnwrapper {
    /**
     * Unwraps the file key.
     *
     * @param stanzas all stanzas of the header, in its order; those of other types are ignored
     * @return the file key, 16 bytes that the caller owns; null if no stanza is for this identity
     * @throws VaultikException if a stanza of the own type breaks the format, or the service does not answer
     */
    byte @Nullable [] unwrap(List<Stanza> stanzas) throws VaultikException;

    /**
     * Joins identities: the first that opens a file does.
     *
     * @param identities the identities, in the order in which to try them
     * @return one that stands for all
     */
    static FileKeyUnwrapper anyOf(List<? extends FileKeyUnwrapper> identities) {
        List<FileKeyUnwrapper> all = List.copyOf(identities);
        return stanzas -> {
            for (FileKeyUnwrapper identity : all) {
                byte[] fileKey = identity.unwrap(stanzas);
                if (fileKey != null) {
                    return fileKey;
                }
            }
            return null;
        };
    }
}
