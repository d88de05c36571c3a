package io.vaultik.core.internal.fs;

import io.vaultik.fault.Item;
import io.vaultik.fault.ItemErrors;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was reported, as text. */
final class CollectedErrors implements ItemErrors {
    final List<String> failed = new CopyOnWriteArrayList<>();
    final List<String> skipped = new CopyOnWriteArrayList<>();
    final List<String> alerts = new CopyOnWriteArrayList<>();

    @Override
    public void failed(Item item, Throwable cause) {
        failed.add(item.id().value() + ": " + cause.getClass().getSimpleName());
    }

    @Override
    public void skipped(Item item, String reason) {
        skipped.add(item.id().value() + ": " + reason);
    }

    @Override
    public void alert(String text) {
        alerts.add(text);
    }
}
