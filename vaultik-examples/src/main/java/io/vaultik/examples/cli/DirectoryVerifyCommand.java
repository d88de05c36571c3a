package io.vaultik.examples.cli;

import io.vaultik.core.Stores;
import io.vaultik.store.ManifestId;
import io.vaultik.store.StoreVerdict;
import io.vaultik.store.StoreVerdict.Finding;
import io.vaultik.store.StoreVerdict.Problem;
import io.vaultik.store.StreamStore;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code directory verify}: whether what a store holds is what its addresses say. */
@Command(description = "Read one manifest, or all of them, and every object that they name.")
final class DirectoryVerifyCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "STORE", description = "A path or URI, or OBJECTS,MANIFESTS.")
    private RawPath location = new RawPath("");

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "The manifest; default all.")
    private @Nullable String id;

    DirectoryVerifyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        String one = id;
        Optional<ManifestId> manifest = one == null ? Optional.empty() : Optional.of(ManifestChoice.id(one));
        try (StoreLocation store = StoreLocation.open(invocation, location)) {
            StoreVerdict verdict = verify(store.store(), manifest);
            invocation.print(json -> write(json, verdict), text -> write(text, verdict));
            return verdict.isOk() ? ExitCodes.DONE : ExitCodes.DAMAGE;
        }
    }

    private StoreVerdict verify(StreamStore store, Optional<ManifestId> manifest) throws IOException {
        try (ProgressOutput progress = invocation.progress()) {
            return manifest.isPresent()
                    ? Stores.verify(store, manifest.get())
                    : Stores.verify(store, OptionalInt.empty(), Optional.of(progress));
        }
    }

    private static void write(JsonOutput json, StoreVerdict verdict) throws IOException {
        json.field("status", verdict.isOk() ? "ok" : "damaged");
        json.field("checkedManifests", verdict.checkedManifests());
        json.field("checkedObjects", verdict.checkedObjects());
        json.field("checkedBytes", verdict.checkedBytes());
        for (Problem problem : Problem.values()) {
            json.objects(
                    problem.name().toLowerCase(Locale.ROOT),
                    verdict.findings().stream()
                            .filter(finding -> finding.problem() == problem)
                            .toList(),
                    DirectoryVerifyCommand::write);
        }
    }

    private static void write(JsonOutput json, Finding finding) throws IOException {
        json.field("kind", finding.isManifest() ? "manifest" : "object");
        json.field("digest", finding.digest());
        json.field("manifest", finding.manifest());
        json.field("message", finding.message());
    }

    private static void write(TextOutput text, StoreVerdict verdict) throws IOException {
        text.row(
                "checked",
                Amounts.count(verdict.checkedManifests(), "manifest", "manifests") + ", "
                        + Amounts.count(verdict.checkedObjects(), "object", "objects") + ", "
                        + Amounts.bytes(verdict.checkedBytes()));
        for (Finding finding : verdict.findings()) {
            text.line(finding.problem().name().toLowerCase(Locale.ROOT) + " "
                    + (finding.isManifest() ? "manifest " : "object ") + finding.digest());
        }
        text.row("status", verdict.isOk() ? "ok" : "damaged");
    }
}
