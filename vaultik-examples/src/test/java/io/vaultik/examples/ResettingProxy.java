package io.vaultik.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a server of HTTP, and resets the connection of every n-th call before the server hears of it. */
public final class ResettingProxy implements AutoCloseable {
    private static final int MOST_HEAD_BYTES = 64 << 10;

    private final URI target;
    private final int every;
    private final ServerSocket listening;
    private final AtomicInteger calls = new AtomicInteger();

    public ResettingProxy(URI target, int every) throws IOException {
        this.target = target;
        this.every = every;
        this.listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /** Returns how many calls there were. */
    public int calls() {
        return calls.get();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "resetting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            if (head.isEmpty()) {
                return;
            }
            if (calls.incrementAndGet() % every == 0) {
                client.setSoLinger(true, 0);
                return;
            }
            try (Socket server = new Socket(target.getHost(), target.getPort())) {
                exchange(client, server, head);
            }
        } catch (IOException e) {
            // One of the two has gone.
        }
    }

    /** Each call gets a connection of its own, so that its end is the end of the answer. */
    private static void exchange(Socket client, Socket server, String head) throws IOException {
        String closing =
                head.replaceAll("(?i)\r\nconnection: [^\r]*", "").replaceFirst("\r\n", "\r\nConnection: close\r\n");
        server.getOutputStream().write(closing.getBytes(StandardCharsets.ISO_8859_1));
        long length = head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToLong(line -> Long.parseLong(line.substring(15).strip()))
                .sum();
        start(() -> copy(client, server, length));
        server.getInputStream().transferTo(client.getOutputStream());
    }

    private static void copy(Socket client, Socket server, long length) {
        byte[] buffer = new byte[64 << 10];
        try {
            OutputStream to = server.getOutputStream();
            for (long left = length; left > 0; ) {
                int count = client.getInputStream().read(buffer, 0, (int) Math.min(left, buffer.length));
                if (count < 0) {
                    server.close();
                    return;
                }
                to.write(buffer, 0, count);
                left -= count;
            }
        } catch (IOException e) {
            // The exchange ends on the other side.
        }
    }

    private static String head(InputStream from) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0;
        while (ends < 4) {
            int b = from.read();
            if (b < 0 || head.size() > MOST_HEAD_BYTES) {
                return "";
            }
            head.write(b);
            ends = b == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : b == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }
}
