package dev.bulkhead.cli;

import dev.bulkhead.runner.CampaignProgress;
import dev.bulkhead.twin.Twin;

import picocli.CommandLine.Model.CommandSpec;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * One line on the terminal that says how far a run is. Where there is no terminal, as in the log of
 * a CI server, a campaign says it in a line of its own now and then.
 */
final class StatusLine implements CampaignProgress {
    private static final long INTERVAL_NS = 100_000_000;

    private static final long BETWEEN_LINES_NS = 30_000_000_000L;

    private final PrintWriter out;
    private final boolean terminal;
    private final boolean quiet;
    private final LongSupplier clockNs;
    private final long startNs;
    private long shownNs;
    private boolean shown;

    /**
     * @param spec of the verb that shows it
     */
    StatusLine(CommandSpec spec) {
        this(
                spec.commandLine().getErr(),
                isWanted(spec),
                dev.bulkhead.cli.Twin.isQuiet(spec),
                System::nanoTime);
    }

    /**
     * @param terminal whether a line can be written over
     */
    StatusLine(PrintWriter out, boolean terminal, boolean quiet, LongSupplier clockNs) {
        this.out = out;
        this.terminal = terminal;
        this.quiet = quiet;
        this.clockNs = clockNs;
        startNs = clockNs.getAsLong();
        shownNs = startNs;
    }

    /** Whether a person watches, and has not asked for quiet. */
    static boolean isWanted(CommandSpec verb) {
        return isTerminal() && !dev.bulkhead.cli.Twin.isQuiet(verb);
    }

    @SuppressWarnings("SystemConsoleNull") // it is null where the launcher has no terminal
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    void show(Twin twin) {
        long nowNs = clockNs.getAsLong();
        if (!terminal || nowNs - shownNs < INTERVAL_NS) {
            return;
        }
        shownNs = nowNs;
        shown = true;
        double seconds = twin.now().seconds();
        out.print(
                String.format(
                        Locale.ROOT,
                        "\r%8.2f s  %6.1f km/h  %8.2f m  %.1f times real time ",
                        seconds,
                        3.6 * twin.world().vehicle().speedMps(),
                        twin.world().vehicle().pathM(),
                        seconds / ((nowNs - startNs) / 1e9)));
        out.flush();
    }

    @Override
    public void runs(String profile, String what, Twin twin) {
        long nowNs = clockNs.getAsLong();
        if (!terminal || nowNs - shownNs < INTERVAL_NS) {
            return;
        }
        shownNs = nowNs;
        shown = true;
        out.print(
                String.format(
                        Locale.ROOT,
                        "\r%-18s %-14s %8.2f s  %6.1f km/h ",
                        profile,
                        what,
                        twin.now().seconds(),
                        3.6 * twin.world().vehicle().speedMps()));
        out.flush();
    }

    @Override
    public void does(String profile, String what) {
        if (terminal) {
            clear();
            shown = true;
            out.printf("\r%-18s %s", profile, what);
            out.flush();
        }
    }

    @Override
    public void isAt(long done, long total, long reached, double perSecond) {
        long nowNs = clockNs.getAsLong();
        if (quiet || nowNs - shownNs < (terminal ? INTERVAL_NS : BETWEEN_LINES_NS)) {
            return;
        }
        shownNs = nowNs;
        shown = terminal;
        out.print(
                String.format(
                        Locale.ROOT,
                        "%s%,9d of %,d faults  %6.1f /s  %s left  %,d REACHED%s",
                        terminal ? "\r" : "",
                        done,
                        total,
                        perSecond,
                        left(total - done, perSecond),
                        reached,
                        terminal ? " " : "\n"));
        out.flush();
    }

    private static String left(long trials, double perSecond) {
        long seconds = perSecond > 0 ? (long) Math.ceil(trials / perSecond) : 0;
        return seconds < 60
                ? "%2d s".formatted(seconds)
                : "%d:%02d min".formatted(seconds / 60, seconds % 60);
    }

    @Override
    public void clear() {
        if (shown) {
            shown = false;
            out.print("\r" + " ".repeat(70) + "\r");
            out.flush();
        }
    }
}
