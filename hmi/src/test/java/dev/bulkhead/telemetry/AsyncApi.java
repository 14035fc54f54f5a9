package dev.bulkhead.telemetry;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The published AsyncAPI document, ready to check messages against. */
public final class AsyncApi {
    private final JsonNode document;

    /** What AsyncAPI 3 takes a schema to be that does not say otherwise. */
    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);

    private final Map<String, Schema> schemas = new TreeMap<>();
    private final List<Channel> channels = new ArrayList<>();

    /**
     * A channel of the twin.
     *
     * @param address below the twin's topics
     * @param schema of its payload; empty if that is no JSON or text
     * @param sent whether the twin sends on it, else it takes
     */
    public record Channel(
            String name,
            Pattern address,
            Optional<String> schema,
            String contentType,
            boolean conditional,
            boolean sent,
            int qos,
            boolean retained) {}

    public AsyncApi() {
        try (InputStream in = Message.class.getResourceAsStream("asyncapi.yaml")) {
            document = YAMLMapper.builder().build().readTree(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        document.path("operations").properties().forEach(each -> add(each.getValue()));
    }

    private void add(JsonNode operation) {
        String reference = operation.path("channel").path("$ref").asString();
        JsonNode channel = at(reference);
        JsonNode message = at(channel.path("messages").iterator().next().path("$ref").asString());
        String schema = message.path("payload").path("$ref").asString("");
        JsonNode mqtt = operation.path("bindings").path("mqtt");
        channels.add(
                new Channel(
                        reference.substring("#/channels/".length()),
                        pattern(channel.path("address").asString()),
                        schema.isEmpty() ? Optional.empty() : Optional.of(schema),
                        message.path("contentType").asString("application/json"),
                        channel.has("x-condition"),
                        operation.path("action").asString().equals("send"),
                        mqtt.path("qos").asInt(0),
                        mqtt.path("retain").asBoolean(false)));
    }

    private static Pattern pattern(String address) {
        StringBuilder regex = new StringBuilder();
        for (String level : address.split("/")) {
            regex.append(regex.isEmpty() ? "" : "/");
            regex.append(level.startsWith("{") ? "[^/]+" : Pattern.quote(level));
        }
        return Pattern.compile(regex.toString());
    }

    private JsonNode at(String reference) {
        JsonNode found = document.at(reference.substring(1));
        if (!found.isObject()) {
            throw new IllegalStateException("nothing stands at " + reference);
        }
        return found;
    }

    public List<Channel> channels() {
        return channels;
    }

    /** Channels to which a topic belongs. */
    public List<Channel> of(String topic) {
        return channels.stream().filter(c -> c.address().matcher(topic).matches()).toList();
    }

    /** What is wrong with a payload; empty if nothing is. */
    public List<String> mistakes(String schema, JsonNode payload) {
        return schemas.computeIfAbsent(schema, this::schema).validate(payload).stream()
                .map(Object::toString)
                .toList();
    }

    private Schema schema(String reference) {
        at(reference);
        ObjectNode root = JsonMapper.builder().build().createObjectNode();
        root.put("$ref", reference);
        root.set("components", document.get("components"));
        return registry.getSchema(root);
    }
}
