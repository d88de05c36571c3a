package io.vaultik.core.internal.fs;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Raises each alert once, however many entries it concerns. Thread-safe; the texts are few and fixed. */
final class Alerts implements Consumer<String> {
    private final Consumer<String> receiver;
    private final Set<String> raised = ConcurrentHashMap.newKeySet();

    Alerts(Consumer<String> receiver) {
        this.receiver = receiver;
    }

    @Override
    public void accept(String text) {
        if (raised.add(text)) {
            receiver.accept(text);
        }
    }
}
