package dev.bulkhead.telemetry;

import dev.bulkhead.fault.FaultCatalogue;
import dev.bulkhead.fault.FaultKind;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;

import io.vertx.core.buffer.Buffer;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;

/**
 * What may be asked of experiments and campaigns: kinds of faults, kernel profiles, scenarios,
 * mechanisms.
 */
public final class CatalogueTopic {
    private CatalogueTopic() {}

    /**
     * The message, retained.
     *
     * @param twin name of the twin
     * @param examples faults and what each shows
     * @param scenarios names of those that fit the system
     */
    public static Message of(
            String twin,
            LoadedSystem system,
            Map<String, String> examples,
            List<String> scenarios) {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("timeS", 0);
        ArrayNode kinds = root.putArray("kinds");
        for (FaultCatalogue.Row row : new FaultCatalogue(system).rows()) {
            FaultKind kind = row.kind();
            ObjectNode node = kinds.addObject();
            node.put("kind", kind.label())
                    .put("syntax", kind.syntax())
                    .put("does", kind.does())
                    .put("example", kind.example());
            ArrayNode targets = node.putArray("targets");
            row.targets().forEach(targets::add);
        }
        ArrayNode array = root.putArray("examples");
        examples.forEach((fault, text) -> array.addObject().put("fault", fault).put("text", text));
        ArrayNode profiles = root.putArray("profiles");
        system.description().profiles().stream().map(KernelProfile::name).forEach(profiles::add);
        ArrayNode names = root.putArray("scenarios");
        scenarios.forEach(names::add);
        mechanisms(root.putArray("mechanisms"), system);
        return new Message(
                "bulkhead/" + twin + "/catalogue",
                Buffer.buffer(root.toString()),
                Message.Delivery.AT_LEAST_ONCE,
                true);
    }

    /** As a campaign takes them: one with a parameter stands there with each that it may have. */
    private static void mechanisms(ArrayNode to, LoadedSystem system) {
        for (Mechanism mechanism : Mechanism.values()) {
            List<String> targets =
                    mechanism.parameter().isEmpty()
                            ? List.of("")
                            : Mechanisms.regions(system.description());
            for (String target : targets) {
                to.addObject()
                        .put("name", new Mechanisms.Off(mechanism, target).toString())
                        .put("off", mechanism.offMeans());
            }
        }
    }
}
