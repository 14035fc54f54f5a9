package dev.bulkhead.document;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;

import dev.bulkhead.input.InputError;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The published JSON Schema (2020-12) of one kind of document. A {@code $comment} such as {@code
 * rule C6} names the rule of the certificate that a constraint stands for. A {@code title} in it
 * says in words what a pattern asks for.
 */
public final class DocumentSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Schema schema;

    /**
     * @param owner class beside which the resource lies
     */
    public DocumentSchema(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            this.schema =
                    SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws InputError for an unknown key if there is one, else for the mistake that stands
     *     first; what stands in the document itself goes before what it extends
     */
    void check(Document document) {
        List<Mistake> mistakes = new ArrayList<>();
        for (Error error : schema.validate(json(document.root()))) {
            mistakes.add(mistake(document, error));
        }
        mistakes.stream()
                .min(
                        Comparator.comparingInt((Mistake m) -> m.rank())
                                .thenComparing(m -> !m.place().file().equals(document.file()))
                                .thenComparingInt(m -> m.place().line()))
                .ifPresent(
                        first -> {
                            throw first.place().error(first.what(), first.remedy());
                        });
    }

    /**
     * @param rank 0 for an unknown key, which often is the cause of a missing one
     */
    private record Mistake(int rank, Place place, String what, String remedy) {}

    private Mistake mistake(Document document, Error error) {
        List<Object> path = path(error.getInstanceLocation());
        Node node = document.node(path);
        String label = document.label(path.toArray());
        String in = label.isEmpty() ? "" : label + ": ";
        return switch (error.getKeyword()) {
            case "additionalProperties" -> {
                String key = error.getProperty();
                Place place = ((Node.Mapping) node).entries().get(key).key();
                yield new Mistake(
                        0,
                        place,
                        in + within(path) + "unknown key " + Text.quote(key),
                        Text.remedyFor(key, keysBeside(error)));
            }
            case "required", "dependentRequired" ->
                    new Mistake(
                            1,
                            node.place(),
                            in + within(path) + "key '" + missing(error) + "' is missing",
                            "add it" + similarName(document, path) + rule(error));
            default ->
                    new Mistake(
                            1,
                            node.place(),
                            in + subject(path) + broken(error, node),
                            "write " + expected(error, node) + rule(error));
        };
    }

    /** The rule of the certificate that the constraint stands for, if its schema names one. */
    private String rule(Error error) {
        String comment = beside(error).path("$comment").asString("");
        return comment.startsWith("rule ") ? " (" + comment + ")" : "";
    }

    /** The key the message is about; an item of a list is named by the list's key. */
    private static String subject(List<Object> path) {
        int last = path.size() - 1;
        while (last >= 0 && !(path.get(last) instanceof String)) {
            last--;
        }
        if (last < 0) {
            return "";
        }
        String around = last > 0 && path.get(last - 1) instanceof String key ? key + ": " : "";
        return Text.plain(around + path.get(last)) + " ";
    }

    private static String within(List<Object> path) {
        return !path.isEmpty() && path.getLast() instanceof String key
                ? Text.plain(key) + ": "
                : "";
    }

    private String broken(Error error, Node node) {
        String limit = limit(error.getSchemaNode(), node);
        String found = found(node);
        return switch (error.getKeyword()) {
            case "type" -> isPlain(node) ? found + " is not " + type(error.getSchemaNode()) : found;
            case "minimum" -> found + " is below " + limit;
            case "exclusiveMinimum" -> found + " is not above " + limit;
            case "maximum" -> found + " is above " + limit;
            case "multipleOf" -> found + " is not a multiple of " + limit;
            case "minItems" -> "has fewer than " + limit + " items";
            case "maxItems" -> "has more than " + limit + " items";
            case "uniqueItems" -> "has an item twice";
            case "maxLength" -> "is longer than " + limit + " characters";
            default -> isPlain(node) ? found + " is not valid" : found;
        };
    }

    private static boolean isPlain(Node node) {
        return node instanceof Node.Scalar scalar && scalar.kind() != Node.Kind.NULL;
    }

    private static String found(Node node) {
        return switch (node) {
            case Node.Scalar(String text, Node.Kind kind, _) ->
                    switch (kind) {
                        case TEXT -> Text.quote(text);
                        case INTEGER, NUMBER, BOOLEAN -> text;
                        case NULL -> "has no value";
                    };
            case Node.Sequence _ -> "is a list";
            case Node.Mapping _ -> "is a mapping";
        };
    }

    private String expected(Error error, Node node) {
        JsonNode limit = error.getSchemaNode();
        JsonNode beside = beside(error);
        String title = beside.path("title").asString("");
        return switch (error.getKeyword()) {
            case "type" -> title.isEmpty() ? remedy(limit) : title;
            case "enum" ->
                    "one of "
                            + limit.valueStream()
                                    .map(JsonNode::asString)
                                    .collect(Collectors.joining(", "));
            case "minimum", "maximum", "exclusiveMinimum" -> range(beside, node);
            case "multipleOf" -> "a multiple of " + limit(limit, node);
            case "minItems" -> "at least " + limit.asString();
            case "maxItems" -> "at most " + limit.asString();
            case "uniqueItems" -> "each item once";
            case "maxLength" -> "a shorter text";
            default -> title.isEmpty() ? "what the schema says" : title;
        };
    }

    /** A limit in the base in which the user wrote the value. */
    private static String limit(JsonNode limit, Node node) {
        return limit.isIntegralNumber()
                        && node instanceof Node.Scalar(String text, _, _)
                        && text.startsWith("0x")
                ? "0x%x".formatted(limit.asLong())
                : limit.asString("");
    }

    private static String remedy(JsonNode type) {
        return switch (type.asString("")) {
            case "integer" -> "digits without a unit";
            case "number" -> "a number without a unit";
            default -> type(type);
        };
    }

    private static String range(JsonNode beside, Node node) {
        boolean open = beside.has("exclusiveMinimum");
        String low = limit(beside.path(open ? "exclusiveMinimum" : "minimum"), node);
        String high = limit(beside.path("maximum"), node);
        if (open) {
            return "a value above " + low + ", at most " + high;
        }
        if (high.isEmpty()) {
            return "at least " + low;
        }
        return low.isEmpty() ? "at most " + high : "a value from " + low + " to " + high;
    }

    private static String type(JsonNode type) {
        List<JsonNode> types = type.isArray() ? type.valueStream().toList() : List.of(type);
        return types.stream()
                .map(
                        t ->
                                switch (t.asString()) {
                                    case "integer" -> "a whole number";
                                    case "number" -> "a number";
                                    case "boolean" -> "true or false";
                                    case "string" -> "a text";
                                    case "array" -> "a list";
                                    default -> "a mapping of keys";
                                })
                .collect(Collectors.joining(" or "));
    }

    private static String missing(Error error) {
        if (error.getKeyword().equals("required")) {
            return error.getProperty();
        }
        for (String wanted : error.getSchemaNode().propertyNames()) {
            if (error.getInstanceNode().has(wanted)) {
                for (JsonNode key : error.getSchemaNode().get(wanted)) {
                    if (!error.getInstanceNode().has(key.asString())) {
                        return key.asString();
                    }
                }
            }
        }
        return error.getProperty();
    }

    /** An item that lacks keys may be a base's item misspelt. */
    private static String similarName(Document document, List<Object> path) {
        if (path.isEmpty()
                || !(path.getLast() instanceof Integer)
                || !(document.node(path.subList(0, path.size() - 1)) instanceof Node.Sequence list)
                || !(document.node(path) instanceof Node.Mapping item)
                || !(item.entries().get("name") instanceof Node.Entry(_, Node.Scalar name))) {
            return "";
        }
        TreeSet<String> others = new TreeSet<>();
        for (Node other : list.items()) {
            if (other instanceof Node.Mapping m
                    && m.entries().get("name") instanceof Node.Entry(_, Node.Scalar known)
                    && !m.place().file().equals(item.place().file())) {
                others.add(known.text());
            }
        }
        return Text.didYouMean(name.text(), others).map(hint -> "; " + hint).orElse("");
    }

    private List<String> keysBeside(Error error) {
        return List.copyOf(beside(error).path("properties").propertyNames());
    }

    /** The schema object in which the broken keyword stands. */
    private JsonNode beside(Error error) {
        NodePath fragment = error.getSchemaLocation().getFragment();
        JsonNode at = schema.getSchemaNode();
        for (int i = 0; i < fragment.getNameCount() - 1; i++) {
            at =
                    fragment.getElement(i) instanceof Integer index
                            ? at.path(index)
                            : at.path(fragment.getName(i));
        }
        return at;
    }

    private static List<Object> path(NodePath location) {
        List<Object> path = new ArrayList<>();
        for (int i = 0; i < location.getNameCount(); i++) {
            path.add(location.getElement(i));
        }
        return path;
    }

    private static JsonNode json(Node node) {
        return switch (node) {
            case Node.Scalar scalar ->
                    switch (scalar.kind()) {
                        case TEXT -> JSON.stringNode(scalar.text());
                        case INTEGER -> JSON.numberNode(scalar.integer());
                        case NUMBER -> JSON.numberNode(scalar.number());
                        case BOOLEAN -> JSON.booleanNode(scalar.text().equals("true"));
                        case NULL -> JSON.nullNode();
                    };
            case Node.Sequence(List<Node> items, _) -> {
                ArrayNode array = JSON.arrayNode();
                items.forEach(item -> array.add(json(item)));
                yield array;
            }
            case Node.Mapping mapping -> {
                ObjectNode object = JSON.objectNode();
                mapping.entries().forEach((key, entry) -> object.set(key, json(entry.value())));
                yield object;
            }
        };
    }
}
