package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.input.InputError;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theVersionIsTheOneOfTheBuild() {
        assertEquals(0, twin("--version"));
        assertTrue(
                out.toString().matches("bulkhead \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R"),
                out::toString);
        assertEquals("", err.toString());
    }

    @Test
    void withoutAVerbTheHelpIsShown() {
        assertEquals(0, twin());
        assertTrue(out.toString().startsWith("Usage: twin "), out::toString);
    }

    @Test
    void everyVerbHasHelp() {
        assertAll(
                Main.command().getSubcommands().values().stream()
                        .map(
                                verb ->
                                        () ->
                                                assertNotNull(
                                                        verb.getCommandSpec()
                                                                .findOption("--help"))));
    }

    @Test
    void aVerbsResultIsTheExitStatus() {
        assertEquals(1, twin("probe"));
        assertEquals("", err.toString());
    }

    @Nested
    class AMistakeOfTheUserIsOneLineAndStatus2 {
        @Test
        void anInputErrorSaysPlaceWhatAndRemedy() {
            assertEquals(2, twin("probe", "--fail", "INPUT"));
            assertEquals(
                    "braking.yaml:14: budget 6 exceeds period 5; lower the budget\n",
                    err.toString());
        }

        @Test
        void anUnknownVerbNamesTheNearest() {
            assertEquals(2, twin("prob"));
            assertEquals(
                    "twin: unknown verb 'prob'; did you mean 'probe'? see ./twin --help\n",
                    err.toString());
        }

        @Test
        void anUnknownOptionPointsToTheVerbsHelp() {
            assertEquals(2, twin("probe", "--foo"));
            assertEquals("twin: unknown option '--foo'; see ./twin probe --help\n", err.toString());
        }

        @Test
        void anArgumentTooManyIsNamed() {
            assertEquals(2, twin("probe", "more"));
            assertEquals(
                    "twin: unexpected argument 'more'; see ./twin probe --help\n", err.toString());
        }

        @Test
        void aValueOfTheWrongKindSaysWhatIsExpected() {
            assertEquals(2, twin("probe", "--count", "many"));
            assertEquals(
                    "twin: invalid value for option '--count': 'many' is not an int;"
                            + " see ./twin probe --help\n",
                    err.toString());
        }

        @Test
        void aMissingValueIsNamed() {
            assertEquals(2, twin("probe", "--count"));
            assertEquals(
                    "twin: missing required parameter for option '--count' (<count>);"
                            + " see ./twin probe --help\n",
                    err.toString());
        }
    }

    @Nested
    class AMistakeOfOursIsAStackTraceAndStatus70 {
        @Test
        void anExceptionShowsWhereItCameFrom() {
            assertEquals(70, twin("probe", "--fail", "EXCEPTION"));
            assertTrue(
                    err.toString().startsWith("java.lang.IllegalStateException: tec=300"),
                    err::toString);
            assertTrue(err.toString().contains("MainTest.java"), err::toString);
        }

        @Test
        void anErrorOfTheJvmDoesToo() {
            assertEquals(70, twin("probe", "--fail", "ERROR"));
            assertTrue(err.toString().startsWith("java.lang.OutOfMemoryError"), err::toString);
        }
    }

    private int twin(String... args) {
        CommandLine command = Main.command().addSubcommand(new Probe());
        return Main.run(command, new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    enum Failure {
        INPUT,
        EXCEPTION,
        ERROR
    }

    @Command(name = "probe", mixinStandardHelpOptions = true)
    private static final class Probe implements Callable<Integer> {
        @Option(names = "--fail")
        private Failure fail;

        @Option(names = "--count")
        private int count = 1;

        @Override
        public Integer call() {
            return switch (fail) {
                case null -> count;
                case INPUT ->
                        throw InputError.at(
                                "braking.yaml",
                                14,
                                "budget 6 exceeds period 5",
                                "lower the budget");
                case EXCEPTION -> throw new IllegalStateException("tec=300, expected 8..263");
                case ERROR -> throw new OutOfMemoryError("Java heap space");
            };
        }
    }
}
