package dev.bulkhead.report;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Results as JSON text, as every verb writes them for {@code --json}. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** What {@link #text} wrote. */
    public static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }

    /** Indented, with a line end after it. */
    public static String text(ObjectNode object) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(object) + "\n";
    }
}
