package io.vaultik.examples.cli;

import io.vaultik.core.Manifests;
import io.vaultik.fault.Errors;
import io.vaultik.fault.IncompleteException;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.HashAlgorithm;
import io.vaultik.store.WalkOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that read a directory. Filled by the parser. */
final class WalkChoice {
    @Option(names = "--no-follow", description = "Leave symbolic links out instead of following them.")
    private boolean noFollow;

    @Option(names = "--absolute", description = "Write absolute paths.")
    private boolean absolute;

    @Option(
            names = "--exclude",
            paramLabel = "REGEX",
            description = "Leave out what this is found in, anywhere in the absolute path; repeatable. Macros:"
                    + " %%common%%, %%system%%.")
    private List<String> excludes = new ArrayList<>();

    @Option(
            names = "--checksum",
            paramLabel = "blake3|md5|sha256",
            description = "The checksums; default blake3, the only ones that can be stored.")
    private @Nullable String checksum;

    @Option(names = "--context", paramLabel = "TEXT", description = "Make checksums keyed by this context.")
    private @Nullable String context;

    @Option(names = "--jobs", paramLabel = "N", description = "How many threads work; default: the processors.")
    private @Nullable Integer jobs;

    /**
     * A manifest and what is missing in it.
     *
     * @param manifest the manifest
     * @param errors what could not be read
     */
    record Walked(DirectoryManifest manifest, Errors errors) {}

    /** Reads a directory; what could not be read is in the result. */
    Walked walk(Path directory) throws IOException {
        WalkOptions options = UsageException.checked(this::options);
        try {
            return new Walked(Manifests.of(directory, options), Errors.none());
        } catch (IncompleteException e) {
            return new Walked(e.result(DirectoryManifest.class).orElseThrow(() -> e), e.errors());
        }
    }

    /** Requires that a manifest that is made with these options can be stored. */
    void requireStorable() {
        if (context != null || checksum != null && algorithm(checksum) != HashAlgorithm.BLAKE3) {
            throw new UsageException("only manifests with plain blake3 checksums can be stored");
        }
    }

    /** Returns how many threads work, if that was said. */
    OptionalInt jobs() {
        Integer given = jobs;
        return given == null ? OptionalInt.empty() : OptionalInt.of(given);
    }

    private WalkOptions options() {
        WalkOptions.Builder options =
                WalkOptions.builder().followLinks(!noFollow).absolute(absolute);
        excludes.forEach(options::exclude);
        if (checksum != null) {
            options.checksum(algorithm(checksum));
        }
        if (context != null) {
            options.context(context);
        }
        if (jobs != null) {
            options.parallelism(jobs);
        }
        return options.build();
    }

    private static HashAlgorithm algorithm(String id) {
        return Arrays.stream(HashAlgorithm.values())
                .filter(algorithm -> algorithm.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "--checksum is one of blake3, md5, sha256, not \"" + RawText.lossy(id) + "\""));
    }
}
