package io.vaultik.s3;

import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.StorageFullException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Says what an exception of the SDK means. Messages name verb, key, place and, where the server answered, status, code and request id.
 * Immutable.
 */
final class Failures {
    private static final int MOST_TEXT = 200;
    private static final long MOST_WAIT_SECONDS = 3_600;

    private static final Set<String> THROTTLED = Set.of(
            "SlowDown",
            "SlowDownRead",
            "SlowDownWrite",
            "ServiceUnavailable",
            "RequestLimitExceeded",
            "Throttling",
            "ThrottlingException",
            "TooManyRequests",
            "BandwidthLimitExceeded");

    private static final Set<String> PASSING = Set.of(
            "InternalError",
            "OperationAborted",
            "ConditionalRequestConflict",
            "RequestTimeout",
            "IncompleteBody",
            "BadDigest",
            "XAmzContentSHA256Mismatch",
            "XAmzContentChecksumMismatch");

    private static final Set<String> DENIED = Set.of(
            "AccessDenied",
            "AccountProblem",
            "AllAccessDisabled",
            "ExpiredToken",
            "InvalidAccessKeyId",
            "InvalidToken",
            "RequestExpired",
            "RequestTimeTooSkewed",
            "SignatureDoesNotMatch",
            "TokenRefreshRequired");

    private static final Set<String> FULL =
            Set.of("InsufficientStorage", "QuotaExceeded", "XMinioStorageFull", "EntityTooLarge", "StorageFull");

    private final String location;

    Failures(String location) {
        this.location = location;
    }

    /** Says what an exception means that a call ended with; {@code what} is the key, or what else the call was about. */
    StorageException of(String verb, Object what, SdkException e) {
        if (isInterruption(e)) {
            return interrupted(verb, what, e);
        }
        return e instanceof AwsServiceException answered ? answered(verb, what, answered) : unanswered(verb, what, e);
    }

    /** A call that was interrupted; the flag of the thread is set again. */
    StorageException interrupted(String verb, Object what, Exception cause) {
        Thread.currentThread().interrupt();
        return new StorageException(false, "{} of {} in {} was interrupted", cause, verb, what, location);
    }

    /** An answer that no server of this protocol gives, such as the page of a proxy. */
    StorageException strange(String verb, Object what, String why) {
        return new StorageException(true, "{} of {} in {} got a strange answer: {}", null, verb, what, location, why);
    }

    /** Something that no repetition changes. */
    StorageException impossible(String verb, Object what, String why) {
        return new StorageException(false, "{} of {} in {} is impossible: {}", null, verb, what, location, why);
    }

    /** A body that broke off while it was read. */
    StorageException broken(Object what, long position, @Nullable Exception cause) {
        return new StorageException(true, "reading {} in {} broke off at byte {}", cause, what, location, position);
    }

    static boolean isThrottling(SdkException e) {
        return e instanceof AwsServiceException answered
                && (answered.statusCode() == 503 || answered.statusCode() == 429 || THROTTLED.contains(code(answered)));
    }

    private static boolean isInterruption(SdkException e) {
        return e instanceof AbortedException
                || causeOf(e, InterruptedException.class).isPresent();
    }

    private StorageException answered(String verb, Object what, AwsServiceException e) {
        int status = e.statusCode();
        String code = code(e);
        if (status == 404
                && what instanceof ObjectKey key
                && !verb.equals("put")
                && !code.equals("NoSuchBucket")
                && !code.equals("NoSuchUpload")) {
            return new ObjectNotFoundException(key, location);
        }
        String template = "{} of {} in {} failed: {}";
        Object[] values = {verb, what, location, described(e)};
        if (FULL.contains(code) || status == 507) {
            return new StorageFullException(template, e, values);
        }
        Optional<Duration> wait = retryAfter(e);
        if (isThrottling(e) && wait.isPresent()) {
            return new StorageException(wait.get(), template, e, values);
        }
        boolean passing = isThrottling(e) || PASSING.contains(code) || status == 408;
        if (!passing && (status == 401 || status == 403 || DENIED.contains(code))) {
            return new StorageDeniedException(template, e, values);
        }
        return new StorageException(passing || status >= 500 && status != 501, template, e, values);
    }

    private StorageException unanswered(String verb, Object what, SdkException e) {
        String why = causeOf(e, IOException.class).map(Failures::text).orElseGet(() -> text(e));
        boolean untrusted = causeOf(e, SSLException.class).isPresent()
                && causeOf(e, SocketException.class).isEmpty()
                && causeOf(e, EOFException.class).isEmpty()
                && causeOf(e, SocketTimeoutException.class).isEmpty();
        String template = "{} of {} in {} failed: {}";
        if (causeOf(e, IOException.class).isEmpty() && text(e).contains("credentials")) {
            return new StorageDeniedException(template, e, verb, what, location, "there are no usable credentials");
        }
        return new StorageException(!untrusted, template, e, verb, what, location, why);
    }

    private static String described(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        StringBuilder text = new StringBuilder("status ").append(e.statusCode());
        if (!code(e).isEmpty()) {
            text.append(' ').append(clipped(code(e)));
        }
        String message = details == null ? null : details.errorMessage();
        if (message != null && !message.isBlank()) {
            text.append(", ").append(clipped(message));
        }
        header(e, "x-amz-bucket-region")
                .ifPresent(region -> text.append(", the bucket is in ").append(clipped(region)));
        if (e.requestId() != null) {
            text.append(" (request ").append(clipped(e.requestId())).append(')');
        }
        return text.toString();
    }

    static String code(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        return code == null ? "" : code;
    }

    private static Optional<Duration> retryAfter(AwsServiceException e) {
        return header(e, "Retry-After")
                .filter(value -> value.matches("[0-9]{1,9}"))
                .map(value -> Duration.ofSeconds(Math.min(MOST_WAIT_SECONDS, Long.parseLong(value))));
    }

    private static Optional<String> header(AwsServiceException e, String name) {
        AwsErrorDetails details = e.awsErrorDetails();
        SdkHttpResponse response = details == null ? null : details.sdkHttpResponse();
        return response == null ? Optional.empty() : response.firstMatchingHeader(name);
    }

    private static String text(Throwable e) {
        String name = e.getClass().getSimpleName().replaceAll("(Sdk|Client)?Exception$", "");
        String spaced = name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        String message = e.getMessage();
        return e instanceof SdkClientException && message != null
                ? clipped(message)
                : message == null ? spaced : spaced + ": " + clipped(message);
    }

    /** One line of printable characters, and not too long: what a server says is not to be trusted. */
    private static String clipped(String text) {
        String line = text.replaceAll("[^\\x20-\\x7e]+", " ");
        return line.length() <= MOST_TEXT ? line : line.substring(0, MOST_TEXT) + "...";
    }

    private static <T extends Throwable> Optional<T> causeOf(Throwable e, Class<T> type) {
        int depth = 0;
        for (Throwable cause = e; cause != null && depth < 20; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
            depth++;
        }
        return Optional.empty();
    }
}
