package dev.bulkhead.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command {@code twin} itself: shows the help. Each verb is a class of this package that
 * implements {@code Callable<Integer>}, is named in {@code subcommands}, mixes in the standard help
 * options and returns its exit status.
 */
@Command(
        name = "twin",
        description = "A digital twin of an automotive ECU: can a fault reach the brakes?",
        synopsisSubcommandLabel = "VERB",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            LiveCommand.class,
            InjectCommand.class,
            CampaignCommand.class,
            CompareCommand.class,
            CheckCommand.class,
            TraceCommand.class,
            ShadowCommand.class,
            DbcCommand.class,
            BuildCommand.class,
            ExecCommand.class,
            BenchCommand.class,
            PasswdCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Exit status: 0 good, 1 the answer is bad news, 2 a mistake in the input,",
            "3 no answer.",
        })
final class Twin implements Runnable {
    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "No progress, only the result.")
    private boolean quiet;

    @Spec private CommandSpec spec;

    /** Whether the user of this verb wants no progress. */
    static boolean isQuiet(CommandSpec verb) {
        return verb.root().userObject() instanceof Twin twin && twin.quiet;
    }

    @Override
    public void run() {
        CommandLine command = spec.commandLine();
        command.usage(command.getOut());
    }
}
