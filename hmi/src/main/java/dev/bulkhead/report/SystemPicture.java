package dev.bulkhead.report;

import dev.bulkhead.campaign.ProtectedDomain;
import dev.bulkhead.certificate.Flow;
import dev.bulkhead.certificate.Flow.Edge;
import dev.bulkhead.certificate.Flow.Place;
import dev.bulkhead.certificate.Flow.Way;
import dev.bulkhead.restbus.RestbusNode;
import dev.bulkhead.system.Level;
import dev.bulkhead.system.Placement;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.DeviceKind;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Region;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A system drawn as SVG: partitions in a row for each level, shared memory under them, then devices
 * in their owners' columns and the buses with their nodes. Lines are ways of data with their
 * direction; each goes straight up or down its own column and across in a lane between two rows.
 */
final class SystemPicture {
    private static final int LEFT = 92;
    private static final int COLUMN = 130;
    private static final int BOX_WIDTH = 116;
    private static final int BOX_HEIGHT = 44;
    private static final int LANE = 19;

    /** Under a row, so that labels stand clear of arrow heads. */
    private static final int FIRST_LANE = 32;

    private static final int ROW_PADDING = 14;
    private static final int DEVICE_HEIGHT = 30;
    private static final int BUS_HEIGHT = 46;
    private static final int MOST_NAMES = 2;

    private static final String MEMORY = "memory:";

    private final SystemDescription system;
    private final Flow flow;
    private final List<String> columns;
    private final List<Row> rows = new ArrayList<>();
    private final List<Line> lines;
    private final StringBuilder svg = new StringBuilder();

    /** A row of boxes; {@code lanes} are those under it. */
    private static final class Row {
        private final String label;
        private final List<String> boxes;
        private final List<Line> lanes = new ArrayList<>();
        private int top;

        Row(String label, List<String> boxes) {
            this.label = label;
            this.boxes = boxes;
        }

        int bottom() {
            return top + BOX_HEIGHT;
        }
    }

    /** What the styles tell apart. */
    private enum Kind {
        DATA,
        ADVISORY,
        UPWARD,
        NOTIFICATION,
        CALL
    }

    /** All flows of one kind from one box to another. */
    private record Line(String from, String to, Kind kind, List<String> names, boolean both) {
        String label() {
            return switch (kind) {
                case NOTIFICATION -> "notify";
                case CALL -> "call";
                default ->
                        names.size() > MOST_NAMES
                                ? names.size() + " ports"
                                : String.join(", ", names);
            };
        }

        boolean touches(String box) {
            return from.equals(box) || to.equals(box);
        }
    }

    private SystemPicture(SystemDescription system) {
        this.system = system;
        this.flow = Flow.of(system);
        this.lines = lines();
        List<String> boxes = new ArrayList<>();
        system.partitions().forEach(p -> boxes.add(p.name()));
        system.regions().forEach(r -> boxes.add(MEMORY + r.name()));
        columns =
                PictureColumns.of(
                        boxes,
                        lines.stream().map(l -> new PictureColumns.Join(l.from, l.to)).toList());
    }

    /** The picture; its colours are the page's variables, so it is readable in light and dark. */
    static String of(SystemDescription system) {
        return new SystemPicture(system).draw();
    }

    private List<Line> lines() {
        Map<String, Line> grouped = new LinkedHashMap<>();
        for (Edge edge : flow.edges()) {
            if (edge.way() == Way.REGION || edge.way() == Way.REPLY) {
                continue;
            }
            if (edge.from() instanceof Place.InPartition from
                    && edge.to() instanceof Place.InPartition to) {
                Kind kind = kind(edge, from, to);
                boolean both =
                        edge.way() == Way.NOTIFICATION && level(from.name()) == level(to.name());
                if (both && grouped.containsKey(key(to.name(), from.name(), kind))) {
                    continue;
                }
                Line line =
                        grouped.computeIfAbsent(
                                key(from.name(), to.name(), kind),
                                _ ->
                                        new Line(
                                                from.name(),
                                                to.name(),
                                                kind,
                                                new ArrayList<>(),
                                                both));
                line.names.add(edge.name().isEmpty() ? Figures.words(edge.way()) : edge.name());
            }
        }
        List<Line> all = new ArrayList<>(grouped.values());
        for (Region region : system.regions()) {
            for (Partition partition : system.partitions()) {
                partition.maps().stream()
                        .filter(m -> m.target().equals(region.name()))
                        .forEach(
                                m ->
                                        all.add(
                                                m.permissions().write()
                                                        ? memory(partition.name(), region, true)
                                                        : memory(partition.name(), region, false)));
            }
        }
        return all;
    }

    private static Line memory(String partition, Region region, boolean writes) {
        String box = MEMORY + region.name();
        List<String> what = List.of(writes ? "writes" : "reads");
        return writes
                ? new Line(partition, box, Kind.DATA, what, false)
                : new Line(box, partition, Kind.DATA, what, false);
    }

    private static String key(String from, String to, Kind kind) {
        return from + " " + to + " " + kind;
    }

    private Kind kind(Edge edge, Place from, Place to) {
        boolean up = level(to.name()).compareTo(level(from.name())) > 0;
        if (edge.advisory() && up) {
            return Kind.ADVISORY;
        }
        if (up) {
            return Kind.UPWARD;
        }
        return switch (edge.way()) {
            case NOTIFICATION, HEALTH -> Kind.NOTIFICATION;
            case CALL, REPLY -> Kind.CALL;
            case PORT, QUEUE, REGION, REGISTERS, FRAMES -> Kind.DATA;
        };
    }

    private Level level(String partition) {
        return system.partition(partition).orElseThrow().level();
    }

    private String draw() {
        place();
        int width = LEFT + columns.size() * COLUMN + 12;
        Row last = rows.getLast();
        int devicesTop = last.bottom() + lanesHeight(last) + ROW_PADDING;
        int deep = system.partitions().stream().mapToInt(p -> devices(p).size()).max().orElse(0);
        int busesTop = devicesTop + Math.max(1, deep) * (DEVICE_HEIGHT + 8) + 24;
        int height = busesTop + system.buses().size() * (BUS_HEIGHT + 12) + 8;
        svg.append(
                "<svg class=\"system\" role=\"img\" aria-label=\"Partitions by level, their ports,"
                        + " channels, regions, devices and buses\" viewBox=\"0 0 %d %d\" width=\"%d\">\n"
                                .formatted(width, height, width));
        svg.append("<defs>");
        for (Kind kind : Kind.values()) {
            svg.append(
                    ("<marker id=\"to-%s\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\""
                         + " markerWidth=\"8\" markerHeight=\"8\""
                         + " orient=\"auto-start-reverse\"><path class=\"%s head\" d=\"M0 0.5 8 4 0"
                         + " 7.5z\"/></marker>")
                            .formatted(style(kind), style(kind)));
        }
        svg.append("</defs>\n");
        bands(width, devicesTop, busesTop);
        hardware(devicesTop, busesTop, width);
        for (Row row : rows) {
            for (Line line : row.lanes) {
                line(row, line);
            }
        }
        rows.forEach(row -> row.boxes.forEach(box -> box(row, box)));
        return svg.append("</svg>\n").toString();
    }

    /**
     * Rows from the highest level down, and each line in the lanes under the higher of its ends.
     */
    private void place() {
        for (Level level :
                Arrays.stream(Level.values()).sorted(Comparator.reverseOrder()).toList()) {
            List<String> boxes =
                    system.partitions().stream()
                            .filter(p -> p.level() == level)
                            .map(Partition::name)
                            .toList();
            if (!boxes.isEmpty()) {
                rows.add(new Row(level == Level.QM ? "QM" : "ASIL " + level, boxes));
            }
        }
        if (!system.regions().isEmpty()) {
            rows.add(
                    new Row(
                            "shared memory",
                            system.regions().stream().map(r -> MEMORY + r.name()).toList()));
        }
        for (Line line : lines) {
            Row upper = upper(line);
            upper.lanes.add(line);
        }
        for (Row row : rows) {
            row.lanes.sort(
                    Comparator.<Line>comparingInt(l -> -span(l))
                            .thenComparing(Line::from)
                            .thenComparing(Line::to));
        }
        int top = ROW_PADDING;
        for (Row row : rows) {
            row.top = top;
            top = row.bottom() + lanesHeight(row) + ROW_PADDING;
        }
    }

    private Row upper(Line line) {
        return rows.indexOf(row(line.from)) <= rows.indexOf(row(line.to))
                ? row(line.from)
                : row(line.to);
    }

    private int span(Line line) {
        return Math.abs(columns.indexOf(line.from) - columns.indexOf(line.to));
    }

    private static int lanesHeight(Row row) {
        return row.lanes.isEmpty() ? 20 : FIRST_LANE + row.lanes.size() * LANE;
    }

    private Row row(String box) {
        return rows.stream().filter(r -> r.boxes.contains(box)).findFirst().orElseThrow();
    }

    private int x(String box) {
        return LEFT + columns.indexOf(box) * COLUMN + COLUMN / 2;
    }

    /** Where on a box's side a line begins or ends: lines of a side stand apart. */
    private int attach(String box, Line line, boolean top) {
        List<Line> side =
                lines.stream()
                        .filter(l -> l.touches(box) && isTop(box, l) == top)
                        .sorted(
                                Comparator.<Line>comparingInt(l -> columns.indexOf(other(l, box)))
                                        .thenComparing(Line::from)
                                        .thenComparing(Line::kind))
                        .toList();
        int step = Math.min(18, (BOX_WIDTH - 16) / Math.max(1, side.size()));
        return x(box) + (2 * side.indexOf(line) - side.size() + 1) * step / 2;
    }

    private static String other(Line line, String box) {
        return line.from.equals(box) ? line.to : line.from;
    }

    /** A line ends at the top of the lower of two boxes, else at the bottom. */
    private boolean isTop(String box, Line line) {
        return rows.indexOf(row(box)) > rows.indexOf(row(other(line, box)));
    }

    private void line(Row row, Line line) {
        int y = row.bottom() + FIRST_LANE + row.lanes.indexOf(line) * LANE;
        int fromX = attach(line.from, line, isTop(line.from, line));
        int toX = attach(line.to, line, isTop(line.to, line));
        int fromY = isTop(line.from, line) ? row(line.from).top : row(line.from).bottom();
        int toY = isTop(line.to, line) ? row(line.to).top : row(line.to).bottom();
        String style = style(line.kind);
        String names = line.names.stream().distinct().collect(Collectors.joining(", "));
        svg.append("<g class=\"line\"><title>")
                .append(
                        Html.escape(
                                "%s %s %s: %s"
                                        .formatted(
                                                plain(line.from),
                                                line.both ? "<->" : "->",
                                                plain(line.to),
                                                names)))
                .append("</title>");
        svg.append(
                "<path class=\"%s\" d=\"M%d %dV%dH%dV%d\" marker-end=\"url(#to-%s)\"%s/>"
                        .formatted(
                                style,
                                fromX,
                                fromY,
                                y,
                                toX,
                                toY,
                                style,
                                line.both ? " marker-start=\"url(#to-" + style + ")\"" : ""));
        String label = line.label();
        svg.append(
                "<text class=\"label %s\" x=\"%d\" y=\"%d\">%s</text></g>\n"
                        .formatted(style, (fromX + toX) / 2, y - 4, Html.escape(label)));
    }

    private void box(Row row, String box) {
        int left = x(box) - BOX_WIDTH / 2;
        if (box.startsWith(MEMORY)) {
            Region region =
                    system.regions().stream()
                            .filter(r -> r.name().equals(plain(box)))
                            .findFirst()
                            .orElseThrow();
            svg.append(
                    "<rect class=\"memory\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"20\"/>"
                            .formatted(left, row.top, BOX_WIDTH, BOX_HEIGHT));
            text("name", x(box), row.top + 19, plain(box));
            text("detail", x(box), row.top + 34, region.size() / 1024 + " KiB");
            svg.append('\n');
            return;
        }
        Partition partition = system.partition(box).orElseThrow();
        boolean safe = ProtectedDomain.of(system).names().contains(box);
        boolean kernel = partition.placement() == Placement.KERNEL;
        svg.append(
                "<rect class=\"partition%s%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"5\"/>"
                        .formatted(
                                safe ? " safe" : "",
                                kernel ? " kernel" : "",
                                left,
                                row.top,
                                BOX_WIDTH,
                                BOX_HEIGHT));
        text("name", x(box), row.top + 19, box);
        List<String> details = new ArrayList<>();
        if (safe) {
            details.add("protected");
        }
        if (flow.gateways(system).contains(box)) {
            details.add("gateway");
        }
        if (kernel) {
            details.add("kernel");
        }
        details.add("prio " + partition.priority());
        text("detail", x(box), row.top + 34, String.join(", ", details));
        svg.append('\n');
    }

    private static String plain(String box) {
        return box.replaceFirst("^" + MEMORY, "");
    }

    private void bands(int width, int devicesTop, int busesTop) {
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            int end = i + 1 < rows.size() ? rows.get(i + 1).top : devicesTop;
            band(width, row.top - 6, end - 6, row.label, row.top + 27, i % 2 == 0);
        }
        band(
                width,
                devicesTop - 6,
                busesTop - 12,
                "devices",
                devicesTop + 20,
                rows.size() % 2 == 0);
        if (!system.buses().isEmpty()) {
            text("row", 10, busesTop + 27, "buses");
        }
    }

    private void band(int width, int top, int bottom, String label, int labelY, boolean tinted) {
        if (tinted) {
            svg.append(
                    "<rect class=\"band\" x=\"0\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n"
                            .formatted(top, width, bottom - top));
        }
        text("row", 10, labelY, label);
    }

    private void text(String style, int x, int y, String text) {
        svg.append(
                "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>"
                        .formatted(style, x, y, Html.escape(text)));
    }

    private List<DeviceEntry> devices(Partition partition) {
        return system.board().devices().stream()
                .filter(d -> partition.maps().stream().anyMatch(m -> m.target().equals(d.name())))
                .toList();
    }

    /** Devices straight under their owners, controllers joined to their bus. */
    private void hardware(int devicesTop, int busesTop, int width) {
        Map<String, Integer> busY = new LinkedHashMap<>();
        for (int i = 0; i < system.buses().size(); i++) {
            busY.put(system.buses().get(i).name(), busesTop + i * (BUS_HEIGHT + 12));
        }
        for (Bus bus : system.buses()) {
            bus(bus, busY.get(bus.name()), width);
        }
        for (Partition partition : system.partitions()) {
            List<DeviceEntry> devices = devices(partition);
            for (int i = 0; i < devices.size(); i++) {
                int y = devicesTop + i * (DEVICE_HEIGHT + 8);
                device(partition, devices.get(i), y, i, busY);
            }
        }
    }

    private void device(
            Partition owner, DeviceEntry device, int y, int place, Map<String, Integer> busY) {
        int x = x(owner.name());
        int side = x + BOX_WIDTH / 2 - 6 - 5 * place;
        svg.append(
                "<path class=\"wire\" d=\"M%d %dV%d\" marker-end=\"url(#to-data)\" marker-start=\"url(#to-data)\"/>"
                        .formatted(side, row(owner.name()).bottom(), y));
        if (busY.containsKey(device.bus())) {
            svg.append(
                    "<path class=\"wire\" d=\"M%d %dV%d\" marker-end=\"url(#to-data)\" marker-start=\"url(#to-data)\"/>"
                            .formatted(x, y + DEVICE_HEIGHT, busY.get(device.bus())));
        }
        svg.append(
                "<rect class=\"device\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\"/>"
                        .formatted(x - BOX_WIDTH / 2, y, BOX_WIDTH, DEVICE_HEIGHT));
        boolean dma = device.kind() == DeviceKind.WIRELESS || device.kind() == DeviceKind.DISPLAY;
        text("device", x, y + 19, device.name() + (dma ? " · DMA" : ""));
        svg.append('\n');
    }

    private void bus(Bus bus, int y, int width) {
        svg.append(
                "<rect class=\"bus\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>"
                        .formatted(LEFT, y, width - LEFT - 12, BUS_HEIGHT));
        text(
                "busname",
                LEFT + 10,
                y + 18,
                "%s, %d kbit/s%s"
                        .formatted(
                                bus.name(),
                                bus.bitrate() / 1000,
                                bus.dataBitrate().isPresent()
                                        ? ", data " + bus.dataBitrate().getAsInt() / 1000
                                        : ""));
        text(
                "nodes",
                LEFT + 10,
                y + 36,
                bus.nodes().stream().map(RestbusNode::name).collect(Collectors.joining(" · ")));
        svg.append('\n');
    }

    private static String style(Kind kind) {
        return Figures.words(kind);
    }
}
