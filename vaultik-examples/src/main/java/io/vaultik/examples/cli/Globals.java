package io.vaultik.examples.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command has, before or after its name. Filled by the parser. */
final class Globals {
    @Option(
            names = "--storage",
            paramLabel = "URI",
            scope = ScopeType.INHERIT,
            description = "Where the repository is: a path, file:///path or s3://bucket/prefix (VAULTIK_STORAGE).")
    @Nullable
    RawPath storage;

    @Option(
            names = {"-O", "--storage-option"},
            paramLabel = "NAME=VALUE",
            scope = ScopeType.INHERIT,
            description = "An option of the storage's own, such as region or endpoint of a bucket; repeatable.")
    List<String> storageOptions = new ArrayList<>();

    @Option(
            names = "--identity",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The age identity that opens snapshots (VAULTIK_IDENTITY; or the key itself in"
                    + " VAULTIK_AGE_SECRET_KEY).")
    @Nullable
    RawPath identity;

    @Option(
            names = "--catalog",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where caches are kept; default in the XDG cache folder.")
    @Nullable
    RawPath catalog;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where this host keeps pins and keys; default in the XDG state folder.")
    @Nullable
    RawPath state;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "One JSON document on standard output, also for a failure.")
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "No progress and no notes; results and failures only.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Tell more: causes, skipped items, figures. Twice: stack traces of internal errors.")
    boolean[] verbose = {};

    @Option(
            names = "--progress",
            paramLabel = "auto|on|off",
            scope = ScopeType.INHERIT,
            description = "Progress on standard error; with --json as JSON lines if on. Default auto.")
    ProgressMode progress = ProgressMode.AUTO;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show how the command is used.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show the version.")
    boolean version;
}
