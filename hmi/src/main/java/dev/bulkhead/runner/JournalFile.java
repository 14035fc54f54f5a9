package dev.bulkhead.runner;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.time.SimTime;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A journal as it was read.
 *
 * @param name of the file, for messages
 * @param header its first line
 * @param entries in the file's order
 * @param cut whether its last line has no end, and was left out
 */
public record JournalFile(String name, Header header, List<Entry> entries, boolean cut) {
    private static final long MOST_BYTES = 64L << 20;
    private static final String REMEDY = "use a journal as ./twin live wrote it";
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    public JournalFile {
        entries = List.copyOf(entries);
    }

    /**
     * What the session ran.
     *
     * @param without labels of mechanisms that were off
     */
    public record Header(
            String productVersion, String system, long seed, String profile, List<String> without) {
        public Header {
            without = List.copyOf(without);
        }
    }

    /** A line behind the first. */
    sealed interface Entry {
        int line();

        /**
         * A run begins.
         *
         * @param fromSnapshot at the last snapshot, else at power-on
         */
        record Run(int line, String scenario, boolean fromSnapshot) implements Entry {}

        /** A snapshot was taken. */
        record Kept(int line, SimTime at, String traceHash) implements Entry {}

        /** A command enters, all before it having that hash. */
        record Entered(int line, SimTime at, Command.Acting command, String traceHash)
                implements Entry {}

        /** The run was left. */
        record Ended(int line, SimTime at, String traceHash) implements Entry {}
    }

    /** The place of a line, for messages. */
    String place(int line) {
        return name + ":" + line;
    }

    /**
     * @throws InputError for the first mistake: file, line, what and remedy
     */
    public static JournalFile read(String file) {
        String shown = Text.plain(file);
        String text;
        try {
            Path path = Path.of(file);
            if (Files.size(path) > MOST_BYTES) {
                throw new InputError(shown, "has more than 64 MiB", REMEDY);
            }
            text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException _) {
            throw new InputError(shown, "cannot be read", "name a journal");
        }
        boolean cut = !text.isEmpty() && !text.endsWith("\n");
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        lines.removeLast(); // behind the last line's end, or cut
        if (lines.isEmpty()) {
            throw InputError.at(shown, 1, "holds no journal", REMEDY);
        }
        Header header = new Line(shown, 1, lines.getFirst()).header();
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            Line line = new Line(shown, i + 1, lines.get(i));
            Entry entry = line.entry();
            line.mustFollow(entries, entry);
            entries.add(entry);
        }
        return new JournalFile(shown, header, entries, cut);
    }

    /** One line and its place. */
    private record Line(String file, int number, JsonNode node) {
        Line(String file, int number, String text) {
            this(file, number, parsed(file, number, text));
        }

        private static JsonNode parsed(String file, int number, String text) {
            try {
                JsonNode node = MAPPER.readTree(text);
                if (node.isObject()) {
                    return node;
                }
            } catch (JacksonException _) {
                // told below
            }
            throw InputError.at(file, number, "is no JSON object", REMEDY);
        }

        Header header() {
            if (!node.path("kind").asString("").equals(Journal.KIND)) {
                throw error("is no journal of a live session");
            }
            if (node.path("formatVersion").asInt(0) != Journal.FORMAT_VERSION) {
                throw InputError.at(
                        file,
                        number,
                        "has format version %s, expected %d"
                                .formatted(
                                        Text.plain(node.path("formatVersion").toString()),
                                        Journal.FORMAT_VERSION),
                        "replay it with the version that wrote it");
            }
            List<String> without = new ArrayList<>();
            node.path("without").forEach(each -> without.add(each.asString("")));
            return new Header(
                    text("productVersion"),
                    text("system"),
                    whole("seed"),
                    text("profile"),
                    without);
        }

        Entry entry() {
            if (node.has("run")) {
                return new Entry.Run(
                        number, text("run"), node.path("fromSnapshot").asBoolean(false));
            }
            if (node.has("snapshotPs")) {
                return new Entry.Kept(number, time("snapshotPs"), text("traceHash"));
            }
            if (node.has("endPs")) {
                return new Entry.Ended(number, time("endPs"), text("traceHash"));
            }
            if (node.has("command")) {
                return new Entry.Entered(number, time("atPs"), command(), text("traceHash"));
            }
            throw error("is neither a run, a command nor an end");
        }

        private Command.Acting command() {
            String name = text("command");
            Command command;
            try {
                command = CommandReader.read(name, node.path("body").toString());
            } catch (InputError e) {
                throw InputError.at(file, number, e.what(), e.remedy());
            }
            if (command instanceof Command.Acting acting) {
                return acting;
            }
            throw error("command " + Text.quote(name) + " does not act on a twin");
        }

        /** Times only rise within a run, and nothing stands outside of one. */
        void mustFollow(List<Entry> before, Entry entry) {
            Optional<Entry> last =
                    before.isEmpty() ? Optional.empty() : Optional.of(before.getLast());
            boolean outside = last.isEmpty() || last.get() instanceof Entry.Ended;
            if (outside != entry instanceof Entry.Run) {
                throw error(outside ? "stands outside of a run" : "begins a run inside of another");
            }
            boolean goesBack = last.isPresent() && time(entry).compareTo(time(last.get())) < 0;
            if (!outside && goesBack) {
                throw error("is earlier than the line before");
            }
            boolean hasSnapshot = before.stream().anyMatch(Entry.Kept.class::isInstance);
            if (entry instanceof Entry.Run run && run.fromSnapshot() && !hasSnapshot) {
                throw error("goes back to a snapshot, and none was taken");
            }
        }

        private static SimTime time(Entry entry) {
            return switch (entry) {
                case Entry.Run _ -> SimTime.ZERO;
                case Entry.Entered e -> e.at();
                case Entry.Kept e -> e.at();
                case Entry.Ended e -> e.at();
            };
        }

        private SimTime time(String key) {
            long ps = whole(key);
            if (ps < 0) {
                throw error(key + " is below 0");
            }
            return new SimTime(ps);
        }

        private long whole(String key) {
            JsonNode value = node.path(key);
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw error(key + " is no whole number");
            }
            return value.longValue();
        }

        private String text(String key) {
            String value = node.path(key).asString("");
            if (value.isBlank()) {
                throw error(key + " is missing or no text");
            }
            return value;
        }

        private InputError error(String what) {
            return InputError.at(file, number, what, REMEDY);
        }
    }
}
