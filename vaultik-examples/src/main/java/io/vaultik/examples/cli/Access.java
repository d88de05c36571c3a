package io.vaultik.examples.cli;

/** What a command needs to open a repository with. */
enum Access {
    /** No key; one that is there is not even read. */
    KEY_FREE,
    /** More can be told with the identity. */
    IDENTITY_IF_GIVEN,
    /** The identity. */
    IDENTITY
}
