package io.vaultik.examples.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what the parser objects to into one line that says what is right. */
final class WrongUsage {
    private WrongUsage() {}

    /** Returns the objection of the parser. */
    static UsageException of(ParameterException e) {
        CommandSpec command = e.getCommandLine().getCommandSpec();
        String help = "; see " + command.qualifiedName() + " --help";
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return new UsageException(unknown(command, unmatched.getUnmatched().get(0)) + help);
        }
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return new UsageException(RawText.lossy(message) + help);
    }

    /** Returns the objection to a command that is none by itself. */
    static UsageException incomplete(CommandLine command) {
        return new UsageException(command.getCommandSpec().qualifiedName() + " needs a command: "
                + String.join(", ", command.getSubcommands().keySet()) + "; see "
                + command.getCommandSpec().qualifiedName() + " --help");
    }

    private static String unknown(CommandSpec command, String argument) {
        String shown = "\"" + RawText.lossy(argument) + "\"";
        if (argument.startsWith("-") && argument.length() > 1) {
            String name = argument.split("=", 2)[0];
            List<String> names = command.options().stream()
                    .map(OptionSpec::names)
                    .flatMap(Stream::of)
                    .toList();
            return command.qualifiedName() + " has no option " + shown
                    + nearest(name, names).orElse("");
        }
        if (!command.subcommands().isEmpty()) {
            List<String> names = List.copyOf(command.subcommands().keySet());
            return command.qualifiedName() + " has no command " + shown
                    + nearest(argument, names).orElse("; there are " + String.join(", ", names));
        }
        return shown + " is one argument too many for " + command.qualifiedName();
    }

    private static Optional<String> nearest(String word, List<String> words) {
        return words.stream()
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .filter(candidate -> distance(word, candidate) <= 1 + candidate.length() / 4)
                .map(candidate -> "; did you mean " + candidate + "?");
    }

    /** The edit distance of Levenshtein. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
