package dev.bulkhead.document;

import dev.bulkhead.input.InputError;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Lays a document over the one it extends. Mappings merge by key; lists in which every item has a
 * {@code name} merge by name; any other value, an empty list too, replaces. An item with {@code
 * remove: true} takes the base's item away.
 */
final class Extension {
    static final String EXTENDS = "extends";
    static final String REMOVE = "remove";
    private static final String NAME = "name";

    private Extension() {}

    /**
     * @param above the files that lead here, the first one first
     * @throws InputError if a base is missing or the chain of bases is a circle
     */
    static Node.Mapping resolve(
            SourceFile file, DocumentSource source, SequencedSet<SourceFile> above) {
        Node.Mapping document = YamlReader.read(file);
        Node.Entry entry = document.entries().get(EXTENDS);
        if (entry == null) {
            return withoutRemovals(document);
        }
        if (!(entry.value() instanceof Node.Scalar reference)
                || reference.kind() != Node.Kind.TEXT) {
            throw entry.value()
                    .place()
                    .error(
                            "extends is not the name of a document",
                            "write a shipped name or a path");
        }
        SourceFile base = source.find(reference);
        above.add(file);
        if (above.contains(base)) {
            throw reference
                    .place()
                    .error(
                            "extends " + base.display() + ", which extends this file",
                            "break the circle");
        }
        if (!base.exists()) {
            throw reference
                    .place()
                    .error("extends " + base.display() + ": no such file", "correct the path");
        }
        Map<String, Node.Entry> own = new LinkedHashMap<>(document.entries());
        own.remove(EXTENDS);
        return merge(resolve(base, source, above), new Node.Mapping(own, document.place()));
    }

    private static Node.Mapping merge(Node.Mapping base, Node.Mapping own) {
        Map<String, Node.Entry> merged = new LinkedHashMap<>(base.entries());
        own.entries()
                .forEach(
                        (key, entry) -> {
                            Node.Entry under = base.entries().get(key);
                            Node value =
                                    under == null
                                            ? withoutRemovals(entry.value())
                                            : merge(under.value(), entry.value());
                            merged.put(key, new Node.Entry(entry.key(), value));
                        });
        return new Node.Mapping(merged, own.place());
    }

    private static Node merge(Node base, Node own) {
        if (base instanceof Node.Mapping under && own instanceof Node.Mapping over) {
            return merge(under, over);
        }
        if (base instanceof Node.Sequence under
                && own instanceof Node.Sequence over
                && isNamed(under)
                && isNamed(over)) {
            return mergeByName(under, over);
        }
        return withoutRemovals(own);
    }

    private static Node.Sequence mergeByName(Node.Sequence base, Node.Sequence own) {
        Map<String, Node> merged = byName(base);
        byName(own)
                .forEach(
                        (name, item) -> {
                            Node under = merged.get(name);
                            Node.Mapping over = (Node.Mapping) item;
                            if (under != null && isRemoval(over)) {
                                merged.remove(name);
                            } else if (under != null) {
                                merged.put(name, merge(under, over));
                            } else if (isRemoval(over)) {
                                throw nothingToRemove(over, merged.keySet());
                            } else {
                                merged.put(name, withoutRemovals(over));
                            }
                        });
        return new Node.Sequence(List.copyOf(merged.values()), own.place());
    }

    private static Map<String, Node> byName(Node.Sequence list) {
        Map<String, Node> items = new LinkedHashMap<>();
        for (Node item : list.items()) {
            String name = name((Node.Mapping) item).orElseThrow();
            Node first = items.putIfAbsent(name, item);
            if (first != null) {
                throw item.place()
                        .error(
                                "name %s stands twice, first in line %d"
                                        .formatted(Text.quote(name), first.place().line()),
                                "rename one");
            }
        }
        return items;
    }

    private static InputError nothingToRemove(Node.Mapping item, java.util.Set<String> known) {
        String name = name(item).orElse("");
        return item.value(REMOVE)
                .place()
                .error(
                        "nothing named " + Text.quote(name) + " to remove in the extended document",
                        Text.remedyFor(name, known));
    }

    private static boolean isNamed(Node.Sequence list) {
        return !list.items().isEmpty()
                && list.items().stream()
                        .allMatch(item -> item instanceof Node.Mapping m && name(m).isPresent());
    }

    private static Optional<String> name(Node.Mapping item) {
        return item.entries().get(NAME) instanceof Node.Entry(_, Node.Scalar scalar)
                ? Optional.of(scalar.text())
                : Optional.empty();
    }

    private static boolean isRemoval(Node.Mapping item) {
        return item.entries().get(REMOVE) instanceof Node.Entry(_, Node.Scalar scalar)
                && scalar.kind() == Node.Kind.BOOLEAN
                && scalar.text().equals("true");
    }

    private static Node.Mapping withoutRemovals(Node.Mapping document) {
        return (Node.Mapping) withoutRemovals((Node) document);
    }

    private static Node withoutRemovals(Node node) {
        switch (node) {
            case Node.Scalar _ -> {}
            case Node.Sequence(List<Node> items, _) -> items.forEach(Extension::withoutRemovals);
            case Node.Mapping mapping -> {
                if (isRemoval(mapping)) {
                    throw nothingToRemove(mapping, java.util.Set.of());
                }
                mapping.entries().values().forEach(e -> withoutRemovals(e.value()));
            }
        }
        return node;
    }
}
