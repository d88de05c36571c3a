package io.vaultik.examples.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The {@code vaultik} command line. */
public final class Main {
    private Main() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param arguments the command and its options
     */
    @SuppressWarnings(
            "resource") // standard streams stay open until the process ends; a write to a channel can be interrupted
    public static void main(String[] arguments) {
        Interrupts interrupts = Interrupts.install();
        Map<String, String> environment = RawArguments.environment(System.getenv());
        Streams streams = new Streams(
                System.in,
                Channels.newOutputStream(new FileOutputStream(FileDescriptor.out).getChannel()),
                new FileOutputStream(FileDescriptor.err),
                Terminals.canAsk(),
                Terminals.canRedraw(environment));
        int exitCode = run(RawArguments.of(arguments), streams, environment);
        if (interrupts.finish()) {
            System.exit(exitCode);
        }
    }

    /**
     * Runs a command in this process, as if none of the streams were a terminal. The streams stay open.
     *
     * @param arguments the command and its options
     * @param in standard input
     * @param out takes the result
     * @param err takes everything else
     * @param environment variables; those of the process itself are not looked at
     * @return the exit code
     */
    public static int run(
            String[] arguments, InputStream in, OutputStream out, OutputStream err, Map<String, String> environment) {
        return run(arguments, new Streams(in, out, err, false, false), environment);
    }

    static int run(String[] arguments, Streams streams, Map<String, String> environment) {
        Invocation invocation;
        CommandLine chosen;
        try {
            invocation = new Invocation(streams, environment);
            chosen = CommandTree.chosen(invocation, arguments);
            if (chosen == null) {
                invocation = new Invocation(streams, environment);
            }
        } catch (IOException e) {
            return ExitCodes.FAILED;
        }
        try {
            return chosen != null ? call(chosen) : call(arguments, invocation);
        } catch (Throwable e) {
            Throwable cause = e instanceof ParameterException wrong ? WrongUsage.of(wrong) : e;
            Failure failure = Thread.interrupted() ? Failure.interrupted(cause) : Failure.of(cause);
            failure.tell(invocation, wantsJson(arguments));
            return failure.verdict().exitCode();
        }
    }

    private static int call(String[] arguments, Invocation invocation) throws Exception {
        CommandLine top = CommandTree.parser(invocation);
        CommandLine command = CommandTree.innermost(top.parseArgs(arguments));
        if (invocation.globals().help) {
            String usage = command.getUsageMessage();
            invocation.print(json -> json.field("usage", usage), text -> text.raw(usage));
            return ExitCodes.DONE;
        }
        if (invocation.globals().version) {
            String version = Version.text();
            invocation.print(json -> json.field("version", version), text -> text.line("vaultik " + version));
            return ExitCodes.DONE;
        }
        if (!(command.getCommand() instanceof Callable)) {
            throw WrongUsage.incomplete(command);
        }
        return call(command);
    }

    private static int call(CommandLine command) throws Exception {
        Callable<Integer> callable = command.getCommand();
        return callable.call();
    }

    /** Asked for without the parser, which may not have come that far. */
    private static boolean wantsJson(String[] arguments) {
        List<String> all = Arrays.asList(arguments);
        int end = all.indexOf("--");
        return (end < 0 ? all : all.subList(0, end)).contains("--json");
    }
}
