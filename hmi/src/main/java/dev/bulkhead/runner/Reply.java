package dev.bulkhead.runner;

import dev.bulkhead.input.InputError;
import dev.bulkhead.time.SimTime;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers to commands, as docs/telemetry.md has them. */
final class Reply {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Reply() {}

    /** Done, the twin standing at {@code at}. */
    static ObjectNode done(SimTime at) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("ok", true)
                .put("appliedAtS", at.seconds());
    }

    static ObjectNode refused(InputError error) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("ok", false)
                .put("error", error.getMessage());
    }

    static String text(ObjectNode reply) {
        return MAPPER.writeValueAsString(reply);
    }
}
