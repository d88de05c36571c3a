package io.vaultik.core.internal.context;

import io.vaultik.core.internal.age.FileKeyUnwrapper;
import io.vaultik.core.internal.age.Stanza;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Identity;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the identities of an application, in their order. */
final class IdentityUnwrapper implements FileKeyUnwrapper {
    private final List<Identity> identities;

    IdentityUnwrapper(List<Identity> identities) {
        this.identities = identities;
    }

    @Override
    public byte @Nullable [] unwrap(List<Stanza> stanzas) throws VaultikException {
        List<Identity.Stanza> offered = stanzas.stream()
                .map(stanza -> new Identity.Stanza(stanza.type(), stanza.arguments(), stanza.body()))
                .toList();
        for (Identity identity : identities) {
            Optional<byte[]> fileKey = identity.unwrap(offered);
            if (fileKey.isPresent()) {
                return fileKey.get();
            }
        }
        return null;
    }
}
