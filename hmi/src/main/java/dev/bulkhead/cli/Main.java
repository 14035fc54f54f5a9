package dev.bulkhead.cli;

import dev.bulkhead.input.InputError;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Where {@code ./twin} starts. Turns a user's mistake into one line on the error stream and status
 * 2, and a mistake of ours into a stack trace and status 70.
 */
public final class Main {
    private static final int INPUT_MISTAKE = 2;
    private static final int OUR_MISTAKE = 70;

    private Main() {}

    /** Runs the command and ends the process with its status. */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT); // digits and decimal points are no matter of the host
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int status = run(command(), out, err, args);
        if (out.checkError() && status == 0) {
            err.println("standard output: cannot be written; make room or keep its reader open");
            status = INPUT_MISTAKE;
        }
        err.flush();
        System.exit(status);
    }

    /** The command with all its verbs. */
    static CommandLine command() {
        return new CommandLine(new Twin())
                .setExpandAtFiles(false)
                .registerConverter(long.class, text -> number(text, Long::decode))
                .registerConverter(int.class, text -> number(text, Integer::decode));
    }

    private static <N> N number(String text, Function<String, N> reader) {
        try {
            return reader.apply(text);
        } catch (NumberFormatException _) {
            throw new TypeConversionException("'" + text + "' is no whole number in range");
        }
    }

    /** Runs {@code command} and returns its exit status; throws nothing. */
    static int run(CommandLine command, PrintWriter out, PrintWriter err, String... args) {
        command.setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((wrong, _) -> usageMistake(err, wrong))
                .setExecutionExceptionHandler((failure, _, _) -> failed(err, failure));
        try {
            return command.execute(args);
        } catch (Error ours) {
            return failed(err, ours);
        }
    }

    private static int failed(PrintWriter err, Throwable failure) {
        if (failure instanceof InputError mistake) {
            err.println(mistake.getMessage());
            return INPUT_MISTAKE;
        }
        failure.printStackTrace(err);
        return OUR_MISTAKE;
    }

    private static int usageMistake(PrintWriter err, ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        if (wrong.getCause() instanceof InputError mistake) {
            return failed(err, mistake);
        }
        String verb = command.getCommandSpec().qualifiedName();
        String what = what(command, wrong).replaceAll("\\p{Cntrl}", "?");
        err.println("twin: " + what + " see ./" + verb + " --help");
        return INPUT_MISTAKE;
    }

    private static String what(CommandLine command, ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
            String message = wrong.getMessage().lines().findFirst().orElseThrow();
            message = message.replaceFirst("^Unknown subcommand ", "unknown verb ");
            message = message.replaceFirst("\\.$", "");
            return Character.toLowerCase(message.charAt(0)) + message.substring(1) + ";";
        }
        String first = unmatched.getUnmatched().getFirst();
        String kind;
        if (unmatched.isUnknownOption()) {
            kind = "unknown option '";
        } else if (command.getParent() == null) {
            kind = "unknown verb '";
        } else {
            kind = "unexpected argument '";
        }
        List<String> near = unmatched.getSuggestions();
        return kind + first + "';" + (near.isEmpty() ? "" : " did you mean " + either(near) + "?");
    }

    private static String either(List<String> near) {
        return String.join(" or ", near.stream().limit(2).map(name -> "'" + name + "'").toList());
    }
}
