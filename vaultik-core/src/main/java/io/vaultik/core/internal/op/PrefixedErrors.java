package io.vaultik.core.internal.op;

import io.vaultik.core.internal.fs.PathText;
import io.vaultik.fault.Item;
import io.vaultik.fault.ItemErrors;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryPath;

/** The errors of one of several sources, under its name. Thread-safe if what it passes them on to is. */
final class PrefixedErrors implements ItemErrors {
    private final ItemErrors errors;
    private final EntryPath prefix;

    PrefixedErrors(ItemErrors errors, EntryPath prefix) {
        this.errors = errors;
        this.prefix = prefix;
    }

    @Override
    public void failed(Item item, Throwable cause) throws VaultikException {
        errors.failed(moved(item), cause);
    }

    @Override
    public void skipped(Item item, String reason) {
        errors.skipped(moved(item), reason);
    }

    @Override
    public void alert(String text) {
        errors.alert(text);
    }

    private Item moved(Item item) {
        if (!item.namespace().equals(Item.PATH)) {
            return item;
        }
        String below = item.id().value();
        String name = PathText.of(prefix);
        // The walker names its root by a dot.
        return Item.path(below.equals(".") ? name : name + "/" + below);
    }
}
