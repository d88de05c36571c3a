package io.vaultik.examples.cli;

import io.vaultik.repository.Existing;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** The commands and the parser that finds them. */
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

    /** Builds the parser for one run. */
    static CommandLine parser(Invocation invocation) {
        CommandLine parser = new CommandLine(new Top(invocation.globals()))
                .addSubcommand(new KeygenCommand(invocation))
                .addSubcommand(new InitCommand(invocation))
                .addSubcommand(group("store", "Look at the repository as a whole.")
                        .addSubcommand(new StoreInfoCommand(invocation)))
                .addSubcommand(group("snapshot", "Make, list, check and remove snapshots.")
                        .addSubcommand(new SnapshotCreateCommand(invocation))
                        .addSubcommand(new SnapshotListCommand(invocation))
                        .addSubcommand(new SnapshotVerifyCommand(invocation))
                        .addSubcommand(new SnapshotRemoveCommand(invocation))
                        .addSubcommand(new SnapshotErrorsCommand(invocation)))
                .addSubcommand(new LsCommand(invocation))
                .addSubcommand(new RestoreCommand(invocation))
                .addSubcommand(new FetchCommand(invocation))
                .addSubcommand(new VerifyCommand(invocation))
                .addSubcommand(directory(invocation));
        return configure(parser, invocation.environment());
    }

    private static CommandLine directory(Invocation invocation) {
        return group("directory", "Whole files under their digest, and manifests of directories.")
                .addSubcommand(new DirectoryIdCommand(invocation))
                .addSubcommand(new DirectoryManifestCommand(invocation))
                .addSubcommand(new DirectoryPushCommand(invocation))
                .addSubcommand(new DirectoryPullCommand(invocation))
                .addSubcommand(new DirectorySyncCommand(invocation))
                .addSubcommand(new DirectoryDiffCommand(invocation))
                .addSubcommand(new DirectoryVerifyCommand(invocation))
                .addSubcommand(new DirectoryListCommand(invocation))
                .addSubcommand(new DirectoryDeleteCommand(invocation))
                .addSubcommand(new DirectoryCollectCommand(invocation));
    }

    /** Returns the command that was asked for: the innermost one. */
    static CommandLine innermost(ParseResult result) {
        ParseResult inner = result;
        while (inner.hasSubcommand()) {
            inner = inner.subcommand();
        }
        return inner.commandSpec().commandLine();
    }

    private static CommandLine group(String name, String description) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage().description(description);
        return new CommandLine(spec);
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
