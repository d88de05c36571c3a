package io.vaultik.s3;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import software.amazon.awssdk.services.s3.S3Client;

/** A server in a process of its own, which keeps objects in a folder: it holds whole requests in memory, which is not to be counted here. */
final class SeparateServer implements AutoCloseable {
    private final Process process;
    private final int port;

    private SeparateServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The process: prints its port, and ends when its input ends. */
    public static void main(String[] arguments) throws IOException {
        try (S3Server server = S3Server.inFolder(Path.of(arguments[0]))) {
            System.out.println("port " + server.port());
            while (System.in.read() >= 0) {
                // Until the other side has gone.
            }
        }
    }

    static SeparateServer in(Path folder) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx3g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SeparateServer.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith("port ")) {
                return new SeparateServer(process, Integer.parseInt(line.substring(5)));
            }
        }
        throw new AssertionError("the server does not start");
    }

    int port() {
        return port;
    }

    /** Options that reach a new bucket through a proxy. */
    S3Options options(FaultProxy proxy) throws IOException {
        S3Options options = S3Options.bucket("speed")
                .endpoint(proxy.endpoint())
                .credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
        try (S3Client client = Clients.of(options.settings())) {
            client.createBucket(r -> r.bucket("speed"));
        }
        return options;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
