package io.vaultik.examples.cli;

import io.vaultik.examples.cli.StorageTrial.Outcome;
import io.vaultik.storage.UnfinishedUpload;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code storage check}: whether a storage keeps the promises that the engine rests on. */
@Command(
        description = {
            "Prove that a storage does what is asked of one, under a scratch prefix that is removed again.",
            "Also names the uploads that were begun and not ended, anywhere in the storage."
        })
final class StorageCheckCommand implements Callable<Integer> {
    private static final int MOST_UPLOADS = 1_000;

    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "URI", description = "A path, file:///path or s3://bucket/prefix.")
    private RawPath location = new RawPath("");

    @Option(names = "--objects", paramLabel = "N", description = "How many objects a long listing has; default 2100.")
    private int objects = 2_100;

    @Option(
            names = "--longest-mib",
            paramLabel = "N",
            description = "How long the longest object is, in MiB; default 64.")
    private int longestMib = 64;

    StorageCheckCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    /** What came out. */
    private record Report(
            String location,
            boolean nestedKeys,
            List<Outcome> outcomes,
            List<UnfinishedUpload> unfinished,
            Duration duration) {
        List<Outcome> failed() {
            return outcomes.stream()
                    .filter(outcome -> outcome.violation().isPresent())
                    .toList();
        }

        List<Outcome> repeated() {
            return outcomes.stream()
                    .filter(outcome -> outcome.violation().isEmpty() && outcome.runs() > 1)
                    .toList();
        }

        String status() {
            return failed().isEmpty() ? "ok" : "failed";
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (objects < 10 || longestMib < 1) {
            throw new UsageException("--objects is at least 10, and --longest-mib at least 1");
        }
        Report report = check();
        invocation.print(json -> write(json, report), text -> write(text, report));
        return report.failed().isEmpty() ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private Report check() throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (StorageTrial trial =
                StorageTrial.open(() -> StorageLocation.open(location, invocation.globals().storageOptions))) {
            boolean nestedKeys = trial.takesNestedKeys();
            List<Outcome> outcomes = trial.run(nestedKeys, objects, (long) longestMib << 20, this::tell);
            List<UnfinishedUpload> unfinished = trial.unfinished(MOST_UPLOADS);
            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            return new Report(trial.location(), nestedKeys, outcomes, unfinished, duration);
        }
    }

    private void tell(Outcome outcome, int of) throws IOException {
        if (invocation.globals().verbose.length > 0) {
            String word = outcome.violation().isEmpty() ? "ok" : "FAILED";
            invocation.note(word + ": a storage " + outcome.check().name());
        }
    }

    private static void write(JsonOutput json, Report report) throws IOException {
        json.field("status", report.status());
        json.field("location", report.location());
        json.field("checks", report.outcomes().size());
        json.field("passed", report.outcomes().size() - report.failed().size());
        json.objects("failed", report.failed(), (out, outcome) -> {
            out.field("check", outcome.check().name());
            out.field("problem", outcome.violation().orElseThrow().problem());
            out.field("contract", outcome.check().contract());
            out.field("reason", outcome.check().reason());
        });
        json.texts(
                "repeated",
                report.repeated().stream()
                        .map(outcome -> outcome.check().name())
                        .toList());
        json.field("nestedKeys", report.nestedKeys());
        json.objects("unfinishedUploads", report.unfinished(), (out, upload) -> {
            out.field("key", upload.key());
            out.field("id", upload.id());
            out.field("begun", upload.begun());
        });
        json.seconds("seconds", report.duration());
    }

    private static void write(TextOutput text, Report report) throws IOException {
        text.row("location", report.location());
        for (Outcome outcome : report.failed()) {
            text.line("FAILED: a storage " + outcome.check().name());
            text.line("  found:    " + outcome.violation().orElseThrow().problem());
            text.line("  contract: " + outcome.check().contract());
            text.line("  reason:   " + outcome.check().reason());
        }
        for (Outcome outcome : report.repeated()) {
            text.line("passed at try " + outcome.runs() + ": a storage "
                    + outcome.check().name());
        }
        for (UnfinishedUpload upload : report.unfinished()) {
            text.line("unfinished upload of " + upload.key() + ", begun " + Amounts.instant(upload.begun()));
        }
        text.row("nested keys", report.nestedKeys() ? "yes" : "no, as in file systems; the engine needs none");
        text.row(
                "checks",
                report.outcomes().size() + ", "
                        + (report.outcomes().size() - report.failed().size()) + " passed, "
                        + report.failed().size() + " failed");
        text.row("unfinished", Amounts.count(report.unfinished().size(), "upload", "uploads"));
        text.row("status", report.status());
    }
}
