package dev.bulkhead.cli;

import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.runner.JournalFile;
import dev.bulkhead.runner.LivePlan;
import dev.bulkhead.runner.Replay;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.twin.Twin;

import java.io.PrintWriter;

/** Plays the journal of a live session and says whether it gave the same trace. */
record ReplayRun(PrintWriter out, PrintWriter err) {
    /** Exit status where the trace is not the session's. */
    static final int DIFFERS = 1;

    /** The exit status. */
    int of(String file) {
        JournalFile journal = journal(file, err);
        Replay.Result result = Replay.of(journal, ReplayRun::plan);
        err.flush();
        if (result.difference().isPresent()) {
            out.println(result.difference().get());
            out.flush();
            return DIFFERS;
        }
        out.printf(
                "replayed runs %d, commands %d, %s simulated%n",
                result.runs(), result.commands(), result.simulated());
        out.printf(
                "trace hash %s%s%n",
                result.traceHash(),
                result.complete()
                        ? ", as in the session"
                        : "; the session was killed, up to its last line the trace is the same");
        out.flush();
        return 0;
    }

    /** Reads a journal and says what of it will not be as it was. */
    static JournalFile journal(String file, PrintWriter err) {
        JournalFile journal = JournalFile.read(file);
        if (journal.cut()) {
            err.println(journal.name() + ": its last line is cut and left out");
        }
        if (!journal.header().productVersion().equals(Version.number())) {
            err.printf(
                    "%s: version %s wrote it, this is %s%n",
                    journal.name(), journal.header().productVersion(), Version.number());
        }
        return journal;
    }

    /** What the session ran. */
    static LivePlan plan(JournalFile.Header header) {
        Images images = Images.create();
        LoadedSystem system =
                new SystemReader(Shipped.descriptions(), images).read("--replay", header.system());
        Mechanisms off =
                new Mechanisms(
                        header.without().stream()
                                .map(label -> Mechanisms.parse("--replay", label))
                                .toList());
        off.off().forEach(each -> Mechanisms.check("--replay", each, system.description()));
        return new LivePlan(
                header.system(),
                system,
                "",
                name ->
                        new ScenarioReader(Shipped.scenarios())
                                .read("--replay", name, system.description()),
                new Twin.Settings(off, header.seed(), header.profile()),
                images::hostile,
                Version.number());
    }
}
