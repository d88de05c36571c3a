package io.vaultik.core.internal.catalog;

import org.jspecify.annotations.Nullable;

/** What a blob holds. */
public enum BlobKind {
    /** Chunks of file contents. */
    DATA(0),
    /** Nodes and small documents. */
    METADATA(1);

    private final int code;

    BlobKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Returns the kind of a code read from the file, or null if there is none. */
    static @Nullable BlobKind of(int code) {
        return switch (code) {
            case 0 -> DATA;
            case 1 -> METADATA;
            default -> null;
        };
    }
}
