package dev.bulkhead.cli;

import dev.bulkhead.bench.EngineSpeed;

import tools.jackson.databind.node.ObjectNode;

import java.io.PrintWriter;

/** What {@code bench start fork campaign} measured, for people and for programs. */
final class EngineReport {
    private EngineReport() {}

    static void print(EngineSpeed speed, PrintWriter out) {
        out.println();
        speed.startS()
                .ifPresent(s -> out.printf("Start: %.3f s from twin --version to its end%n", s));
        speed.fork()
                .ifPresent(
                        fork ->
                                out.printf(
                                        "Fork: ready in %.2f ms of processor time; at rest %,.0f"
                                                + " kB%n",
                                        fork.readyMs(), fork.atRestKb()));
        for (EngineSpeed.Campaign campaign : speed.campaigns()) {
            out.printf(
                    "Campaign of %,d single flips, %d thread%s: %.1f faults a second a core;"
                            + " %.2f without early stop%n",
                    campaign.faults(),
                    campaign.threads(),
                    campaign.threads() == 1 ? "" : "s",
                    campaign.perSecondPerCore(),
                    campaign.withoutEarlyStop());
        }
    }

    static void toJson(EngineSpeed speed, ObjectNode node) {
        speed.startS().ifPresent(s -> node.put("startS", s));
        speed.fork()
                .ifPresent(
                        fork ->
                                node.putObject("fork")
                                        .put("readyMs", fork.readyMs())
                                        .put("atRestKb", fork.atRestKb()));
        for (EngineSpeed.Campaign campaign : speed.campaigns()) {
            ObjectNode each = node.withArray("campaigns").addObject();
            each.put("threads", campaign.threads()).put("faults", campaign.faults());
            each.put("faultsPerSecondPerCore", campaign.perSecondPerCore());
            each.put("faultsPerSecondPerCoreFull", campaign.withoutEarlyStop());
        }
    }
}
