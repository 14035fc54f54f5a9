package dev.bulkhead.cli;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Results as JSON text, as every verb writes them for {@code --json}. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** What {@link #text} wrote. */
    static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }

    /** Indented, with a line end after it. */
    static String text(ObjectNode object) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(object) + "\n";
    }
}
