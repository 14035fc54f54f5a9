package dev.bulkhead.report;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** What every result rests on; docs/safety.md has the same sentences and says more. */
public final class Basis {
    private Basis() {}

    /** With what a result came from: all three, as arrays of sentences. */
    public static void putInto(ObjectNode root, Provenance provenance) {
        root.set("provenance", provenance.toJson());
        put(root, "assumptions", assumptions());
        put(root, "knownDefects", knownDefects());
        put(root, "toolConfidence", toolConfidence());
    }

    private static void put(ObjectNode root, String key, List<String> sentences) {
        ArrayNode array = root.putArray(key);
        sentences.forEach(array::add);
    }

    /** What the model does not have or takes for granted. */
    public static List<String> assumptions() {
        return List.of(
                "The verdict holds for this description, scenario, seed and horizon, and for the"
                        + " faults named; it is no failure rate.",
                "One hart, no cache, no branch predictor, no row buffer in the RAM: what interferes"
                        + " through those is not in the model.",
                "The kernel model is neither real kernel code nor proved; its data lies in"
                        + " simulated RAM and can be corrupted.",
                "Cycle costs are model input with their sources (docs/hart.md,"
                        + " docs/kernel-abi.md), not measurements of a chip.",
                "CAN is modelled by frame until a fault of the wire begins, and by bit from then"
                        + " on.",
                "Nodes on the bus and the car are models (docs/vehicle.md); power, heat and clock"
                        + " supply are not modelled.",
                "Counters that count for the whole hart are not state: user mode cannot read"
                        + " them.");
    }

    /** Defects of the tool that are known and could bear on a verdict. */
    public static List<String> knownDefects() {
        return List.of(
                "None is known that turns REACHED into IDENTICAL. docs/findings.md tells what was"
                        + " found and mended.");
    }

    /** Why a reader may trust an {@code IDENTICAL}, and what would show that it is wrong. */
    public static List<String> toolConfidence() {
        return List.of(
                "Used as here, a defect of the tool could hide that a fault reaches the protected"
                        + " set; it cannot put a mistake into the product under test.",
                "A comparison that sees too little would show when a barrier is off (--without):"
                        + " the attack named beside it must be REACHED.",
                "A comparison that sees too much would show in repetition: from reset and from a"
                        + " snapshot, trace and verdict must be equal.",
                "A hart that computes wrongly would show in the differential tests against QEMU and"
                        + " in those against exact arithmetic.",
                "The healthy run is itself judged: its deadlines, its checks and its stopping"
                        + " distance stand beside those of the faulty run.",
                "A kernel model that is wrong in healthy and faulty run alike would show in the"
                        + " healthy trace's conformance to the description: five seeded defects are"
                        + " found by that or by a verdict (docs/seeded-defects.md).",
                "What none of this detects: a mistake in the model that both runs share and no"
                        + " independent oracle covers, above all in devices and kernel costs.");
    }
}
