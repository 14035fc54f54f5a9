package dev.bulkhead.telemetry;

import dev.bulkhead.fault.FaultCatalogue;
import dev.bulkhead.fault.FaultKind;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.LoadedSystem;

import io.vertx.core.buffer.Buffer;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;

/** What may be asked of an experiment: kinds of faults, kernel profiles, scenarios. */
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
        return new Message(
                "bulkhead/" + twin + "/catalogue",
                Buffer.buffer(root.toString()),
                Message.Delivery.AT_LEAST_ONCE,
                true);
    }
}
