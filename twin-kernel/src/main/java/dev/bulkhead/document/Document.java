package dev.bulkhead.document;

import dev.bulkhead.input.InputError;
import dev.bulkhead.time.SimTime;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * A document with all it extends laid under it, whose form its schema has passed. A path into it is
 * a row of keys and list indices, such as {@code "partitions", 0, "memory", "base"}.
 */
public record Document(SourceFile file, Node.Mapping root) {

    /**
     * Reads a document, lays it over what it extends and checks its form.
     *
     * @throws InputError with file and line of the first mistake
     */
    public static Document read(SourceFile file, DocumentSource source, DocumentSchema schema) {
        Node.Mapping root = Extension.resolve(file, source, new LinkedHashSet<>());
        Document document = new Document(file, root);
        schema.check(document);
        return document;
    }

    /** Where the value at the path stands, or else the nearest value around it. */
    public Place place(Object... path) {
        Node node = root;
        Place place = root.place();
        for (Object step : path) {
            Node next = step(node, step);
            if (next == null) {
                return place;
            }
            node = next;
            place = node.place();
        }
        return place;
    }

    /** Whether the value at the path stands in the document itself, not in one it extends. */
    public boolean isOwn(Object... path) {
        return place(path).file().equals(file);
    }

    /** A mistake at the path; the message begins with what {@link #label} says. */
    public InputError error(String what, String remedy, Object... path) {
        String label = label(path);
        return place(path).error(label.isEmpty() ? what : label + ": " + what, remedy);
    }

    /**
     * A time that a mapping has, as its schema lets it be written.
     *
     * @param path of the key
     * @throws InputError if it is finer than a picosecond
     */
    public SimTime time(Node.Mapping node, String key, Object... path) {
        return SimTime.parse(node.text(key))
                .orElseThrow(
                        () ->
                                error(
                                        key
                                                + " "
                                                + Text.quote(node.text(key))
                                                + " is finer than a picosecond",
                                        "write fewer digits",
                                        path));
    }

    /**
     * A mistake between two values, each of which is right by itself. It is placed at the first
     * one, unless only the other one stands in this document itself; its label is the first one's.
     */
    public InputError conflict(String what, String remedy, Object[] first, Object[] other) {
        InputError error = error(what, remedy, first);
        return !isOwn(first) && isOwn(other) ? place(other).error(error.what(), remedy) : error;
    }

    /**
     * Refuses a value that names nothing.
     *
     * @param kind what it should name, such as {@code partition}
     */
    public void requireKnown(String kind, String name, Collection<String> known, Object... path) {
        if (!known.contains(name)) {
            throw error(
                    "unknown " + kind + " " + Text.quote(name), Text.remedyFor(name, known), path);
        }
    }

    /**
     * The items along the path as a person calls them, such as {@code partition 'abs': timer 1}.
     */
    String label(Object... path) {
        StringBuilder label = new StringBuilder();
        Node node = root;
        for (int i = 0; i < path.length && node != null; i++) {
            node = step(node, path[i]);
            if (path[i] instanceof Integer index && i > 0 && node instanceof Node.Mapping item) {
                label.append(label.isEmpty() ? "" : ": ").append(singular(path[i - 1].toString()));
                label.append(' ');
                label.append(
                        item.entries().get("name") instanceof Node.Entry(_, Node.Scalar name)
                                ? Text.quote(name.text())
                                : String.valueOf(index + 1));
            }
        }
        return label.toString();
    }

    Node node(List<Object> path) {
        Node node = root;
        for (Object step : path) {
            node = step(node, step);
        }
        return node;
    }

    private static Node step(Node node, Object step) {
        return switch (node) {
            case Node.Mapping mapping when step instanceof String key -> {
                Node.Entry entry = mapping.entries().get(key);
                yield entry == null ? null : entry.value();
            }
            case Node.Sequence(List<Node> items, _)
                    when step instanceof Integer index && index < items.size() ->
                    items.get(index);
            case null, default -> null;
        };
    }

    private static String singular(String plural) {
        if (plural.endsWith("ses")) {
            return plural.substring(0, plural.length() - 2);
        }
        return plural.endsWith("s") ? plural.substring(0, plural.length() - 1) : plural;
    }
}
