package io.vaultik.repository;

import io.vaultik.fault.VaultikException;
import java.util.List;
import java.util.Optional;

/**
 * Opens what was encrypted to a recipient. {@code io.vaultik.core.AgeIdentity} holds a private key; an implementation of
 * your own can ask a key service or a hardware token. Must be thread-safe.
 *
 * @since 0.1
 */
public interface Identity {
    /**
     * Unwraps the key of one file.
     *
     * @param stanzas the wrapped keys in the header of the file, one for each recipient
     * @return the 16 bytes of the file key, or empty if none of the stanzas is for this identity
     * @throws VaultikException if the identity cannot be asked
     */
    Optional<byte[]> unwrap(List<Stanza> stanzas) throws VaultikException;

    /**
     * A file key wrapped for one recipient (age v1 format, recipient stanza).
     *
     * @param type the type, such as {@code X25519}
     * @param arguments the arguments of the stanza
     * @param body the wrapped key; must not be changed
     */
    record Stanza(String type, List<String> arguments, byte[] body) {}
}
