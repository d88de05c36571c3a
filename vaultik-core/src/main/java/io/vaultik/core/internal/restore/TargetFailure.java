package io.vaultik.core.internal.restore;

import java.io.IOException;

/** What an application's target threw: always of one item, whatever it would mean if it came from the repository. */
final class TargetFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final IOException thrown;

    TargetFailure(IOException thrown) {
        super(thrown);
        this.thrown = thrown;
    }

    IOException thrown() {
        return thrown;
    }
}
