package io.vaultik.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Asks a person. The answer is read on a thread of its own, since reading a terminal cannot be interrupted. */
final class Question {
    private static final int MAX_ANSWER_BYTES = 1000;

    private Question() {}

    /**
     * Asks.
     *
     * @param question one line; how to answer is added
     * @return true if the answer is yes
     * @throws InterruptedException if the person interrupts instead
     */
    static boolean ask(Streams streams, String question) throws IOException, InterruptedException {
        streams.err().write((question + " [y/N] ").getBytes(StandardCharsets.UTF_8));
        streams.err().flush();
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(streams.in(), answer), "vaultik-answer");
        reader.setDaemon(true);
        reader.start();
        try {
            String text = answer.get().strip();
            return text.equalsIgnoreCase("y") || text.equalsIgnoreCase("yes");
        } catch (ExecutionException e) {
            throw new IOException("cannot read the answer", e.getCause());
        }
    }

    private static void read(InputStream in, CompletableFuture<String> answer) {
        try {
            StringBuilder line = new StringBuilder();
            int c = in.read();
            while (c >= 0 && c != '\n' && line.length() < MAX_ANSWER_BYTES) {
                line.append((char) c);
                c = in.read();
            }
            answer.complete(line.toString());
        } catch (IOException e) {
            answer.completeExceptionally(new UncheckedIOException(e));
        }
    }
}
