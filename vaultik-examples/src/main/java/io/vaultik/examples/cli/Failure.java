package io.vaultik.examples.cli;

import io.vaultik.fault.Errors;
import io.vaultik.fault.IncompleteException;
import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * What ended a command, as it is told: one line on standard error, and a JSON document if one was asked for.
 *
 * @param cause what was thrown
 * @param verdict what it means to a script
 */
record Failure(Throwable cause, ExitCodes.Verdict verdict) {
    private static final int MAX_CAUSES = 20;

    static Failure of(Throwable cause) {
        return new Failure(cause, ExitCodes.of(cause));
    }

    /** Returns the failure of a run that was interrupted, whatever came out of that. */
    static Failure interrupted(Throwable cause) {
        return new Failure(cause, ExitCodes.of(new InterruptedException()));
    }

    /** Tells it. What cannot be told because an output is gone is let go: the exit code remains. */
    void tell(Invocation invocation, boolean json) {
        try {
            invocation.complain(message());
            if (cause instanceof IncompleteException incomplete) {
                ItemReport.tell(invocation, incomplete.errors());
            }
            if (invocation.globals().verbose.length > 0) {
                for (String line : causes()) {
                    invocation.complain("caused by: " + line);
                }
            }
            if (verdict.isInternal() && invocation.globals().verbose.length > 1) {
                invocation.trace(trace());
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        try {
            if (json) {
                invocation.json().failure(this::write);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Returns one line for people. */
    String message() {
        if (verdict.isInternal()) {
            return "internal error: " + cause;
        }
        if (verdict.exitCode() == ExitCodes.INTERRUPTED) {
            return "interrupted";
        }
        return describe(cause);
    }

    private void write(JsonOutput json) throws IOException {
        json.field("code", verdict.code());
        json.field("message", message());
        json.field("exitCode", verdict.exitCode());
        if (cause instanceof VaultikException failure) {
            Errors errors = failure.errors();
            if (!errors.items().isEmpty()) {
                ItemReport.write(json, errors);
            }
        }
    }

    private List<String> causes() {
        List<String> lines = new ArrayList<>();
        for (Throwable c = cause.getCause(); c != null && lines.size() < MAX_CAUSES; c = c.getCause()) {
            lines.add(describe(c));
        }
        return lines;
    }

    private String trace() {
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace, true));
        return trace.toString();
    }

    /** The file system's own exceptions name the file and say nothing else. */
    private static String describe(Throwable e) {
        if (e instanceof VaultikException failure) {
            return failure.plainMessage();
        }
        if (e instanceof NoSuchFileException missing) {
            return "there is no file " + missing.getFile();
        }
        if (e instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        if (e instanceof FileSystemException other && other.getReason() == null) {
            return other.getClass().getSimpleName() + ": " + other.getFile();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
