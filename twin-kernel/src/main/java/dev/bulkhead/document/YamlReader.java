package dev.bulkhead.document;

import dev.bulkhead.input.InputError;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads one YAML 1.2 document: plain mappings, lists and scalars in the core schema. Tags are
 * refused; depth and the number of values, aliases expanded, are limited.
 */
final class YamlReader {
    private static final int MAX_DEPTH = 20;
    private static final int MAX_VALUES = 50_000;

    /** Beyond it a number is read as text, so that every whole one fits a {@code long}. */
    private static final double GREATEST_NUMBER = 1e15;

    private static final Pattern INTEGER = Pattern.compile("[-+]?\\d{1,18}|0x[0-9a-fA-F]{1,15}");
    private static final Pattern NUMBER =
            Pattern.compile(
                    "[-+]?(?:\\.\\d{1,40}|\\d{1,40}(?:\\.\\d{0,40})?)(?:[eE][-+]?\\d{1,4})?");

    private final SourceFile file;
    private final Iterator<Event> events;
    private final Map<Anchor, Node> anchors = new LinkedHashMap<>();
    private int values;

    private YamlReader(SourceFile file, String text) {
        this.file = file;
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel("document")
                        .setCodePointLimit(SourceFile.MAX_BYTES + 1)
                        .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    /**
     * @throws InputError if the file cannot be read or is no such document
     */
    static Node.Mapping read(SourceFile file) {
        String text = decode(file);
        try {
            return new YamlReader(file, text).document();
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(m -> m.getLine() + 1).orElse(1);
            String problem = e.getProblem() == null ? "broken YAML" : e.getProblem();
            throw InputError.at(
                    file.display(),
                    line,
                    problem.contains("TAB")
                            ? "a tab in the indentation"
                            : "not YAML: " + Text.plain(problem),
                    problem.contains("TAB")
                            ? "indent with spaces"
                            : "check indentation, quotes and brackets near this line");
        } catch (ReaderException e) {
            int at =
                    text.offsetByCodePoints(
                            0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
            throw InputError.at(
                    file.display(),
                    lineAt(text, at),
                    String.format("character U+%04X is not allowed", e.getCodePoint()),
                    "remove it");
        } catch (YamlEngineException e) {
            throw new InputError(
                    file.display(),
                    "not YAML: " + Text.plain(String.valueOf(e.getMessage())),
                    "correct it");
        }
    }

    private static String decode(SourceFile file) {
        byte[] bytes = file.bytes();
        CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            throw InputError.at(
                    file.display(), lineAt(text, text.length()), "not UTF-8", "save it as UTF-8");
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static int lineAt(String text, int end) {
        return 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
    }

    private Node.Mapping document() {
        Node root = null;
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case StreamStart, StreamEnd, DocumentStart, DocumentEnd, Comment -> {}
                case Alias, Scalar, SequenceStart, MappingStart -> {
                    if (root != null) {
                        throw place(event).error("a second document", "keep one document a file");
                    }
                    root = node(event, 0);
                }
                case SequenceEnd, MappingEnd ->
                        throw new IllegalStateException("unexpected " + event.getEventId());
            }
        }
        if (root == null
                || root instanceof Node.Scalar(_, Node.Kind kind, _) && kind == Node.Kind.NULL) {
            throw InputError.at(
                    file.display(), 1, "the file is empty", "write the document's keys");
        }
        if (root instanceof Node.Mapping mapping) {
            return mapping;
        }
        throw root.place().error("not a mapping of keys", "write 'key: value' lines");
    }

    private Node node(Event event, int depth) {
        Place place = place(event);
        if (depth > MAX_DEPTH) {
            throw place.error("nested deeper than " + MAX_DEPTH + " levels", "flatten it");
        }
        count(1, place);
        if (event instanceof AliasEvent alias) {
            return alias(alias, place);
        }
        NodeEvent start = (NodeEvent) event;
        Node node =
                switch (start) {
                    case ScalarEvent scalar -> scalar(scalar, place);
                    case MappingStartEvent mapping -> mapping(mapping, place, depth);
                    case SequenceStartEvent list -> sequence(list, place, depth);
                    default -> throw new IllegalStateException("unexpected " + event.getEventId());
                };
        start.getAnchor().ifPresent(name -> anchors.put(name, node));
        return node;
    }

    private Node alias(AliasEvent alias, Place place) {
        Node target = anchors.get(alias.getAlias());
        if (target == null) {
            throw place.error(
                    "alias "
                            + Text.quote("*" + alias.getAlias().getValue())
                            + " has no anchor before it",
                    "write the value out");
        }
        count(size(target), place);
        return target;
    }

    private void count(int more, Place place) {
        values += more;
        if (values > MAX_VALUES) {
            throw place.error("more than " + MAX_VALUES + " values", "shorten the document");
        }
    }

    private static int size(Node node) {
        return switch (node) {
            case Node.Scalar _ -> 1;
            case Node.Sequence(List<Node> items, _) -> sum(items);
            case Node.Mapping(Map<String, Node.Entry> entries, _) ->
                    sum(entries.values().stream().map(Node.Entry::value).toList());
        };
    }

    private static int sum(List<Node> nodes) {
        int sum = 1;
        for (Node node : nodes) {
            sum += size(node);
        }
        return sum;
    }

    private Node mapping(MappingStartEvent start, Place place, int depth) {
        refuse(start.getTag(), place);
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        for (Event event = events.next();
                event.getEventId() != Event.ID.MappingEnd;
                event = events.next()) {
            Place at = place(event);
            if (!(event instanceof ScalarEvent key)) {
                throw at.error("a key that is no plain text", "write 'key: value'");
            }
            String name = scalar(key, at).text();
            Node value = node(events.next(), depth + 1);
            Node.Entry earlier = entries.put(name, new Node.Entry(at, value));
            if (earlier != null) {
                throw at.error(
                        "key "
                                + Text.quote(name)
                                + " stands twice, first in line "
                                + earlier.key().line(),
                        "remove one");
            }
        }
        return new Node.Mapping(entries, place);
    }

    private Node sequence(SequenceStartEvent start, Place place, int depth) {
        refuse(start.getTag(), place);
        List<Node> items = new ArrayList<>();
        for (Event event = events.next();
                event.getEventId() != Event.ID.SequenceEnd;
                event = events.next()) {
            items.add(node(event, depth + 1));
        }
        return new Node.Sequence(items, place);
    }

    private static void refuse(Optional<String> tag, Place place) {
        if (tag.isPresent()) {
            throw place.error(
                    "tag " + Text.quote(tag.get()), "remove it; a document has plain values");
        }
    }

    private Node.Scalar scalar(ScalarEvent scalar, Place place) {
        refuse(scalar.getTag(), place);
        String text = scalar.getValue();
        return new Node.Scalar(text, scalar.isPlain() ? kind(text) : Node.Kind.TEXT, place);
    }

    private static Node.Kind kind(String text) {
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> Node.Kind.NULL;
            case "true", "false" -> Node.Kind.BOOLEAN;
            default -> {
                if (INTEGER.matcher(text).matches()) {
                    yield Node.Kind.INTEGER;
                }
                yield NUMBER.matcher(text).matches()
                                && Math.abs(Double.parseDouble(text)) <= GREATEST_NUMBER
                        ? Node.Kind.NUMBER
                        : Node.Kind.TEXT;
            }
        };
    }

    private Place place(Event event) {
        return new Place(file, event.getStartMark().map(Mark::getLine).orElse(0) + 1);
    }
}
