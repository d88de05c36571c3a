package io.vaultik.s3;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A server of the protocol that somebody else has written, in another language: moto, from the registry of Python. It is the program that
 * the system property {@code vaultik.test.moto} names; without one it is installed below {@code target}.
 */
final class MotoServer implements AutoCloseable {
    private static final String VERSION = "5.2.5";

    private final Process process;
    private final URI endpoint;

    private MotoServer(Process process, int port) {
        this.process = process;
        this.endpoint = URI.create("http://127.0.0.1:" + port);
    }

    static MotoServer start() throws IOException, InterruptedException {
        int port = freePort();
        Process process = new ProcessBuilder(program(), "-H", "127.0.0.1", "-p", String.valueOf(port))
                .redirectErrorStream(true)
                .start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.contains("Running on")) {
                Thread rest = new Thread(() -> said.lines().forEach(ignored -> {}), "moto-output");
                rest.setDaemon(true);
                rest.start();
                return new MotoServer(process, port);
            }
        }
        throw new AssertionError("moto does not start; it ended with " + process.waitFor());
    }

    /** Options that reach a new bucket of this server. */
    S3Options options(String bucket) throws IOException {
        S3Options options = S3Options.bucket(bucket).endpoint(endpoint).credentials("identity", "any-secret");
        try (S3Client client = Clients.of(options.settings())) {
            client.createBucket(r -> r.bucket(bucket));
        }
        return options;
    }

    @Override
    public void close() {
        process.destroy();
    }

    private static String program() throws IOException, InterruptedException {
        String given = System.getProperty("vaultik.test.moto", "");
        if (!given.isEmpty()) {
            return given;
        }
        Path folder = Path.of("target", "moto-" + VERSION).toAbsolutePath();
        if (!Files.exists(folder.resolve("bin/moto_server"))) {
            run("python3", "-m", "venv", folder.toString());
            run(folder.resolve("bin/pip").toString(), "install", "-q", "moto[server]==" + VERSION);
        }
        return folder.resolve("bin/moto_server").toString();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(line -> said.append(line).append('\n'));
        }
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + " failed: " + said);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
