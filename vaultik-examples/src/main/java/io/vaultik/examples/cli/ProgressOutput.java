package io.vaultik.examples.cli;

import io.vaultik.progress.Progress;
import io.vaultik.progress.ProgressListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows how far an operation has come, on standard error: a line that is drawn again on a terminal, a line every 15 seconds at
 * most elsewhere, lines of JSON if that is wanted. Called by one thread at a time; closed when the operation has ended.
 */
final class ProgressOutput implements ProgressListener, Closeable {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(15);

    private final Style style;
    private final OutputStream err;
    private Duration told = Duration.ZERO;
    private int drawn;

    ProgressOutput(Style style, OutputStream err) {
        this.style = style;
        this.err = err;
    }

    /** How progress looks. */
    enum Style {
        /** Not at all. */
        NONE,
        /** One line that is drawn again. */
        REDRAWN,
        /** A line every now and then. */
        LINES,
        /** A line of JSON for each call. */
        JSON
    }

    /** Returns what the options ask for. */
    static ProgressOutput of(Invocation invocation) {
        Globals globals = invocation.globals();
        Style style = Style.NONE;
        if (globals.progress == ProgressMode.ON && globals.json) {
            style = Style.JSON;
        } else if (globals.progress == ProgressMode.ON
                || globals.progress == ProgressMode.AUTO && !globals.quiet && !globals.json) {
            style = invocation.streams().redraws() ? Style.REDRAWN : Style.LINES;
        }
        return new ProgressOutput(style, invocation.streams().err());
    }

    @Override
    public void progress(Progress progress) {
        try {
            switch (style) {
                case NONE -> {}
                case REDRAWN -> redraw(progress.last() ? "" : line(progress));
                case LINES -> tellNowAndThen(progress);
                case JSON -> json(progress);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a line that is still there. */
    @Override
    public void close() throws IOException {
        redraw("");
    }

    /** Returns the state in one line: phase, done of total, rate, time left. */
    static String line(Progress progress) {
        StringBuilder line = new StringBuilder(Choices.word(progress.phase()));
        line.append("  ").append(String.format(Locale.ROOT, "%,d", progress.itemsDone()));
        if (progress.itemsTotal() >= 0) {
            line.append(String.format(Locale.ROOT, "/%,d", progress.itemsTotal()));
        }
        line.append(" items  ").append(Amounts.bytes(progress.bytesDone()));
        if (progress.bytesTotal() >= 0) {
            line.append(" of ").append(Amounts.bytes(progress.bytesTotal()));
        }
        line.append("  ")
                .append(Amounts.bytes((long) progress.bytesPerSecond()))
                .append("/s");
        progress.remaining()
                .filter(left -> !left.isZero())
                .ifPresent(left -> line.append("  ").append(Amounts.time(left)).append(" left"));
        return line.toString();
    }

    private void redraw(String line) throws IOException {
        if (drawn == 0 && line.isEmpty()) {
            return;
        }
        String rest = " ".repeat(Math.max(0, drawn - line.length()));
        write("\r" + line + rest + (line.isEmpty() ? "\r" : ""));
        drawn = line.length();
    }

    private void tellNowAndThen(Progress progress) throws IOException {
        if (progress.elapsed().minus(told).compareTo(BETWEEN_LINES) >= 0) {
            told = progress.elapsed();
            write("vaultik: " + line(progress) + "\n");
        }
    }

    private void json(Progress progress) throws IOException {
        new JsonOutput(err).document(json -> {
            json.field("phase", Choices.word(progress.phase()));
            json.field("itemsDone", progress.itemsDone());
            if (progress.itemsTotal() >= 0) {
                json.field("itemsTotal", progress.itemsTotal());
            }
            json.field("bytesDone", progress.bytesDone());
            if (progress.bytesTotal() >= 0) {
                json.field("bytesTotal", progress.bytesTotal());
            }
            json.field("bytesPerSecond", (long) progress.bytesPerSecond());
            json.seconds("elapsedSeconds", progress.elapsed());
            if (progress.remaining().isPresent()) {
                json.seconds("remainingSeconds", progress.remaining().get());
            }
            json.field("last", progress.last());
        });
    }

    private void write(String text) throws IOException {
        err.write(text.getBytes(StandardCharsets.UTF_8));
        err.flush();
    }
}
