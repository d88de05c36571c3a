package io.vaultik.s3;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** What {@link FaultProxy} does with one exchange. */
sealed interface Fault {
    /** Nothing wrong. */
    record None() implements Fault {}

    /** Answers by itself; the server hears nothing. */
    record Answer(String head, byte[] body) implements Fault {}

    /** Passes everything, a time later, and each connection no faster than a rate. */
    record Distance(Duration time, long bytesPerSecond) implements Fault {
        /** Waits as long as it takes to send this. */
        void await(int bytes) {
            LockSupport.parkNanos(bytes * 1_000_000_000L / bytesPerSecond);
        }
    }

    /** Resets the connection when the head of the request has come; the server hears nothing. */
    record Reset() implements Fault {}

    /** Says nothing until the client goes away; the server hears nothing. */
    record Stall() implements Fault {}

    /** Lets the server do its work, and resets the connection instead of passing its answer on. */
    record LoseAnswer() implements Fault {}

    /** Passes a number of bytes of the body of the answer, and then resets or only closes the connection. */
    record Cut(int bodyBytes, boolean reset) implements Fault {}

    /** Passes the answer a byte at a time. */
    record Drip() implements Fault {}

    /** Changes the head of the answer. */
    record Rewrite(UnaryOperator<String> head) implements Fault {}

    /** Runs something when the head of the request has come, and passes everything. */
    record Meanwhile(Runnable action) implements Fault {}

    /** An error as the protocol words it. */
    static Fault error(int status, String code, String... headers) {
        String body = "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>because of " + code
                + "</Message><RequestId>REQUEST-77</RequestId></Error>";
        return answer(status, "application/xml", body, headers);
    }

    /** Any answer. */
    static Fault answer(int status, String type, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        String head = "HTTP/1.1 " + status + " Whatever\r\nContent-Type: " + type + "\r\nContent-Length: "
                + bytes.length + "\r\nConnection: close\r\nx-amz-request-id: REQUEST-77\r\n" + more + "\r\n";
        return new Answer(head, bytes);
    }
}
