package io.vaultik.examples.cli;

import io.vaultik.repository.Existing;
import java.time.Duration;
import java.time.Period;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** The commands, under their names, and the parser that finds them. */
final class CommandTree {
    private CommandTree() {}

    /** The command above all others; it holds the options that all have. */
    @Command(
            name = "vaultik",
            description =
                    "Encrypted, deduplicated snapshots. A host that makes them holds no secret that can read them.",
            footer = {
                "",
                "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done with item errors, 4 damage found, 5 not found,",
                "6 not done now (may be repeated), 130 interrupted."
            })
    static final class Top {
        @Mixin
        final Globals globals;

        Top(Globals globals) {
            this.globals = globals;
        }
    }

    /** A command, or a group of them, that gets the commands that are named. */
    private record Commands(CommandLine above, Predicate<String> named) {
        Commands add(String name, Supplier<Object> command) {
            if (named.test(name)) {
                above.addSubcommand(name, command.get());
            }
            return this;
        }

        Commands group(String name, String description) {
            CommandSpec spec = CommandSpec.create().name(name);
            spec.usageMessage().description(description);
            return new Commands(new CommandLine(spec), named);
        }
    }

    /** Builds the parser of all commands for one run. */
    static CommandLine parser(Invocation invocation) {
        return parser(invocation, name -> true);
    }

    /**
     * Returns the command that arguments choose, with its options, or null if they are wrong or ask for help. Most of the time that a
     * parser takes goes into commands that are not asked for, so it gets those only whose name is one of the arguments: no other can
     * be meant.
     *
     * @param invocation not to be used again after null
     * @param arguments the arguments
     */
    static @Nullable CommandLine chosen(Invocation invocation, String[] arguments) {
        try {
            CommandLine command = innermost(parser(invocation, new HashSet<>(List.of(arguments))::contains)
                    .parseArgs(arguments));
            Globals globals = invocation.globals();
            return command.getCommand() instanceof Callable && !globals.help && !globals.version ? command : null;
        } catch (ParameterException e) {
            // The parser that knows all commands says best what is wrong.
            return null;
        }
    }

    private static CommandLine parser(Invocation invocation, Predicate<String> named) {
        Commands top = new Commands(new CommandLine(new Top(invocation.globals())), named);
        top.add("keygen", () -> new KeygenCommand(invocation))
                .add("init", () -> new InitCommand(invocation))
                .add("store", () -> top.group("store", "Look at the repository as a whole.")
                        .add("info", () -> new StoreInfoCommand(invocation))
                        .above)
                .add("snapshot", () -> top.group("snapshot", "Make, list, check and remove snapshots.")
                        .add("create", () -> new SnapshotCreateCommand(invocation))
                        .add("list", () -> new SnapshotListCommand(invocation))
                        .add("verify", () -> new SnapshotVerifyCommand(invocation))
                        .add("remove", () -> new SnapshotRemoveCommand(invocation))
                        .add("purge", () -> new SnapshotPurgeCommand(invocation))
                        .add("pin", () -> new SnapshotPinCommand(invocation, true))
                        .add("unpin", () -> new SnapshotPinCommand(invocation, false))
                        .add("errors", () -> new SnapshotErrorsCommand(invocation))
                        .above)
                .add("ls", () -> new LsCommand(invocation))
                .add("restore", () -> new RestoreCommand(invocation))
                .add("fetch", () -> new FetchCommand(invocation))
                .add("verify", () -> new VerifyCommand(invocation))
                .add("prune", () -> new PruneCommand(invocation))
                .add("copy", () -> new CopyCommand(invocation))
                .add("catalog", () -> top.group("catalog", "The local cache of what a repository stores.")
                        .add("rebuild", () -> new CatalogRebuildCommand(invocation))
                        .add("drop", () -> new CatalogDropCommand(invocation))
                        .above)
                .add("storage", () -> top.group("storage", "Look at a storage itself, whatever is in it.")
                        .add("check", () -> new StorageCheckCommand(invocation))
                        .above)
                .add("directory", () -> directory(top, invocation).above);
        return configure(top.above, invocation.environment());
    }

    private static Commands directory(Commands top, Invocation invocation) {
        return top.group("directory", "Whole files under their digest, and manifests of directories.")
                .add("id", () -> new DirectoryIdCommand(invocation))
                .add("manifest", () -> new DirectoryManifestCommand(invocation))
                .add("push", () -> new DirectoryPushCommand(invocation))
                .add("pull", () -> new DirectoryPullCommand(invocation))
                .add("sync", () -> new DirectorySyncCommand(invocation))
                .add("diff", () -> new DirectoryDiffCommand(invocation))
                .add("verify", () -> new DirectoryVerifyCommand(invocation))
                .add("list", () -> new DirectoryListCommand(invocation))
                .add("delete", () -> new DirectoryDeleteCommand(invocation))
                .add("collect", () -> new DirectoryCollectCommand(invocation));
    }

    /** Returns the command that was asked for: the innermost one. */
    static CommandLine innermost(ParseResult result) {
        ParseResult inner = result;
        while (inner.hasSubcommand()) {
            inner = inner.subcommand();
        }
        return inner.commandSpec().commandLine();
    }

    /** A file whose name begins with {@code @} is a file, and no list of arguments. */
    private static CommandLine configure(CommandLine parser, Map<String, String> environment) {
        return parser.setExpandAtFiles(false)
                .setAbbreviatedOptionsAllowed(false)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100)
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        environment.getOrDefault("NO_COLOR", "").isEmpty() ? Ansi.AUTO : Ansi.OFF))
                .registerConverter(String.class, CommandTree::text)
                .registerConverter(RawPath.class, RawPath::new)
                .registerConverter(Period.class, new Ages())
                .registerConverter(Duration.class, new Spans())
                .registerConverter(Budget.class, new Budget.Parser())
                .registerConverter(ProgressMode.class, new Choices<>(ProgressMode.class))
                .registerConverter(Existing.class, new Choices<>(Existing.class));
    }

    private static String text(String argument) {
        if (!RawText.isText(argument)) {
            throw new TypeConversionException("\"" + RawText.lossy(argument) + "\" is not UTF-8");
        }
        return argument;
    }
}
