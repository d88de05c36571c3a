package io.vaultik.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Stands between client and server, on a port of its own, and does to chosen exchanges what networks and servers do. Each exchange has its
 * own connection to the server.
 */
final class FaultProxy implements AutoCloseable {
    private static final int MOST_HEAD_BYTES = 64 << 10;

    private final int target;
    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Rule> rules = new ArrayDeque<>();
    private final Map<String, Integer> running = new HashMap<>();
    private final Map<String, Integer> mostAtOnce = new HashMap<>();

    private record Rule(Predicate<String> head, Queue<Fault> once, Fault always) {}

    FaultProxy(int target) {
        this.target = target;
        try {
            this.listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError("no port is free", e);
        }
        start(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /** Does this to the next exchanges whose request has a text in its head, one after the other. */
    void next(String inHead, Fault... faults) {
        add(new Rule(head -> head.contains(inHead), new ArrayDeque<>(List.of(faults)), new Fault.None()));
    }

    /** Does this to every exchange whose request has a text in its head, from now on. */
    void always(String inHead, Fault fault) {
        add(new Rule(head -> head.contains(inHead), new ArrayDeque<>(), fault));
    }

    /** Does this to every tenth exchange. */
    void everyTenth(Fault fault) {
        AtomicInteger count = new AtomicInteger();
        add(new Rule(head -> count.incrementAndGet() % 10 == 0, new ArrayDeque<>(), fault));
    }

    /** Forgets all faults, and the requests that came. */
    void clear() {
        lock.lock();
        try {
            rules.clear();
            heads.clear();
        } finally {
            lock.unlock();
        }
    }

    /** The heads of the requests that came. */
    List<String> heads() {
        return List.copyOf(heads);
    }

    /** The heads of the requests that came with a text in them. */
    List<String> heads(String containing) {
        return heads.stream().filter(head -> head.contains(containing)).toList();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new AssertionError("the proxy does not stop", e);
        }
    }

    private void add(Rule rule) {
        lock.lock();
        try {
            rules.addLast(rule);
        } finally {
            lock.unlock();
        }
    }

    private Fault faultFor(String head) {
        lock.lock();
        try {
            heads.add(head);
            for (Rule rule : rules) {
                if (rule.head.test(head)) {
                    Fault once = rule.once.poll();
                    Fault fault = once != null ? once : rule.always;
                    if (!(fault instanceof Fault.None)) {
                        return fault;
                    }
                }
            }
            return new Fault.None();
        } finally {
            lock.unlock();
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                sockets.add(client);
                start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    /** Returns how many exchanges with a text in their head went on at once at most, since this was asked for last. */
    int mostAtOnce(String inHead) {
        lock.lock();
        try {
            int most = mostAtOnce.getOrDefault(inHead, 0);
            mostAtOnce.put(inHead, 0);
            running.putIfAbsent(inHead, 0);
            return most;
        } finally {
            lock.unlock();
        }
    }

    private void count(String head, int change) {
        lock.lock();
        try {
            running.replaceAll((text, count) -> head.contains(text) ? count + change : count);
            running.forEach((text, count) -> mostAtOnce.merge(text, count, Math::max));
        } finally {
            lock.unlock();
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            String head = head(client.getInputStream());
            if (!head.isEmpty()) {
                count(head, 1);
                try {
                    exchange(client, head, faultFor(head));
                } finally {
                    count(head, -1);
                }
            }
        } catch (IOException e) {
            // The client has gone, which is its right.
        } finally {
            sockets.remove(client);
        }
    }

    private void exchange(Socket client, String head, Fault fault) throws IOException {
        if (fault instanceof Fault.Reset) {
            reset(client);
        } else if (fault instanceof Fault.Stall) {
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } else if (fault instanceof Fault.Answer answer) {
            client.getInputStream().readNBytes((int) lengthOf(head));
            client.getOutputStream().write(answer.head().getBytes(StandardCharsets.ISO_8859_1));
            client.getOutputStream().write(answer.body());
            client.getOutputStream().flush();
        } else {
            if (fault instanceof Fault.Distance distance) {
                LockSupport.parkNanos(distance.time().toNanos());
            }
            if (fault instanceof Fault.Meanwhile meanwhile) {
                meanwhile.action().run();
            }
            forward(client, head, fault);
        }
    }

    private void forward(Socket client, String head, Fault fault) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            sockets.add(server);
            String closing =
                    head.replaceAll("(?i)\r\nconnection: [^\r]*", "").replaceFirst("\r\n", "\r\nConnection: close\r\n");
            server.getOutputStream().write(closing.getBytes(StandardCharsets.ISO_8859_1));
            start(() -> pump(client, server, lengthOf(head), fault));
            answer(client, server.getInputStream(), fault);
            sockets.remove(server);
        }
    }

    private static void pump(Socket client, Socket server, long length, Fault fault) {
        byte[] buffer = new byte[64 << 10];
        try {
            long left = length;
            while (left > 0) {
                int count = client.getInputStream().read(buffer, 0, (int) Math.min(left, buffer.length));
                if (count < 0) {
                    server.close();
                    return;
                }
                server.getOutputStream().write(buffer, 0, count);
                left -= count;
                if (fault instanceof Fault.Distance distance) {
                    distance.await(count);
                }
            }
        } catch (IOException e) {
            // The exchange ends on the other side.
        }
    }

    private void answer(Socket client, InputStream from, Fault fault) throws IOException {
        OutputStream to = client.getOutputStream();
        String head = head(from);
        while (head.startsWith("HTTP/1.1 100")) {
            to.write(head.getBytes(StandardCharsets.ISO_8859_1));
            head = head(from);
        }
        if (fault instanceof Fault.LoseAnswer) {
            from.transferTo(OutputStream.nullOutputStream());
            reset(client);
            return;
        }
        String sent = fault instanceof Fault.Rewrite rewrite ? rewrite.head().apply(head) : head;
        to.write(sent.getBytes(StandardCharsets.ISO_8859_1));
        if (fault instanceof Fault.Cut cut) {
            to.write(from.readNBytes(cut.bodyBytes()));
            to.flush();
            if (cut.reset()) {
                reset(client);
            }
        } else if (fault instanceof Fault.Drip) {
            for (int b = from.read(); b >= 0; b = from.read()) {
                to.write(b);
                to.flush();
            }
        } else if (fault instanceof Fault.Distance distance) {
            byte[] buffer = new byte[64 << 10];
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                to.write(buffer, 0, count);
                distance.await(count);
            }
        } else {
            from.transferTo(to);
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Reads a head with the empty line at its end; empty if nothing comes. */
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

    private static long lengthOf(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToLong(line -> Long.parseLong(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }
}
