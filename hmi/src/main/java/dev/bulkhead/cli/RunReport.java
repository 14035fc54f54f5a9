package dev.bulkhead.cli;

import dev.bulkhead.report.Json;
import dev.bulkhead.scenario.Check;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.RunResult;
import dev.bulkhead.twin.RunResult.BusResult;
import dev.bulkhead.twin.RunResult.PartitionResult;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What {@code ./twin run} shows of a run.
 *
 * @param profile the kernel profile that hosted the partitions
 * @param complete whether the scenario ran to its end; else its checks are not judged
 * @param wallS what it took in seconds of the host
 * @param continued if a snapshot was asked for
 */
record RunReport(
        Scenario scenario,
        Mechanisms mechanisms,
        long seed,
        String profile,
        RunResult result,
        boolean complete,
        double wallS,
        Optional<Continued> continued) {

    /**
     * A second run that went on from a snapshot.
     *
     * @param equal whether it ended with the trace and the state of the unbroken run
     */
    record Continued(SimTime from, boolean equal) {}

    boolean passed() {
        return (!complete || result.passed()) && continued.map(Continued::equal).orElse(true);
    }

    /** The table. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("%s: %s".formatted(scenario.name(), scenario.description()));
        if (!profile.equals(KernelProfile.MICROKERNEL)) {
            lines.add("Kernel profile " + profile);
        }
        if (!mechanisms.off().isEmpty()) {
            lines.add("WITHOUT " + String.join(", ", mechanisms.labels()));
        }
        lines.add("");
        lines.add("  stopping distance with ABS   " + metres(result.stoppingDistanceM()));
        lines.add("  with locked wheels           " + metres(result.lockedWheelsM(scenario)));
        lines.add("");
        lines.add("  partition        CPU   deadlines met   missed   restarts   trace");
        for (PartitionResult p : result.partitions()) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "  %-13s %5.1f %%   %13d   %6d   %8d   %s",
                            p.name(),
                            100 * p.cpuShare(),
                            p.deadlinesMet(),
                            p.deadlinesMissed(),
                            p.restarts(),
                            p.traceHash().substring(0, 16)));
        }
        lines.add(
                String.format(
                        Locale.ROOT,
                        "  of the time, kernel operations took %.1f %%, %.1f %% were idle",
                        100 * result.crossingShare(),
                        100 * result.idleShare()));
        lines.add("");
        for (BusResult bus : result.buses()) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "  bus %-12s %d frames, load %.1f %%",
                            bus.name(),
                            bus.frames(),
                            100 * bus.load()));
        }
        lines.add(String.format(Locale.ROOT, "  screen           %d pictures", result.pictures()));
        double simulated = result.simulated().seconds();
        lines.add(
                String.format(
                        Locale.ROOT,
                        "  simulated        %.3f s in %.2f s: %.1f times real time, %.0f MIPS",
                        simulated,
                        wallS,
                        simulated / wallS,
                        result.instructions() / wallS / 1e6));
        lines.add("  trace hash       " + result.traceHash());
        lines.add("");
        lines.addAll(checkLines());
        continued.ifPresent(
                c ->
                        lines.add(
                                "From the snapshot at %s: %s"
                                        .formatted(
                                                c.from(),
                                                c.equal()
                                                        ? "same trace, same state"
                                                        : "NOT the same trace and state")));
        return lines;
    }

    private List<String> checkLines() {
        if (!complete) {
            return List.of("Ended by --for before the scenario's end: checks not judged");
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < result.checks().size(); i++) {
            Check.Result check = result.checks().get(i);
            String bound =
                    switch (scenario.checks().get(i).bound()) {
                        case AT_MOST -> "at most";
                        case AT_LEAST -> "at least";
                    };
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "  %s  %-28s %s, %s %s",
                            check.pass() ? "pass" : "FAIL",
                            check.name(),
                            check.value().isPresent()
                                    ? quantity(check.value().getAsDouble(), check.unit())
                                    : "nothing to measure",
                            bound,
                            quantity(check.limit(), check.unit())));
        }
        return lines;
    }

    private static String metres(OptionalDouble value) {
        return value.isPresent()
                ? String.format(Locale.ROOT, "%8.2f m", value.getAsDouble())
                : "       -";
    }

    private static String quantity(double value, String unit) {
        String number = String.format(Locale.ROOT, "%.3f", value).replaceFirst("\\.?0+$", "");
        return unit.equals("1") ? number : number + " " + unit;
    }

    /** The result as one object, see docs/results.md. */
    ObjectNode toJson() {
        ObjectNode root = Json.object();
        root.put("scenario", scenario.name());
        root.put("seed", seed);
        root.put("profile", profile);
        ArrayNode without = root.putArray("without");
        mechanisms.labels().forEach(without::add);
        root.put("complete", complete);
        root.put("traceHash", result.traceHash());
        root.put("simulatedS", result.simulated().seconds());
        root.put("wallS", wallS);
        root.put("instructions", result.instructions());
        ObjectNode vehicle = root.putObject("vehicle");
        put(vehicle, "stoppingDistanceM", result.stoppingDistanceM());
        put(vehicle, "lockedWheelsStoppingDistanceM", result.lockedWheelsM(scenario));
        vehicle.put("speedMps", result.speedMps());
        root.put("crossingCpuShare", result.crossingShare());
        root.put("idleCpuShare", result.idleShare());
        root.putObject("display").put("pictures", result.pictures());
        ArrayNode checks = root.putArray("checks");
        if (complete) {
            for (Check.Result check : result.checks()) {
                ObjectNode node = checks.addObject();
                node.put("name", check.name());
                node.put("pass", check.pass());
                put(node, "value", check.value());
                node.put("limit", check.limit());
                node.put("unit", check.unit());
            }
        }
        ObjectNode partitions = root.putObject("partitions");
        for (PartitionResult p : result.partitions()) {
            ObjectNode node = partitions.putObject(p.name());
            node.put("traceHash", p.traceHash());
            node.put("cpuShare", p.cpuShare());
            node.put("restarts", p.restarts());
            node.put("deadlinesMet", p.deadlinesMet());
            node.put("deadlinesMissed", p.deadlinesMissed());
        }
        ObjectNode buses = root.putObject("buses");
        for (BusResult bus : result.buses()) {
            ObjectNode node = buses.putObject(bus.name());
            node.put("frames", bus.frames());
            node.put("load", bus.load());
        }
        continued.ifPresent(
                c ->
                        root.putObject("snapshot")
                                .put("atS", c.from().seconds())
                                .put("equal", c.equal()));
        return root;
    }

    private static void put(ObjectNode node, String key, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(key, value.getAsDouble());
        } else {
            node.putNull(key);
        }
    }
}
