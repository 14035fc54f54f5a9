package dev.bulkhead.cli;

import dev.bulkhead.fault.FaultCatalogue;
import dev.bulkhead.fault.FaultCatalogue.Row;
import dev.bulkhead.fault.FaultKind;
import dev.bulkhead.report.Figures;
import dev.bulkhead.report.Json;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code ./twin inject --list} says of each kind of fault. */
record FaultList(String system, List<Row> rows) {
    private static final int WIDTH = 100;
    private static final String INDENT = " ".repeat(15);
    private static final String[][] MOMENTS = {
        {"2s, 1500us, cycle:N", "a time since power-on, or a cycle of the hart"},
        {"exec:SYMBOL#N", "before the N-th execution of a symbol, symbol+offset or address"},
        {"line:FILE:LINE#N", "before the N-th execution of a line of C"},
        {"read:PLACE#N, write:PLACE#N", "before the N-th access to a symbol, address or register"},
        {"window:PARTITION#N", "when the N-th window of a partition has opened"},
        {"message:BUS/ID#N", "when the N-th frame of that identifier was sent"},
        {"boot", "during boot, before protection stands"},
        {"restart:PARTITION", "when the health monitor begins to restart it"},
    };

    static FaultList of(String system, FaultCatalogue catalogue) {
        return new FaultList(system, catalogue.rows());
    }

    /** Heading under which a kind stands. */
    private static String group(FaultKind kind) {
        return switch (kind) {
            case FLIP,
                    FLIP2,
                    STUCK,
                    SKIP,
                    REPEAT,
                    INTERRUPT_LOST,
                    INTERRUPT_DELAYED,
                    INTERRUPT_DOUBLED,
                    INTERRUPT_SPURIOUS,
                    CLOCK_DRIFT,
                    WRONG_WORD ->
                    "Faults of hardware";
            case WILD_STORE,
                    WILD_LOAD,
                    JUMP,
                    ILLEGAL_INSTRUCTION,
                    PRIVILEGED_INSTRUCTION,
                    STACK_OVERFLOW,
                    LOOP,
                    LOOP_MASKED,
                    MUTATE ->
                    "Faults of software, as machine code";
            case DUPLICATE,
                    LOSE,
                    DELAY,
                    INSERT,
                    MASQUERADE,
                    CORRUPT,
                    REORDER,
                    ASYMMETRIC,
                    BLOCK,
                    BABBLE,
                    SPOOF,
                    REPLAY,
                    DIAGNOSE ->
                    "Faults of the exchange of messages";
            case HOSTILE, REWRITTEN -> "Hostile images, in C";
            default -> "Others";
        };
    }

    private Map<String, List<Row>> groups() {
        Map<String, List<Row>> groups = new LinkedHashMap<>();
        for (Row row : rows) {
            groups.computeIfAbsent(group(row.kind()), _ -> new ArrayList<>()).add(row);
        }
        return groups;
    }

    /** For a terminal of 100 columns. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("A fault is TARGET:KIND[=ARGUMENT][@WHEN]. Without @WHEN it acts at 2 s.");
        lines.add("Names and addresses are those of system " + system + ".");
        groups().forEach((name, kinds) -> addGroup(lines, name, kinds));
        lines.add("");
        lines.add("WHEN (#N may be left out: the first)");
        for (String[] moment : MOMENTS) {
            lines.add("  %-30s %s".formatted(moment[0], moment[1]));
        }
        lines.add("");
        lines.add(
                "@FILE.yaml in place of a fault reads them from a file; docs/faults.md has the"
                        + " rest.");
        return lines;
    }

    private void addGroup(List<String> lines, String name, List<Row> kinds) {
        lines.add("");
        lines.add(name.toUpperCase(java.util.Locale.ROOT));
        for (Row row : kinds) {
            FaultKind kind = row.kind();
            lines.add("");
            lines.add("  " + kind.syntax());
            lines.addAll(Figures.wrap("    does       ", INDENT, kind.does(), WIDTH));
            lines.addAll(Figures.wrap("    models     ", INDENT, kind.models(), WIDTH));
            lines.addAll(
                    Figures.wrap(
                            "    targets    ", INDENT, String.join(", ", row.targets()), WIDTH));
            addHits(lines, row);
            lines.add("    example    ./twin inject " + kind.example());
        }
    }

    private void addHits(List<String> lines, Row row) {
        if (row.hits().isEmpty()) {
            return;
        }
        Row same = rows.stream().filter(r -> r.hits().equals(row.hits())).findFirst().orElseThrow();
        if (!same.equals(row)) {
            lines.add("    hits here  as " + same.kind().label());
            return;
        }
        String before = "    hits here  ";
        for (String hit : row.hits()) {
            lines.addAll(Figures.wrap(before, INDENT + "  ", hit, WIDTH));
            before = INDENT;
        }
    }

    ObjectNode toJson() {
        ObjectNode root = Json.object();
        root.put("system", system);
        ArrayNode kinds = root.putArray("faults");
        groups().forEach((name, group) -> group.forEach(row -> put(kinds.addObject(), name, row)));
        return root;
    }

    private static void put(ObjectNode node, String group, Row row) {
        node.put("kind", row.kind().label());
        node.put("group", group);
        node.put("syntax", row.kind().syntax());
        node.put("does", row.kind().does());
        node.put("models", row.kind().models());
        ArrayNode targets = node.putArray("targets");
        row.targets().forEach(targets::add);
        ArrayNode hits = node.putArray("hits");
        row.hits().forEach(hits::add);
        node.put("example", row.kind().example());
    }
}
