package io.vaultik.core;

import io.vaultik.core.internal.age.IdentityFile;
import io.vaultik.core.internal.age.X25519Identity;
import io.vaultik.fault.AlreadyExistsException;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.NotPermittedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Identity;
import io.vaultik.repository.Recipient;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Private keys of the age format (X25519), from a file as {@code age-keygen} writes it. Immutable and thread-safe; never prints its
 * secret.
 *
 * @since 0.1
 */
public final class AgeIdentity implements Identity {
    private final List<X25519Identity> keys;

    private AgeIdentity(List<X25519Identity> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Reads a file of identities, one a line; empty lines and lines that begin with {@code #} are passed over.
     *
     * @param file the file
     * @return all identities of the file as one
     * @throws NotFoundException if there is no such file
     * @throws NotPermittedException if it may not be read
     * @throws MalformedException if it holds something else, or no identity
     */
    public static AgeIdentity read(Path file) throws VaultikException {
        try {
            return new AgeIdentity(IdentityFile.read(file));
        } catch (NoSuchFileException e) {
            throw new NotFoundException("there is no identity file {}", e, Concealed.of(file));
        } catch (AccessDeniedException e) {
            throw new NotPermittedException("the identity file {} may not be read", e, Concealed.of(file));
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(false, "the identity file {} cannot be read", e, Concealed.of(file));
        }
    }

    /**
     * Reads one identity.
     *
     * @param text {@code AGE-SECRET-KEY-1...}
     * @return the identity
     * @throws MalformedException if it is none; the message does not show it
     */
    public static AgeIdentity parse(String text) throws MalformedException {
        return new AgeIdentity(List.of(X25519Identity.parse(text.strip())));
    }

    /**
     * Makes a new identity.
     *
     * @param random where it comes from
     * @return the identity
     */
    public static AgeIdentity generate(SecureRandom random) {
        return new AgeIdentity(List.of(X25519Identity.generate(random)));
    }

    /**
     * Returns the public key of the first identity.
     *
     * @return whom to encrypt to, so that this identity can read
     */
    public Recipient recipient() {
        return Recipient.parse(keys.get(0).recipient().toString());
    }

    /**
     * Returns the secret text of the first identity. Handle with care.
     *
     * @return {@code AGE-SECRET-KEY-1...}
     */
    public String text() {
        return keys.get(0).text();
    }

    /**
     * Writes the first identity to a new file with mode 0600, in the layout of {@code age-keygen}.
     *
     * @param file the file
     * @param created what stands in it as the time of creation
     * @throws AlreadyExistsException if there is such a file; it is never overwritten
     * @throws VaultikException if it cannot be written
     */
    public void write(Path file, Instant created) throws VaultikException {
        try {
            IdentityFile.write(file, keys.get(0), created);
        } catch (FileAlreadyExistsException e) {
            throw new AlreadyExistsException("{} exists already and is not overwritten", e, Concealed.of(file));
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(false, "{} cannot be written", e, Concealed.of(file));
        }
    }

    @Override
    public Optional<byte[]> unwrap(List<Stanza> stanzas) throws VaultikException {
        List<io.vaultik.core.internal.age.Stanza> all = new ArrayList<>();
        for (Stanza stanza : stanzas) {
            all.add(new io.vaultik.core.internal.age.Stanza(stanza.type(), stanza.arguments(), stanza.body()));
        }
        for (X25519Identity key : keys) {
            byte[] fileKey = key.unwrap(all);
            if (fileKey != null) {
                return Optional.of(fileKey);
            }
        }
        return Optional.empty();
    }

    /** Shows the public key. */
    @Override
    public String toString() {
        return "AgeIdentity[" + recipient() + "]";
    }
}
