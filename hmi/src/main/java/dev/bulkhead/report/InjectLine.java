package dev.bulkhead.report;

import dev.bulkhead.fault.Fault;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.time.SimTime;

import java.util.List;
import java.util.Optional;

/**
 * The command line that repeats a trial.
 *
 * @param system name or file of the description
 * @param scenario name or file
 * @param without mechanisms that are off
 */
public record InjectLine(
        String system,
        String scenario,
        String profile,
        List<String> without,
        Optional<SimTime> horizon,
        long seed) {
    /** What {@code ./twin inject} runs if no other is named. */
    public static final String SCENARIO = "full-stop-ice";

    public InjectLine {
        without = List.copyOf(without);
    }

    /** The same under another kernel profile. */
    InjectLine under(String other) {
        return new InjectLine(system, scenario, other, without, horizon, seed);
    }

    /** With the faults that act together. */
    public String of(List<Fault> together) {
        return ofTexts(together.stream().map(Fault::text).toList());
    }

    /** With the faults that act together, each as {@link Fault#text}. */
    public String ofTexts(List<String> together) {
        StringBuilder command = new StringBuilder("./twin inject");
        together.forEach(fault -> command.append(' ').append(quoted(fault)));
        option(command, "--scenario", scenario, SCENARIO);
        option(command, "--profile", profile, KernelProfile.MICROKERNEL);
        option(command, "--system", system, Shipped.REFERENCE);
        option(command, "--without", String.join(",", without), "");
        option(
                command,
                "--horizon",
                horizon.map(h -> h.toString().replace(" ", "")).orElse(""),
                "");
        option(command, "--seed", Long.toString(seed), "1");
        return command.toString();
    }

    private static void option(StringBuilder command, String name, String value, String shipped) {
        if (!value.equals(shipped)) {
            command.append(' ').append(name).append(' ').append(quoted(value));
        }
    }

    /** As a shell takes it. */
    static String quoted(String word) {
        return word.matches("[\\w@:=.,/+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
