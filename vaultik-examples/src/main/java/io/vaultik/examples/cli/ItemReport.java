package io.vaultik.examples.cli;

import io.vaultik.fault.Errors;
import io.vaultik.fault.Item;
import io.vaultik.fault.ItemError;
import io.vaultik.fault.ItemError.Kind;
import java.io.IOException;

/** Tells what happened to single items, in JSON and for people. */
final class ItemReport {
    private static final int MAX_LINES = 10;

    private ItemReport() {}

    /**
     * Writes the fields {@code errors}, {@code skipped} and {@code alerts}, the first thousand in all, and their exact counts if
     * there are more.
     */
    static void write(JsonOutput json, Errors errors) throws IOException {
        write(json, "errors", errors, Kind.FAILED);
        write(json, "skipped", errors, Kind.SKIPPED);
        write(json, "alerts", errors, Kind.ALERT);
        if (errors.failedCount() + errors.skippedCount() + errors.alertCount()
                > errors.items().size()) {
            json.field("errorCount", errors.failedCount());
            json.field("skippedCount", errors.skippedCount());
            json.field("alertCount", errors.alertCount());
        }
    }

    /** Writes the fields of one item. */
    static void write(JsonOutput json, ItemError error) throws IOException {
        json.field("kind", Choices.word(error.kind()));
        if (error.item().namespace().equals(Item.PATH)) {
            json.field("path", error.item().id().value());
        } else {
            json.field("namespace", error.item().namespace());
            json.field("id", error.item().id().value());
            json.field("name", error.item().name().value());
        }
        json.field("cause", error.cause());
        json.field("message", error.message());
    }

    /** Returns one item as a line. */
    static String line(ItemError error) {
        String name = error.item().name().value();
        return Choices.word(error.kind()) + (name.isEmpty() ? "" : ": " + name) + ": " + error.message();
    }

    /**
     * Tells people the first items that failed and the alerts; what was skipped only if verbose.
     *
     * @return the exit code
     */
    static int tell(Invocation invocation, Errors errors) throws IOException {
        long failed = 0;
        for (ItemError error : errors.items()) {
            if (error.kind() == Kind.FAILED && failed++ < MAX_LINES) {
                invocation.complain(line(error));
            } else if (error.kind() == Kind.ALERT
                    || error.kind() == Kind.SKIPPED && invocation.globals().verbose.length > 0) {
                invocation.note(line(error));
            }
        }
        if (errors.failedCount() > MAX_LINES) {
            invocation.complain(Amounts.count(errors.failedCount(), "item", "items") + " failed in all; the first "
                    + MAX_LINES + " are above");
        }
        return errors.failedCount() > 0 ? ExitCodes.ITEM_ERRORS : ExitCodes.DONE;
    }

    private static void write(JsonOutput json, String name, Errors errors, Kind kind) throws IOException {
        json.objects(name, errors.items().stream().filter(e -> e.kind() == kind).toList(), ItemReport::write);
    }
}
