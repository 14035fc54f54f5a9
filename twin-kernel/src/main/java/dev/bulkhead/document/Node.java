package dev.bulkhead.document;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value of a document with the place where it stands. What a mapping gives by key is meant for a
 * document that its schema has passed; before that use the components.
 */
public sealed interface Node {

    Place place();

    /** What a scalar is in the core schema of YAML 1.2. */
    enum Kind {
        TEXT("text"),
        INTEGER("a whole number"),
        NUMBER("a number"),
        BOOLEAN("true or false"),
        NULL("nothing");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /**
     * @param text as written, quotes and escapes resolved
     */
    record Scalar(String text, Kind kind, Place place) implements Node {

        /** A whole number, decimal or hexadecimal. */
        public long integer() {
            return switch (kind) {
                case INTEGER -> whole();
                case NUMBER -> (long) Double.parseDouble(text);
                case TEXT, BOOLEAN, NULL -> throw wrong("a whole number");
            };
        }

        public double number() {
            return switch (kind) {
                case INTEGER -> whole();
                case NUMBER -> Double.parseDouble(text);
                case TEXT, BOOLEAN, NULL -> throw wrong("a number");
            };
        }

        private long whole() {
            return text.startsWith("0x")
                    ? Long.parseLong(text, 2, text.length(), 16)
                    : Long.parseLong(text);
        }

        private IllegalStateException wrong(String expected) {
            return new IllegalStateException(kind + " " + text + ", expected " + expected);
        }
    }

    /** A list. */
    record Sequence(List<Node> items, Place place) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** A value and where its key stands. */
    record Entry(Place key, Node value) {}

    /** Keys and values in the document's order. */
    record Mapping(Map<String, Entry> entries, Place place) implements Node {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        public boolean has(String key) {
            return entries.containsKey(key);
        }

        /**
         * @throws IllegalStateException if the key is missing
         */
        public Node value(String key) {
            Entry entry = entries.get(key);
            if (entry == null) {
                throw new IllegalStateException(place + ": no key " + key);
            }
            return entry.value();
        }

        public Scalar scalar(String key) {
            return (Scalar) value(key);
        }

        public String text(String key) {
            return scalar(key).text();
        }

        public String text(String key, String otherwise) {
            return has(key) ? text(key) : otherwise;
        }

        /** A whole number below 2^32; one from 2^31 on is a negative {@code int}. */
        public int integer(String key) {
            return (int) scalar(key).integer();
        }

        public int integer(String key, int otherwise) {
            return has(key) ? integer(key) : otherwise;
        }

        public double number(String key) {
            return scalar(key).number();
        }

        public double number(String key, double otherwise) {
            return has(key) ? number(key) : otherwise;
        }

        public boolean flag(String key) {
            return has(key) && text(key).equals("true");
        }

        public Mapping mapping(String key) {
            return (Mapping) value(key);
        }

        /** The items of a list, none if the key is missing. */
        public List<Mapping> mappings(String key) {
            List<Mapping> mappings = new ArrayList<>();
            if (has(key)) {
                ((Sequence) value(key)).items().forEach(n -> mappings.add((Mapping) n));
            }
            return mappings;
        }

        /** The items of a list of texts, none if the key is missing. */
        public List<String> texts(String key) {
            List<String> texts = new ArrayList<>();
            if (has(key)) {
                ((Sequence) value(key)).items().forEach(n -> texts.add(((Scalar) n).text()));
            }
            return texts;
        }

        /** The items of a list of integers, none if the key is missing. */
        public List<Integer> integers(String key) {
            List<Integer> integers = new ArrayList<>();
            if (has(key)) {
                for (Node item : ((Sequence) value(key)).items()) {
                    integers.add((int) ((Scalar) item).integer());
                }
            }
            return integers;
        }
    }
}
