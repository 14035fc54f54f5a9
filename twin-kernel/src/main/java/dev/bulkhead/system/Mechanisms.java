package dev.bulkhead.system;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.DeviceKind;
import dev.bulkhead.system.SystemDescription.Partition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The mechanisms of an ECU, given by those that are switched off.
 *
 * @param off each once, in the order of {@link Mechanism}
 */
public record Mechanisms(List<Off> off) {
    /** Nothing is switched off. */
    public static final Mechanisms ALL_ON = new Mechanisms(List.of());

    private static final String DATA = ".data";
    private static final String PORT = "port.";

    /**
     * One mechanism that is off.
     *
     * @param target what its parameter names; empty for a mechanism without one
     */
    public record Off(Mechanism mechanism, String target) {
        public Off {
            if (mechanism.parameter().isEmpty() != target.isEmpty()) {
                throw new IllegalArgumentException(
                        mechanism
                                + " with target \""
                                + target
                                + "\", expected "
                                + (mechanism.parameter().isEmpty()
                                        ? "none"
                                        : mechanism.parameter()));
            }
        }

        /** As it is written in options and documents. */
        @Override
        public String toString() {
            return target.isEmpty() ? mechanism.label() : mechanism.label() + "=" + target;
        }
    }

    public Mechanisms {
        off =
                off.stream()
                        .distinct()
                        .sorted(Comparator.comparing(Off::mechanism).thenComparing(Off::target))
                        .toList();
    }

    /** Everything on but these, none of which takes a parameter. */
    public static Mechanisms without(Mechanism... off) {
        return new Mechanisms(Arrays.stream(off).map(each -> new Off(each, "")).toList());
    }

    /**
     * Reads one as it is written in options and documents, such as {@code
     * region-permission=braking.data}.
     *
     * @param place of the text, for the message
     */
    public static Off parse(String place, String text) {
        int equals = text.indexOf('=');
        String label = equals < 0 ? text : text.substring(0, equals);
        String target = equals < 0 ? "" : text.substring(equals + 1);
        for (Mechanism mechanism : Mechanism.values()) {
            if (mechanism.label().equals(label)) {
                return off(place, mechanism, target, equals >= 0);
            }
        }
        throw new InputError(
                place,
                Text.quote(label) + " is no mechanism",
                Text.remedyFor(label, Mechanism.labels()));
    }

    private static Off off(String place, Mechanism mechanism, String target, boolean given) {
        if (mechanism.parameter().isEmpty() && given) {
            throw new InputError(
                    place,
                    "mechanism '" + mechanism.label() + "' takes no parameter",
                    "write " + mechanism.label());
        }
        if (!mechanism.parameter().isEmpty() && target.isEmpty()) {
            throw new InputError(
                    place,
                    "mechanism '" + mechanism.label() + "' needs a parameter",
                    "write " + mechanism.label() + "= and " + mechanism.parameter());
        }
        return new Off(mechanism, target);
    }

    public boolean isOff(Mechanism mechanism) {
        for (Off each : off) { // asked for in kernel operations
            if (each.mechanism() == mechanism) {
                return true;
            }
        }
        return false;
    }

    /** The parameters with which a mechanism is off. */
    public List<String> targets(Mechanism mechanism) {
        return off.stream().filter(each -> each.mechanism() == mechanism).map(Off::target).toList();
    }

    /** What is off here or there. */
    public Mechanisms and(Mechanisms others) {
        List<Off> both = new ArrayList<>(off);
        both.addAll(others.off);
        return new Mechanisms(both);
    }

    /** As written in options and documents, in the enum's order. */
    public List<String> labels() {
        return off.stream().map(Off::toString).toList();
    }

    /**
     * Refuses a parameter that names nothing of a system.
     *
     * @param place of the text, for the message
     */
    public static void check(String place, Off off, SystemDescription system) {
        if (off.mechanism() != Mechanism.REGION_PERMISSION) {
            return;
        }
        List<String> known = regions(system);
        if (!known.contains(off.target())) {
            throw new InputError(
                    place,
                    "'%s' has no region %s"
                            .formatted(off.mechanism().label(), Text.quote(off.target())),
                    Text.remedyFor(off.target(), known));
        }
    }

    /** The regions of a system that {@code region-permission} can name. */
    public static List<String> regions(SystemDescription system) {
        List<String> regions = new ArrayList<>();
        for (Partition partition : system.partitions()) {
            regions.add(partition.name() + DATA);
        }
        system.ports().forEach(port -> regions.add(PORT + port.name()));
        for (DeviceEntry device : system.board().devices()) {
            if (device.kind() != DeviceKind.WINDOW_WATCHDOG) {
                regions.add(device.name());
            }
        }
        return regions;
    }

    /** The partition whose data {@code region} means, or the port whose buffer, or a device. */
    public static Opened opened(String region, SystemDescription system) {
        for (int i = 0; i < system.partitions().size(); i++) {
            if (region.equals(system.partitions().get(i).name() + DATA)) {
                return new Opened.Data(i);
            }
        }
        for (int i = 0; i < system.ports().size(); i++) {
            if (region.equals(PORT + system.ports().get(i).name())) {
                return new Opened.PortBuffer(i);
            }
        }
        return new Opened.Device(region);
    }

    /** What a name of {@link #regions} stands for. */
    public sealed interface Opened {
        /** Writable segments of a partition's image, by its place in the description. */
        record Data(int partition) implements Opened {}

        /** The kernel's copy of a port's message. */
        record PortBuffer(int port) implements Opened {}

        record Device(String name) implements Opened {}
    }
}
