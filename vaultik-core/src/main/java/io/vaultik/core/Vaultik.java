package io.vaultik.core;

final class Vaultik {
    private Vaultik() {}
}
