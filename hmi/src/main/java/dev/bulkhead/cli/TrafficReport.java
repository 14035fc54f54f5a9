package dev.bulkhead.cli;

import dev.bulkhead.bench.PythonCan;
import dev.bulkhead.bench.TrafficSpeed;

import tools.jackson.databind.node.ObjectNode;

import java.io.PrintWriter;

/** What {@code bench bus dbc logs} measured, for people and for programs. */
final class TrafficReport {
    private TrafficReport() {}

    static void print(TrafficSpeed speed, PrintWriter out) {
        boolean beside = speed.pythonCan().isPresent();
        out.printf("%n%-27s %-8s %14s", "a second of a core", "of", "ours");
        out.println(beside ? "     python-can    ratio" : "");
        for (TrafficSpeed.Row row : speed.rows()) {
            out.printf(
                    "%-4s %-22s %-8s %,14.0f",
                    row.subject(), row.name(), row.unit(), row.perSecond());
            if (row.pythonPerSecond().isPresent()) {
                out.printf(
                        " %,14.0f %8.2f",
                        row.pythonPerSecond().getAsDouble(), row.ratio().orElseThrow());
            } else if (beside) {
                out.printf(" %14s", "not measured");
            }
            out.println();
        }
        out.println(
                speed.pythonCan()
                        .map(version -> "beside python-can " + version)
                        .orElse(
                                "python3 has no python-can, so there is nothing to compare with"
                                        + " (Debian package "
                                        + PythonCan.PACKAGE
                                        + ")"));
    }

    static void toJson(TrafficSpeed speed, ObjectNode node) {
        speed.pythonCan().ifPresent(version -> node.put("pythonCan", version));
        for (TrafficSpeed.Row row : speed.rows()) {
            ObjectNode each = node.withArray("rows").addObject();
            each.put("subject", row.subject()).put("name", row.name()).put("unit", row.unit());
            each.put("perSecond", row.perSecond());
            row.pythonPerSecond().ifPresent(theirs -> each.put("pythonCanPerSecond", theirs));
            row.ratio().ifPresent(ratio -> each.put("ratioToPythonCan", ratio));
        }
    }
}
