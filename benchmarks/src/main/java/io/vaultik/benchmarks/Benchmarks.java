package io.vaultik.benchmarks;

import java.io.IOException;

/** The main class of {@code benchmarks.jar}. Takes the arguments of JMH; {@code -h} lists them. */
public final class Benchmarks {
    private Benchmarks() {}

    /**
     * Runs the benches whose names match.
     *
     * @param args as JMH takes them
     * @throws IOException if JMH cannot read its list of benches
     */
    public static void main(String[] args) throws IOException {
        org.openjdk.jmh.Main.main(args);
    }
}
